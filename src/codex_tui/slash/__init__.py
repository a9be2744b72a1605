"""The slash commands of the composer in one table: what is typed behind ``/``, and what it does.

A command is a row (`SlashCommand`). It does what an action of the keymap does (``action="conversation.compact"``: help
and keys come from there, and the palette has it already), or it posts an intent made of its argument (``post``), or
both: the action without an argument, the intent with one. The menu, the palette, the help and the table of
docs/guide/commands.md are made from the rows; nothing else has to know a command.

To add one:

1. Write the row into the module of its theme beside this one, or into a new one whose tuple is put into `COMMANDS`
   below. ``name`` has no slash. ``aliases`` are other names that people know. Without ``action``, ``help`` is needed.
2. Where there is no action yet, make one: a row of the keymap, whose ``keys`` may be empty, and its ``action_…``
   method on the app (`Scope.APP`) or on the conversation screen (`Scope.CONVERSATION`). A screen is pushed there, and
   imported only then.
3. Or give ``post``: a function of the context (state, thread) and the argument, that gives an `Intent`, or a `Refusal`
   with the reason why it cannot be done. What was typed then stays in the composer.
4. An ``argument`` has a name, is ``required`` or not, and may have ``completions``: a function of the context that
   reads from the state what can be chosen. ``wanted`` may give an intent that has the session load it.
5. ``needs_thread`` says why nothing can be done before a thread has begun; ``idle_only`` why not while a turn runs.
   Leave both empty where the command works anyway, as commands should.
6. Have the guide's table written anew: ``python -m codex_tui.slash.table docs/guide/commands.md`` (a test compares).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.slash.account import ACCOUNT
from codex_tui.slash.around import AROUND
from codex_tui.slash.command import (
    Argument,
    CommandContext,
    Completion,
    Group,
    Refusal,
    SlashCommand,
)
from codex_tui.slash.conversation import CONVERSATION
from codex_tui.slash.models import MODELS
from codex_tui.slash.permissions import PERMISSIONS
from codex_tui.slash.queue import QUEUE
from codex_tui.slash.threads import THREADS
from codex_tui.slash.tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COMMANDS",
    "Argument",
    "CommandContext",
    "Completion",
    "Group",
    "Refusal",
    "SlashCommand",
    "by_name",
    "nearest",
    "split",
]

COMMANDS: tuple[SlashCommand, ...] = (
    *CONVERSATION,
    *QUEUE,
    *THREADS,
    *MODELS,
    *PERMISSIONS,
    *TOOLS,
    *ACCOUNT,
    *AROUND,
)

_BY_NAME: Mapping[str, SlashCommand] = {
    name: command for command in COMMANDS for name in (command.name, *command.aliases)
}


def split(text: str) -> tuple[str, str] | None:
    """The name and the argument of what was typed; None where it is no command but a text, as a path is."""
    if not text.startswith("/"):
        return None
    name, *rest = text[1:].split(None, 1)[:2] or [""]
    if "/" in name or text[1:2].isspace():
        return None
    return name, rest[0].strip() if rest else ""


def by_name(name: str) -> SlashCommand | None:
    """The command of a name or an alias, in any case of letters."""
    return _BY_NAME.get(name.casefold())


def nearest(name: str) -> str:
    """The name that somebody may have meant; empty if none is near."""
    from difflib import get_close_matches

    name = name.casefold()
    begins = [known for known in _BY_NAME if name and known.startswith(name)]
    near = begins or get_close_matches(name, _BY_NAME, n=1)
    return near[0] if near else ""
