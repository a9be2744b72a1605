"""Commands about codex-tui itself, and what is around a conversation."""

from __future__ import annotations

from codex_tui.slash.command import Group, SlashCommand

AROUND = (
    SlashCommand("rules", Group.MODEL, "app.rules"),
    SlashCommand("help", Group.APP, "app.help"),
    SlashCommand("settings", Group.APP, "app.settings", aliases=("config", "preferences")),
    SlashCommand("keys", Group.APP, "app.keys", aliases=("keymap", "shortcuts")),
    SlashCommand("theme", Group.APP, "app.themes", aliases=("themes",)),
    SlashCommand("reconnect", Group.APP, "app.reconnect"),
    SlashCommand("redraw", Group.APP, "app.redraw"),
    SlashCommand("quit", Group.APP, "app.quit", aliases=("exit",)),
)
