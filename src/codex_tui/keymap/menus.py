"""Keys of the menus over the composer."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

M = Scope.MENU

MENUS = (
    Action(
        "menu.choose", "choose(False)", "enter", M, "Run the command; put in the file, the skill", "choose"
    ),
    Action("menu.complete", "choose(True)", "tab", M, "Put it in, and go on typing", "complete"),
    Action("menu.down", "move(1)", "down,ctrl+n", M, "Next row"),
    Action("menu.up", "move(-1)", "up", M, "Previous row"),
    Action("menu.page_down", "page(1)", "pagedown", M, "A screen down"),
    Action("menu.page_up", "page(-1)", "pageup", M, "A screen up"),
    Action("menu.close", "close", "escape", M, "Close the menu; what is typed stays", "close"),
)
