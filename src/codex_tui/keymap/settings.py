"""Keys of the palette, and of the screens of settings, of keys and of themes."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

A = Scope.APP
S = Scope.SETTINGS
K = Scope.KEYS
N = Scope.CAPTURE
T = Scope.THEMES
P = Scope.PALETTE

SETTINGS = (
    Action("palette.run", "choose", "enter", P, "Do it", "do it", priority=True),
    Action("palette.down", "move(1)", "down,ctrl+n", P, "Next action"),
    Action("palette.up", "move(-1)", "up", P, "Action before"),
    Action("palette.page_down", "page(1)", "pagedown", P, "A screen down"),
    Action("palette.page_up", "page(-1)", "pageup", P, "A screen up"),
    Action("palette.close", "close", "escape", P, "Close without doing anything", "close"),
    Action("app.settings", "show_settings", "", A, "Show all settings, and change them", priority=True),
    Action("app.keys", "show_keys", "", A, "Show all keys, and give actions others", priority=True),
    Action("app.themes", "show_themes", "", A, "Choose a theme, with a preview", priority=True),
    Action("settings.change", "change", "enter", S, "Change the setting", "change", priority=True),
    Action("settings.next", "step(1)", "right", S, "Next value", "next", priority=True),
    Action("settings.previous", "step(-1)", "left", S, "Value before", priority=True),
    Action("settings.down", "move(1)", "down,ctrl+n", S, "Next setting"),
    Action("settings.up", "move(-1)", "up", S, "Setting before"),
    Action("settings.page_down", "page(1)", "pagedown", S, "A screen down"),
    Action("settings.page_up", "page(-1)", "pageup", S, "A screen up"),
    Action(
        "settings.reset",
        "reset",
        "ctrl+x",
        S,
        "Take it out of the file: the default",
        "default",
        priority=True,
    ),
    Action(
        "settings.edit", "edit", "ctrl+o", S, "Open the settings file in your editor", "file", priority=True
    ),
    Action(
        "settings.reload", "reload", "ctrl+r", S, "Read the settings file again", "read again", priority=True
    ),
    Action("settings.close", "close", "escape", S, "Clear the filter; close", "close"),
    Action("keys.change", "change", "enter", K, "Give the action another key", "change", priority=True),
    Action("keys.find", "find", "tab", K, "Press a key, and see what it does", "find by key", priority=True),
    Action("keys.preset", "preset", "ctrl+t", K, "Next preset: default, vim, emacs", "preset", priority=True),
    Action("keys.down", "move(1)", "down,ctrl+n", K, "Next action"),
    Action("keys.up", "move(-1)", "up", K, "Action before"),
    Action("keys.page_down", "page(1)", "pagedown", K, "A screen down"),
    Action("keys.page_up", "page(-1)", "pageup", K, "A screen up"),
    Action("keys.none", "none", "ctrl+k", K, "Leave the action without a key", "no key", priority=True),
    Action("keys.reset", "reset", "ctrl+x", K, "The keys that it had at first", "default", priority=True),
    Action("keys.close", "close", "escape", K, "Clear the filter; close", "close"),
    Action("capture.take", "take(True)", "enter", N, "Take this key instead of those it has", "instead"),
    Action("capture.add", "take(False)", "a", N, "Take this key beside those it has", "beside"),
    Action("capture.then", "then", "t", N, "Press a second key: both one after the other", "then"),
    Action("capture.again", "again", "r", N, "Press another key", "another"),
    Action("capture.page_down", "page(1)", "pagedown,space,down", N, "Read on", "read on"),
    Action("capture.page_up", "page(-1)", "pageup,up", N, "Read back"),
    Action("capture.close", "close", "escape", N, "Leave the keys as they are", "leave"),
    Action("themes.choose", "choose", "enter", T, "Keep the theme", "keep"),
    Action("themes.down", "move(1)", "j,down", T, "Next theme", "preview"),
    Action("themes.up", "move(-1)", "k,up", T, "Theme before"),
    Action("themes.first", "move(-1000)", "g,home", T, "First theme"),
    Action("themes.last", "move(1000)", "G,end", T, "Last theme"),
    Action("themes.close", "close", "escape,q", T, "Back to the theme that was", "back"),
)
