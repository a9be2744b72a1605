"""What an empty conversation and an empty composer say: where one is, and what the keys will do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.keymap import key_label
from codex_tui.model.board import DELETED, IN_ARCHIVE
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.line_parts import QUIET, STRONG
from codex_tui.widgets.permission_words import permission_name
from codex_tui.widgets.status_view import Doing, doing
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState

_FIRST_KEYS = (
    ("composer.send", "send"),
    ("composer.newline", "new line"),
    ("app.model", "choose the model"),
    ("conversation.next_mode", "other permissions"),
    ("app.threads", "the threads"),
    ("app.help", "every key"),
)
_KEY_COLUMN = 13

MOST_SHOWN = 1000
"""Characters of a prompt that is on its way; all of it is seen as soon as its thread is there."""

_PLACEHOLDERS = {
    Doing.LOST: "Server lost; your text is kept",
    Doing.STARTING: "Server starting; write already",
    Doing.OPENING: "Opening the thread; write already",
    Doing.READ_ONLY: "Read only; sending tries again",
    Doing.RUNNING: "Steer the running turn",
    Doing.NEW: "Ask anything; a new thread starts",
}
"""At most 36 columns: a placeholder is not cut with a mark."""
_READ_ONLY = {IN_ARCHIVE: "Archived: it can only be read", DELETED: "Deleted: it can only be read"}


def placeholder(state: AppState, thread: ThreadKey | None) -> str:
    """What Enter will do with the text that is not there yet."""
    what = doing(state, thread)
    conversation = state.conversations.get(thread) if thread is not None else None
    if what is Doing.READ_ONLY and conversation is not None and conversation.read_only in _READ_ONLY:
        return _READ_ONLY[conversation.read_only]
    if what is Doing.WAITING and conversation is not None and conversation.active_turn is not None:
        what = Doing.RUNNING
    return _PLACEHOLDERS.get(what, "Ask for the next step")


def welcome(state: AppState, keys: Mapping[str, str]) -> Content:
    """What a conversation without a thread says: its folder, its model, the first keys."""
    several, state = state.is_one_of_several, state.of(None)
    host = f"{state.server.label}:" if several else ""
    folder = host + short_folder(state.start_folder, os.path.expanduser("~"))
    lines = [Content.assemble("New thread in ", (folder, STRONG))]
    if state.new_thread.model:
        lines.append(Content.assemble(("model ", QUIET), state.model_words(state.new_thread)))
    if may := permission_name(state, None):
        lines.append(Content.assemble(("permissions ", QUIET), may))
    lines.append(Content())
    labels = [key_label(action, keys) for action, _ in _FIRST_KEYS]
    column = max(_KEY_COLUMN, *(len(label) + 2 for label in labels))
    for label, (_, text) in zip(labels, _FIRST_KEYS, strict=True):
        lines.append(Content.assemble((label.ljust(column), "$footer-key-foreground"), (text, QUIET)))
    return Content("\n").join(lines)


def no_turns() -> Content:
    """What a thread says in which nothing is said: one that was rewound to its beginning, or forked before it."""
    return Content.assemble(("No turn in this thread yet", QUIET))


def on_its_way(state: AppState, prompt: str, *, ascii_only: bool) -> Content:
    """What the same conversation says once its first prompt went out: that, and what it waits for."""
    shown = SafeText(
        prompt[:MOST_SHOWN] + (glyph("ellipsis", ascii_only) if len(prompt) > MOST_SHOWN else "")
    )
    waits = (
        "Starting the thread"
        if state.of(None).server.state is ConnectionState.READY
        else "Sent as soon as the server is up"
    )
    return Content.assemble(f"{'>' if ascii_only else '›'} {shown}\n\n", (waits, QUIET))
