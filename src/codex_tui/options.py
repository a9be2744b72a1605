"""The command line: what one can say, and what it means.

The plain starts (no argument, ``--new``, ``--resume ID``, ``--private``, ...) are known without a parser, because
importing click takes a fifth of the time until the first paint; everything else is parsed by click.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Options(NamedTuple):
    """What the person asked for."""

    prompt: str | None = None
    new: bool = False
    resume: str | None = None
    last: bool = False
    folder: str | None = None
    model: str | None = None
    overrides: tuple[str, ...] = ()
    codex_bin: str | None = None
    demo: bool = False
    private: bool = False
    remote: str | None = None
    token_variable: str | None = None
    token_file: str | None = None
    config_file: str | None = None
    settings: tuple[str, ...] = ()
    linear: bool = False
    more_remotes: tuple[str, ...] = ()
    """Addresses of servers beside the one of `remote`."""

    @property
    def resumed_id(self) -> str | None:
        """The whole id to resume, which need not be looked up; None for a part of one, a title or nothing."""
        parts = self.resume.split("-") if self.resume is not None else ()
        return self.resume if [len(part) for part in parts] == _PARTS_OF_AN_ID else None


_PARTS_OF_AN_ID = [8, 4, 4, 4, 12]
"""Characters between the hyphens."""
_PLAIN: Mapping[tuple[str, ...], Options] = MappingProxyType(
    {
        (): Options(),
        ("--new",): Options(new=True),
        ("--last",): Options(last=True),
        ("--demo",): Options(demo=True),
        ("--private",): Options(private=True),
        ("--linear",): Options(linear=True),
        ("--new", "--private"): Options(new=True, private=True),
    }
)


def parse(arguments: Sequence[str]) -> Options:
    """The options of a command line.

    Raises:
        SystemExit: after ``--help`` or ``--version`` (0), or with a message where the line is wrong (2).
    """
    plain = _PLAIN.get(tuple(arguments)) or _plain_resume(arguments)
    if plain is not None:
        return plain
    from codex_tui.command_line import parse_with_click

    return parse_with_click(arguments)


def _plain_resume(arguments: Sequence[str]) -> Options | None:
    """The options of a line that only says which thread is resumed, on a private server or not."""
    match arguments:
        case ["--resume", thread]:
            plain = Options(resume=thread)
        case ["--private", "--resume", thread] | ["--resume", thread, "--private"]:
            plain = Options(resume=thread, private=True)
        case _:
            return None
    return None if thread.startswith("-") else plain
