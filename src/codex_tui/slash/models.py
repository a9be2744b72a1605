"""Commands about the model."""

from __future__ import annotations

from codex_tui.slash.command import Group, SlashCommand

MODELS = (SlashCommand("model", Group.MODEL, "app.model"),)
