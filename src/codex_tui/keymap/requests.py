"""Keys where something waits for an answer."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

P = Scope.APPROVAL

REQUESTS = (
    Action("approval.accept", "answer('accept')", "y", P, "Yes, once", "once"),
    Action("approval.session", "answer('acceptForSession')", "a", P, "Yes, for this session", "session"),
    Action("approval.decline", "answer('decline')", "n", P, "No; the turn goes on", "no"),
    Action("approval.cancel", "answer('cancel')", "c", P, "No, and stop the turn", "stop"),
    Action("approval.next", "next", "tab,right", P, "The next one that waits", "next"),
    Action("approval.previous", "previous", "shift+tab,left", P, "The one before"),
    Action("approval.down", "scroll(1)", "j,down", P, "Read on"),
    Action("approval.up", "scroll(-1)", "k,up", P, "Read back"),
    Action("approval.later", "later", "escape", P, "Leave it unanswered", "later"),
)
