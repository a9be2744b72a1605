"""Keys of the account and of signing in."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

A = Scope.APP
B = Scope.ACCOUNT
L = Scope.LOGIN

ACCOUNT = (
    Action("app.account", "show_account", "", A, "Account and limits: who is logged in, what is used"),
    Action("app.login", "log_in", "", A, "Log in: with ChatGPT, a code, or an API key"),
    Action("app.logout", "log_out", "", A, "Log out; asks"),
    Action("account.login", "login", "l", B, "Log in, also as somebody else", "log in"),
    Action("account.logout", "logout", "o", B, "Log out; asks", "log out"),
    Action("account.reload", "reload", "r", B, "Ask the server again", "again"),
    Action("account.close", "close", "escape,q", B, "Close it", "close"),
    Action("login.take", "take", "enter", L, "Take the way, or the key that was typed", "take"),
    Action("login.down", "move(1)", "down,j,ctrl+n", L, "Next way"),
    Action("login.up", "move(-1)", "up,k", L, "Way before"),
    Action("login.copy_code", "copy_code", "c", L, "Copy the code", "copy code"),
    Action("login.open", "open_page", "o", L, "Open the page in the browser of this machine", "open"),
    Action("login.copy", "copy_page", "y", L, "Copy the address of the page", "copy it"),
    Action("login.back", "back", "escape", L, "Call it off and go back; from the ways, close", "back"),
)
