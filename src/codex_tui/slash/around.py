"""Commands about codex-tui itself, and what is around a conversation."""

from __future__ import annotations

from codex_tui.slash.command import Group, SlashCommand

AROUND = (
    SlashCommand("rules", Group.MODEL, "app.rules"),
    SlashCommand("help", Group.APP, "app.help"),
    SlashCommand("theme", Group.APP, "app.theme"),
    SlashCommand("reconnect", Group.APP, "app.reconnect"),
    SlashCommand("redraw", Group.APP, "app.redraw"),
    SlashCommand("quit", Group.APP, "app.quit", aliases=("exit",)),
)
