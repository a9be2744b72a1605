"""Keys where something waits for an answer."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

P = Scope.APPROVAL
R = Scope.RULE
Z = Scope.REASON

REQUESTS = (
    Action("approval.accept", "accept", "y", P, "Yes, once", "once"),
    Action("approval.session", "for_session", "a", P, "Yes, for this session", "session"),
    Action(
        "approval.always", "always", "p", P, "Yes, always: first shows the rule, and asks again", "always"
    ),
    Action("approval.decline", "decline", "n", P, "No, and say why if you like; the turn goes on", "no"),
    Action("approval.cancel", "cancel", "c", P, "No, and stop the turn", "stop"),
    Action("approval.grant", "grant", "space", P, "Grant the part under the cursor, or not", "grant"),
    Action("approval.zoom", "zoom", "z", P, "Read it on the whole screen, or dock it again", "full"),
    Action("approval.next", "step(1)", "tab,right", P, "The next one that waits", "next"),
    Action("approval.previous", "step(-1)", "shift+tab,left", P, "The one before"),
    Action("approval.down", "scroll(1)", "j,down", P, "Read on"),
    Action("approval.up", "scroll(-1)", "k,up", P, "Read back"),
    Action("approval.later", "later", "escape", P, "Leave it unanswered", "later"),
    Action("rule.save", "save_rule", "s", R, "Save the rule, and run this", "save"),
    Action("rule.shorter", "words(-1)", "left", R, "One word less: the rule allows more", "fewer"),
    Action("rule.longer", "words(1)", "right", R, "One word more: the rule allows less", "more"),
    Action("rule.no", "no_rule", "escape,n,enter", R, "Back, without a rule", "back"),
    Action("reason.send", "submit", "enter", Z, "Decline; what you typed goes to the model", "decline"),
    Action("reason.leave", "leave", "escape", Z, "Back, without an answer", "back"),
)
