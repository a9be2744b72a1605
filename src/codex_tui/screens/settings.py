"""The settings screen: every setting with its value, where that comes from, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import ValidationError
from textual import on
from textual.content import Content
from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.messages.settings import SettingsChosen, SettingsFileWanted, SettingsReload
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.choose import Choice, Choose
from codex_tui.screens.filtered_list import FilteredList
from codex_tui.screens.prompt import TextPrompt
from codex_tui.settings.catalogue import Row, rows
from codex_tui.settings.reading import understood
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.texts import clip, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.settings.loading import Loaded

_VALUE = 22
_SOURCE = 30
_WIDE = 80
"""Columns from which on it is said where a value comes from."""
_NARROW = 56
"""Columns below which long names of settings are cut in the list."""
_LOW_LINES = 2
"""Lines that say what a setting takes, where lines are few."""
_BESIDE, _WRAPPED = 8, 8
"""Columns beside these lines, and those that the break of a line may leave free."""
_STEPS = 10
"""Of a number, into how many steps the keys divide what it can be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting as it is shown; without a row, something that is wrong."""

    row: Row | None
    value: str
    source: str

    @property
    def text(self) -> str:
        if self.row is None:
            return self.value
        return f"{self.row.key} {self.row.help} {self.value} {self.source} {self.row.variable}"


def entries_of(loaded: Loaded) -> list[Entry]:
    """What is wrong first, then every setting."""
    wrong = [Entry(None, SafeText(problem), "") for problem in loaded.problems]
    return wrong + [
        Entry(
            row,
            SafeText(row.written(loaded.settings.value(row.key))),
            SafeText(loaded.sources.get(row.key, "")),
        )
        for row in rows()
    ]


class SettingsList(CursorList[Entry]):
    """The settings; what is not the default has a mark and says where it comes from."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--value", "row--quiet", "row--wrong"}

    def parts_of(self, row: Entry, width: int) -> Sequence[tuple[str, str]]:
        if row.row is None:
            return [("! ", "wrong"), (fit(row.value, max(0, width - 2), self.ascii_only), "wrong")]
        source = _SOURCE if width >= _WIDE else 0
        value = min(_VALUE, width // 3)
        name = fit(row.row.key, max(0, width - 3 - value - source), self.ascii_only)
        mark = ("*" if self.ascii_only else "•") if row.source else " "
        return [
            (f"{mark} ", "value"),
            (f"{name} ", ""),
            (fit(row.value or "-", value, self.ascii_only), "value"),
            (fit(row.source or "default", source, self.ascii_only) if source else "", "quiet"),
        ]


class SettingsScreen(FilteredList[Entry]):
    """Shows and changes settings; what is changed holds at once and is written to the file."""

    CSS_PATH: ClassVar = [
        stylesheet(name) for name in ("filtered_list.tcss", "key_hints.tcss", "choose.tcss", "prompt.tcss")
    ]
    BINDINGS = bindings(Scope.SETTINGS)
    HEADING = "Settings"
    HINTS = (
        *("settings.change", "settings.next", "settings.reset", "settings.edit", "settings.reload"),
        "settings.close",
    )

    def make_list(self) -> SettingsList:
        return SettingsList(ascii_only=self._ports.ascii_only, id="rows")

    def find_rows(self, words: Sequence[str]) -> Sequence[Entry]:
        entries = entries_of(self._ports.loaded)
        return [entry for entry in entries if all(word in entry.text.casefold() for word in words)]

    def same(self, one: Entry, other: Entry) -> bool:
        return one.row is other.row and (one.row is not None or one.value == other.value)

    def about(self, row: Entry) -> list[Content]:
        if row.row is None:
            return [Content(row.value)]
        name = f"{row.row.key}: " if self.size.width < _NARROW else ""  # the list has no room for all of it
        lines = [Content(f"{name}{row.row.help}.")]
        variable = f". Variable: {row.row.variable}" if row.row.variable else ""
        takes = f"Takes {row.row.takes}."
        if self.has_class("-low"):
            # The list comes first; enter shows all that it takes.
            takes = clip(takes, _LOW_LINES * (self.size.width - _BESIDE) - _WRAPPED, self._ports.ascii_only)
        lines.append(Content.styled(takes, "$quiet"))
        if row.source or not self.has_class("-low"):
            lines.append(Content.styled(f"From {row.source or 'the default'}{variable}", "$quiet"))
        return lines

    # --- keys

    @property
    def _current(self) -> Row | None:
        entry = self.rows.current
        return entry.row if entry is not None else None

    def _value(self, row: Row) -> Any:
        return self._ports.settings.value(row.key)

    def _choices(self, row: Row) -> list[str]:
        """What can be chosen from a list: of a theme also those of one's own."""
        own = [] if row.closed else list(self._ports.settings.themes)
        return [*row.choices, *own] if row.span is None else []

    def _set(self, row: Row, text: str) -> None:
        try:
            value = understood(row, text.strip())
        except ValidationError:
            self.say(f"{row.key} takes {row.takes}", problem=True)
            return
        choices = self._choices(row)
        if choices and row.written(value) not in choices:
            self.say(f"{row.key} takes {row.takes}", problem=True)
        elif value != self._value(row):
            self.post_message(SettingsChosen({row.key: value}))

    def action_step(self, step: int) -> None:
        row = self._current
        if row is None:
            return
        value = self._value(row)
        if choices := self._choices(row):
            at = choices.index(row.written(value)) if row.written(value) in choices else 0
            self._set(row, choices[(at + step) % len(choices)])
        elif row.span is not None and isinstance(value, int | float):
            by = max(1, min(_STEPS, int(value) // _STEPS)) * step
            self._set(row, f"{max(row.span.least, min(row.span.most, value + by)):g}")

    @on(CursorList.Picked)
    def action_change(self) -> None:
        # The keys typed just before lie in the queue of the filter still; what it says of them may come later yet.
        self.query_one("#list-filter", Input).call_later(self.call_later, self._change)

    def _change(self) -> None:
        self.fill()
        row = self._current
        if row is None:
            return
        choices, now = self._choices(row), row.written(self._value(row))
        if len(choices) == 2:
            self.action_step(1)
        elif choices:
            rows = [Choice(choice, "now" if choice == now else "") for choice in choices]

            def chosen(number: int | None) -> None:
                if number is not None:
                    self._set(row, choices[number])

            ports = self._ports
            self.app.push_screen(Choose(row.key, rows, ascii_only=ports.ascii_only, keys=ports.keys), chosen)
        else:

            def typed(text: str | None) -> None:
                if text is not None:
                    self._set(row, text)

            self.app.push_screen(TextPrompt(f"{row.key}: {row.takes}", now, keys=self._ports.keys), typed)

    def action_reset(self) -> None:
        row = self._current
        if row is not None:
            self.post_message(SettingsChosen({row.key: None}))

    def action_edit(self) -> None:
        self.post_message(SettingsFileWanted())

    def action_reload(self) -> None:
        self.post_message(SettingsReload())
        self.say("The settings file was read again.")
