"""Keys of the inbox: everything that waits, in all threads."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

I = Scope.INBOX  # noqa: E741 - the scope's letter, as in the other tables

INBOX = (
    Action(
        "app.inbox",
        "inbox",
        "alt+i,f12",
        Scope.APP,
        "Go to everything that waits for you, and back",
        priority=True,
    ),
    Action("threads.inbox", "inbox", "i", Scope.THREADS, "Go to everything that waits for you", "inbox"),
    Action("inbox.answer", "answer", "enter,alt+a,f7", I, "Go into the request, to answer it", "answer"),
    Action("inbox.down", "move(1)", "j,down", I, "Next request"),
    Action("inbox.up", "move(-1)", "k,up", I, "Previous request"),
    Action("inbox.first", "first", "g,home", I, "First request"),
    Action("inbox.last", "last", "G,end", I, "Last request"),
    Action("inbox.open", "open", "o", I, "Open its thread", "open thread"),
    Action("inbox.order", "order", "s", I, "Oldest first, or by thread", "order"),
    Action("inbox.help", "help", "question_mark", I, "Show every key of this screen", "help"),
    Action("inbox.close", "close", "escape,q", I, "Back to where you were", "back"),
)
