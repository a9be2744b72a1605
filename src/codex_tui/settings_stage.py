"""The part of the app that goes by a person's settings: applies them at the start and whenever they change.

Under `attention_stage`. What is chosen in the app holds at once and is written to the settings file, with everything
else in it left as it is; what changes in the file is taken over when somebody comes back to the terminal, or asks.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender

from codex_tui.background import guessed
from codex_tui.chord_stage import ChordStage
from codex_tui.keymap import Scope, speak_arrows_in_words, tell_enter_keys_apart
from codex_tui.keymap.presets import remapped
from codex_tui.messages.settings import BackgroundSeen, SettingsChanged
from codex_tui.settings.loading import Loaded, load
from codex_tui.store.history import HistoryStore
from codex_tui.store.terminals import TerminalStore
from codex_tui.theming import ASCII_FRAMES, Seen, our_themes, own_theme, wanted_theme
from codex_tui.widgets.in_glyphs import InGlyphs, PlainScrollBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.geometry import Size

    from codex_tui.settings.values import Settings

_AT_START: Mapping[str, Mapping[str, bool | None]] = {
    "panel": {"shown": True, "hidden": False},
    "split": {"split": True, "unified": False, "auto": None},
}
"""What a setting makes of the layout that was left."""


class SettingsStage(ChordStage, part=True):
    """An app that looks and behaves as it was set."""

    dark_background: bool
    """Whether the terminal's background is dark, as far as it is known."""
    _switched_to: str | None = None
    """The theme that a key chose, until another one is set."""
    _few_colours = False
    """The terminal has 256."""
    _basic_colours = False
    """It has 16."""
    _in_ascii = False
    """Frames are drawn with ASCII; Textual asks for that before there are ports."""
    _is_ready = False
    """Whether a screen was painted."""
    _resized_to: Size | None = None
    """What the window was last told to be."""

    def begin_with(self, loaded: Loaded, seen: Seen) -> None:
        """Takes the settings of the start, and what the terminal said, before there is a screen."""
        tell_enter_keys_apart(True)  # until a terminal was asked
        if seen.on_terminal:
            self._few_colours = self.console.color_system == "256"
            self._basic_colours = self.console.color_system == "standard"
        self._terminals = TerminalStore(os.environ)
        dark = seen.dark
        if dark is not None:
            self._terminals.keep(dark)
        else:
            dark = self._terminals.dark
        if dark is None:
            dark = guessed(os.environ)
        self.dark_background = dark is not False
        self.ports.loaded = loaded
        settings = loaded.settings
        self._register_themes(settings)
        self.theme = wanted_theme(settings.display, dark=self.dark_background, basic=self._basic_colours)
        if self.no_color:
            from codex_tui.colourless import Colourless

            # In the place of Textual's, which draws in greys.
            self._filters[-1] = Colourless(lambda: self.theme_variables)
        self._draw_in(ascii_only=_wants_ascii(settings))
        self.ports.keys.update(remapped(settings.keys.preset, settings.keys.actions))
        self._keymap = self._normalize_keymap(self._bound())
        self.chords_changed()
        self._begin_layout(settings)
        self._apply(settings)

    def _register_themes(self, settings: Settings) -> None:
        for theme in our_themes(few=self._few_colours):
            self.register_theme(theme)
        self._register_own(settings)

    def _begin_layout(self, settings: Settings, before: Settings | None = None) -> None:
        """Arranges the screen as it was set, or as it is set otherwise than `before`."""
        chosen, known = _layout_of(settings), _layout_of(before) if before is not None else {}
        begin = {
            name: _AT_START[name][value]
            for name, value in chosen.items()
            if value in _AT_START[name] and value != known.get(name)
        }
        if begin:
            self.ports.layout.begin(**begin)

    def _draw_in(self, *, ascii_only: bool) -> None:
        """Signs and frames from now on, or ASCII only."""
        self.ports.ascii_only = ascii_only
        speak_arrows_in_words(ascii_only)
        ScrollBar.renderer = PlainScrollBar if ascii_only else ScrollBarRender
        if ascii_only != self._in_ascii:
            self._in_ascii = ascii_only
            if self._is_ready:  # at a start nothing is parsed yet
                self.refresh_css(animate=False)

    def get_css_variables(self) -> dict[str, str]:
        frames = ASCII_FRAMES if self._in_ascii else {}
        self.theme_variables = {**super().get_css_variables(), **frames}
        return self.theme_variables

    def on_ready(self) -> None:
        self._is_ready, self._resized_to = True, self.size
        self.call_after_refresh(self._tell_problems)

    def _tell_problems(self) -> None:
        if not self.ports.loaded.problems:
            return
        first, *others = self.ports.loaded.problems
        # Before it, as the end may have no room.
        more = f"The first of {1 + len(others)} mistakes, which /settings shows: " if others else ""
        self.say(f"{more}{first}", problem=True)

    # --- what holds ----------------------------------------------------------------------------------------------

    def settings_changed(self, before: Settings) -> None:
        """Makes what is shown agree with `ports.settings`, which was `before` until now."""
        settings = self.ports.settings
        if settings.themes != before.themes or settings.display != before.display:
            self._register_own(settings)
            shown = self.theme
            if settings.display.theme != before.display.theme:
                self._switched_to = None
            self.preview_theme(None)
            if self.theme == shown:
                self.mutate_reactive(App.theme)  # of the same name, with other colours
        if settings.keys != before.keys:
            self.ports.keys.clear()
            self.ports.keys.update(remapped(settings.keys.preset, settings.keys.actions))
            self.set_keymap(self._bound())
            self.chords_changed()
        self._draw_in(ascii_only=_wants_ascii(settings))
        self._begin_layout(settings, before)
        self._apply(settings)
        self._redraw()

    def _apply(self, settings: Settings) -> None:
        still = settings.display.linear or not settings.display.animation or self.animation_level == "none"
        self.ports.animate = not still
        self.scroll_sensitivity_y = float(settings.input.wheel_lines)
        if isinstance(self.ports.history, HistoryStore):
            self.ports.history.most = settings.input.history
        self._use_mouse(settings.input.mouse)

    def _use_mouse(self, wanted: bool) -> None:
        driver = self._driver
        if driver is None or self.is_headless or getattr(driver, "_mouse", wanted) == wanted:
            return
        if wanted:
            driver._mouse = True  # Textual itself asks for the mouse at the start only
            driver._enable_mouse_support()  # type: ignore[attr-defined]
        else:
            driver._disable_mouse_support()  # type: ignore[attr-defined]
            driver._mouse = False
        driver.flush()

    def _register_own(self, settings: Settings) -> None:
        for name, colours in settings.themes.items():
            self.register_theme(own_theme(name, colours, few=self._few_colours))

    def _bound(self) -> dict[str, str]:
        """The keymap for Textual: what differs, and all that one widget binds beside it in another state.

        Textual takes all bindings off a key of an action that gets other keys, also those of other actions that
        share it, such as escape.
        """
        if not self.ports.keys:
            return {}
        from codex_tui.keymap import ACTIONS, SAME_WIDGET, keys_of, unbound

        keys = self.ports.keys
        scopes = {action.scope for name, action in ACTIONS.items() if name in keys}
        beside = frozenset[Scope]().union(*(group for group in SAME_WIDGET if group & scopes))
        return {
            name: ",".join(keys_of(name, keys)) or unbound(name)
            for name, action in ACTIONS.items()
            if name in keys or action.scope in beside
        }

    def action_redraw(self) -> None:
        self.screen.refresh(layout=True)

    def action_name_keys(self) -> None:
        """Other keys are to be named than before; at a start none was."""
        if self._is_ready:
            self._redraw()

    def _check_resize(self) -> None:
        # Textual tells screens of the last one of several changes, and they do nothing about a size that they have:
        # a window that became small and large again has lost what was on it.
        event = self._resize_event
        super()._check_resize()
        if event is not None:
            if event.size == self._resized_to:
                self.screen.refresh(layout=True)
            # A start tells the size several times, before there is anything to draw again.
            self._resized_to = event.size if self._is_ready else None

    def _redraw(self) -> None:
        """Every screen, also those below: hints and texts name keys, cells fold by other lengths."""
        for screen in {screen for stack in self._screen_stacks.values() for screen in stack}:
            for node in screen.walk_children():
                if isinstance(node, InGlyphs):
                    node.use_ascii(self.ports.ascii_only)
                node.notify_style_update()  # what is kept for a theme is made anew
                node.refresh(layout=True)
        conversation = self.conversation_screen()
        if conversation is not None:
            conversation.place_panel()

    # --- changes -------------------------------------------------------------------------------------------------

    def settings_in_force(self) -> Loaded:
        """The settings, and where they come from."""
        return self.ports.loaded

    def choose_settings(self, changes: Mapping[str, Any]) -> None:
        """Writes settings to the file, and goes by them; None takes one out of the file."""
        from codex_tui.settings.writing import NotWrittenError, write_settings

        path = self.ports.loaded.path
        if "display.theme" in changes:
            self._switched_to = None
            self.preview_theme(None)
        if path is None:
            return
        try:
            write_settings(path, changes)
        except NotWrittenError as error:
            self.say(str(error), problem=True)
            return
        self.reload_settings()
        for key in changes:
            source = self.ports.loaded.sources.get(key, "")
            if source and path.name not in source:
                self.say(f"{source} wins over the settings file for {key}.", problem=True)

    async def edit_settings(self) -> None:
        """Opens the settings file, one with all defaults if there is none, and takes over what was written."""
        from codex_tui.settings.template import write_template

        path = self.ports.loaded.path
        if path is None:
            return
        try:
            write_template(path)
        except OSError as error:
            self.say(f"{path} cannot be written: {error.strerror or error}", problem=True)
            return
        await self.edit(str(path), None)
        self.reload_settings(always=True)

    async def edit(self, path: str, line: int | None) -> None:
        """Opens a file in the person's editor."""
        from codex_tui.editor import edit_file

        if why := await edit_file(self, path, line, self.ports.settings.input.editor):
            self.say(why, problem=True)

    def reload_settings(self, *, always: bool = False) -> None:
        """Takes over what the file says now; if that is asked for, mistakes in it are told again."""
        loaded = self.ports.loaded
        if loaded.path is None:
            return
        before = loaded.settings
        self.ports.loaded = now = load(
            str(loaded.path),
            loaded.overrides,
            os.environ,
            must_exist=False,
            token_variable=loaded.token_variable,
        )
        if now.settings != before:
            self.settings_changed(before)
        self.dispatcher.post(SettingsChanged())
        if always or now.problems != loaded.problems:
            self._tell_problems()

    def preview_theme(self, name: str | None) -> None:
        """Shows a theme without keeping it; None goes back to the one that was there before."""
        display = self.ports.settings.display
        if name is None and self._switched_to is not None:
            self.theme = self._switched_to
            return
        shown = display if name is None else replace(display, theme=name)
        self.theme = wanted_theme(shown, dark=self.dark_background, basic=self._basic_colours)

    @on(BackgroundSeen)
    def _background_seen(self, fact: BackgroundSeen) -> None:
        self._terminals.keep(fact.dark)
        if fact.dark is not self.dark_background:
            self.dark_background = fact.dark
            self._switched_to = None
            self.preview_theme(None)

    @on(events.AppFocus)
    def _came_back(self) -> None:
        if self.ports.loaded.changed_outside():
            self.reload_settings()

    # --- actions -------------------------------------------------------------------------------------------------

    @property
    def takes_any_key(self) -> bool:
        """Whether the next key is no command, but the answer to which key shall be one."""
        return getattr(self.screen, "takes_any_key", False) is True

    def action_show_settings(self) -> None:
        from codex_tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(self.ports))

    def action_show_keys(self) -> None:
        from codex_tui.screens.keys import KeysScreen

        self.push_screen(KeysScreen(self.ports))

    def action_show_themes(self) -> None:
        from codex_tui.screens.themes import ThemesScreen

        self.push_screen(ThemesScreen(self.ports))

    def action_toggle_theme(self) -> None:
        """The theme for the other background; the settings keep theirs until one is chosen there."""
        display = replace(self.ports.settings.display, theme="auto")
        dark = not self.current_theme.dark
        # The terminal's own colours stand on its own background only.
        basic = self._basic_colours and dark is self.dark_background
        self.theme = self._switched_to = wanted_theme(display, dark=dark, basic=basic)


def _speaks_unicode() -> bool:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    return "utf" in locale.lower()


def _wants_ascii(settings: Settings) -> bool:
    glyphs = settings.display.glyphs
    return glyphs == "ascii" or (glyphs == "auto" and not _speaks_unicode())


def _layout_of(settings: Settings) -> Mapping[str, str]:
    return {"panel": settings.conversation.panel, "split": settings.diff.layout}
