"""Commands about codex-tui itself, and what is around a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.settings import SettingsChosen
from codex_tui.settings.values import AUTO, BUILT_IN_THEMES
from codex_tui.slash.command import Argument, CommandContext, Completion, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.messages import Intent


def _themes(context: CommandContext) -> Iterator[Completion]:
    """By their names in the settings; one's own behind those that there are."""
    settings = context.settings
    own = tuple(settings.themes) if settings is not None else ()
    for name in (AUTO, *BUILT_IN_THEMES, *own):
        about = "as the background of the terminal is" if name == AUTO else "your own" if name in own else ""
        yield Completion(name, about, now=settings is not None and settings.display.theme == name)


def _theme(context: CommandContext, argument: str) -> Intent | Refusal:
    name = argument.casefold()
    if all(name != known.text for known in _themes(context)):
        return Refusal(f"There is no theme {argument}: /theme alone shows all of them")
    return SettingsChosen({"display.theme": name})


AROUND = (
    SlashCommand("rules", Group.MODEL, "app.rules"),
    SlashCommand("help", Group.APP, "app.help"),
    SlashCommand("settings", Group.APP, "app.settings", aliases=("config", "preferences")),
    SlashCommand("keys", Group.APP, "app.keys", aliases=("keymap", "shortcuts")),
    SlashCommand(
        "theme",
        Group.APP,
        "app.themes",
        aliases=("themes",),
        argument=Argument("NAME", completions=_themes),
        post=_theme,
    ),
    SlashCommand("reconnect", Group.APP, "app.reconnect"),
    SlashCommand("redraw", Group.APP, "app.redraw"),
    SlashCommand("suspend", Group.APP, "app.suspend"),
    SlashCommand("quit", Group.APP, "app.quit", aliases=("exit",)),
)
