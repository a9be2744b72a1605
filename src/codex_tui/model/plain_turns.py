"""Stored turns read without the protocol's models, for the page that is shown before those models are made.

Importing pydantic and making the classes takes longer than all else between the first paint and the last line of a
thread. What is here answers to the names that the models have, so that the same translation makes the same items of
it; a test holds both against each other for every kind of item. Little is checked: what does not fit may fail somewhere
in the translation, and whoever reads leaves the page to the models then.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from codex_app_server.generated.v2_all import ThreadItem

NEEDED: dict[str, tuple[str, ...]] = {
    "userMessage": ("content",),
    "hookPrompt": ("fragments",),
    "agentMessage": ("text",),
    "functionCallOutput": ("name", "output"),
    "plan": ("text",),
    "reasoning": (),
    "commandExecution": ("command", "commandActions", "cwd", "status"),
    "fileChange": ("changes", "status"),
    "mcpToolCall": ("server", "status", "tool"),
    "dynamicToolCall": ("status", "tool"),
    "collabAgentToolCall": ("agentsStates", "receiverThreadIds", "senderThreadId", "status", "tool"),
    "subAgentActivity": ("agentPath", "agentThreadId", "kind"),
    "webSearch": ("query",),
    "imageView": ("path",),
    "sleep": ("durationMs",),
    "imageGeneration": ("result", "status"),
    "enteredReviewMode": ("review",),
    "exitedReviewMode": ("review",),
    "contextCompaction": (),
}
"""What an item has to have to be one of its kind, as the models say."""


class PlainWord(str):
    """A string. Where a model has an enum or one of several forms, it is asked for its value or its root."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)

    @property
    def root(self) -> PlainWord:
        return self


class PlainObject(dict[str, Any]):
    """An object of the protocol, whose fields are its attributes too: in snake case, and None where it has none."""

    __slots__ = ()

    @property
    def root(self) -> PlainObject:
        return self

    @property
    def model_extra(self) -> PlainObject:
        return self

    def model_dump(
        self,
        *,
        mode: str = "python",
        by_alias: bool = True,
        exclude_none: bool = False,
        include: Container[str] | None = None,
    ) -> dict[str, Any]:
        """Its fields by the names that they have on the wire, whatever `mode` and `by_alias` say."""
        return {
            name: value
            for name, value in self.items()
            if (include is None or name in include) and not (exclude_none and value is None)
        }

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(_alias(name), self.get(name))


class PlainTurn(NamedTuple):
    """What is shown of a turn. Times as the server gives them: Unix seconds, and milliseconds for how long it took."""

    id: str
    status: PlainWord
    items: list[PlainObject]
    error: PlainObject | None
    started_at: int | None
    duration_ms: int | None


def plain_turns(turns: Iterable[Mapping[str, Any]]) -> list[PlainTurn]:
    """Turns as the server gave them, in its order.

    Raises:
        KeyError: one has no id, no status or no items.
    """
    return [
        PlainTurn(
            turn["id"],
            PlainWord(turn["status"]),
            [_plain(item) for item in turn["items"]],
            _plain(turn.get("error")),
            turn.get("startedAt"),
            turn.get("durationMs"),
        )
        for turn in turns
    ]


def fits_its_kind(source: ThreadItem) -> bool:
    """Whether an item has what its kind has to have."""
    if isinstance(source.root, PlainObject):
        needed = NEEDED.get(source.root.type)
        return needed is not None and all(source.root.get(name) is not None for name in needed)
    from codex_app_server.generated.v2_all import UnknownThreadItem  # heavy, and loaded with the first model

    return not isinstance(source.root, UnknownThreadItem)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return PlainObject((name, _plain(one)) for name, one in value.items())
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return PlainWord(value) if isinstance(value, str) else value


@cache
def _alias(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
