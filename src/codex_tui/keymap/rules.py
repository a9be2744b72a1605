"""Keys of the list of what is allowed for good."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

U = Scope.RULES

RULES = (
    Action(
        "app.rules",
        "show_rules",
        "alt+l",
        Scope.APP,
        "Show what is allowed for good, and take it back",
        priority=True,
    ),
    Action("rules.down", "move(1)", "j,down", U, "Next rule"),
    Action("rules.up", "move(-1)", "k,up", U, "Previous rule"),
    Action("rules.page_down", "page(1)", "pagedown", U, "Read on what the rule means", "more"),
    Action("rules.page_up", "page(-1)", "pageup", U, "Read back"),
    Action("rules.remove", "remove", "x,delete,d", U, "Remove the rule; asks first", "remove"),
    Action("rules.edit", "edit", "o,e", U, "Open its file in your editor, at the line", "open file"),
    Action("rules.reload", "reload", "R,ctrl+r", U, "Read the rules again", "read again"),
    Action("rules.close", "close", "escape,q", U, "Close the list", "close"),
)
