"""Writes docs/sdk/comparison.md: upstream's public surface and this one, row by row, by inspection of both.

Needs `openai-codex` beside this project (the extra `bench`): ``make comparison``.
"""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import openai_codex

import codex_app_server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TARGET = Path(__file__).parents[1] / "docs" / "sdk" / "comparison.md"

RENAMED = {
    "CodexConfig": "AppServerConfig",
    "CodexRpcError": "JsonRpcError",
    "TurnResult": "RunResult",
    "RunInput": "Input",
}
"""What has another name here: upstream's, and ours."""

OTHERWISE = {
    "RetryLimitExceededError": "`TurnFailedError`, whose `error.codex_error_info` says it",
}
"""What is done another way here: upstream's name, and how."""

CLASSES = ("Codex", "AsyncCodex", "Thread", "AsyncThread", "TurnHandle", "AsyncTurnHandle")
HANDLES = (
    "ChatgptLoginHandle",
    "AsyncChatgptLoginHandle",
    "DeviceCodeLoginHandle",
    "AsyncDeviceCodeLoginHandle",
)
_MODULES = {"api", "async_client", "client", "errors", "generated", "models", "retry"}

_HEAD = """\
# Surface beside upstream's

Written by `scripts/compare_surfaces.py`, which inspects `openai-codex` {upstream} and `codex_app_server` {ours}.
The last column names the parameters that only one of the two has.
"""


def members(owner: type) -> dict[str, object]:
    """The public methods and properties of a class."""
    return {name: member for name, member in inspect.getmembers(owner) if not name.startswith("_")}


def parameters(function: object) -> list[str]:
    if not callable(function):
        return []
    return [name for name in inspect.signature(function).parameters if name != "self"]


def differing(upstream: object, ours: object) -> str:
    theirs, mine = parameters(upstream), parameters(ours)
    missing = [OTHERWISE.get(name, f"`{name}`") for name in theirs if name not in mine]
    more = [f"`{name}`" for name in mine if name not in theirs]
    parts = []
    if missing:
        parts.append("not here: " + ", ".join(missing))
    if more:
        parts.append("only here: " + ", ".join(more))
    return "; ".join(parts)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def names() -> Iterator[tuple[str, str, str]]:
    """Each public name of upstream's, what it is here, and the parameters of functions and of dataclasses."""
    for name in sorted(set(dir(openai_codex)) - _MODULES):
        if name.startswith("_"):
            continue
        ours = RENAMED.get(name, name)
        if ours in codex_app_server.__all__:
            upstream, here = getattr(openai_codex, name), getattr(codex_app_server, ours)
            # The others are handed out by a client, which knows what their constructors want.
            called = inspect.isfunction(upstream) or (
                dataclasses.is_dataclass(upstream) and name not in (*CLASSES, *HANDLES)
            )
            yield (
                f"`{name}`",
                "the same" if ours == name else f"`{ours}`",
                differing(upstream, here) if called else "",
            )
        else:
            yield f"`{name}`", OTHERWISE.get(name, "**missing**"), ""


def methods(name: str) -> Iterator[tuple[str, str, str]]:
    """Each member of a class that both have, then those that only ours has."""
    theirs, mine = members(getattr(openai_codex, name)), members(getattr(codex_app_server, name))
    for member, upstream in theirs.items():
        if member in mine:
            yield f"`{member}`", "yes", differing(upstream, mine[member])
        elif f"{member}:" in (getattr(codex_app_server, name).__doc__ or ""):
            yield f"`{member}`", "yes", ""  # set in its constructor, so it is no member of the class
        else:
            yield f"`{member}`", "**missing**", ""
    only = sorted(set(mine) - set(theirs))
    if only:
        yield "", "only here", ", ".join(f"`{member}`" for member in only)


def page() -> Iterator[str]:
    yield _HEAD.format(upstream=openai_codex.__version__, ours=codex_app_server.__version__)
    yield "## Names\n"
    yield from table(("upstream", "here", "parameters"), names())
    for name in (*CLASSES, *HANDLES):
        yield f"## {name}\n"
        yield from table(("upstream", "here", "parameters"), methods(name))
    only = sorted(set(codex_app_server.__all__) - set(dir(openai_codex)) - set(RENAMED.values()))
    yield "## Only here\n"
    yield ", ".join(f"`{name}`" for name in only if not name.startswith("_"))


def main() -> None:
    TARGET.write_text("\n".join(page()).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
