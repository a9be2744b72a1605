"""Keys of the inbox: everything that waits, in all threads."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

N = Scope.INBOX

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
    Action("inbox.answer", "answer", "enter,alt+a,f7", N, "Go into the request, to answer it", "answer"),
    Action("inbox.down", "move(1)", "j,down", N, "Next request"),
    Action("inbox.up", "move(-1)", "k,up", N, "Previous request"),
    Action("inbox.first", "first", "g,home", N, "First request"),
    Action("inbox.last", "last", "G,end", N, "Last request"),
    Action("inbox.open", "open", "o", N, "Open its thread", "open thread"),
    Action("inbox.order", "order", "s", N, "Oldest first, or by thread", "order"),
    Action("inbox.help", "help", "question_mark", N, "Show every key of this screen", "help"),
    Action("inbox.close", "close", "escape,q", N, "Back to where you were", "back"),
)
