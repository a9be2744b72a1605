"""Commands about the account."""

from __future__ import annotations

from codex_tui.slash.command import Group, SlashCommand

ACCOUNT = (
    SlashCommand("account", Group.ACCOUNT, "app.account"),
    SlashCommand(
        "limits", Group.ACCOUNT, "app.account", help="How much of the plan is used, and when it resets"
    ),
    SlashCommand("login", Group.ACCOUNT, "app.login"),
    SlashCommand("logout", Group.ACCOUNT, "app.logout"),
)
