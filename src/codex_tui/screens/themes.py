"""The themes screen: each theme is shown at once on everything behind it, and kept only if one says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import Said
from codex_tui.messages.settings import SettingsChosen, ThemePreviewed
from codex_tui.screens.floating import FloatingScreen
from codex_tui.settings.values import AUTO, BUILT_IN_THEMES
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.texts import clip, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.ports import Ports

_NAME = 22
_ABOUT = {
    AUTO: "as the background of the terminal",
    "light": "dark on light",
    "dark": "light on dark",
    "high-contrast-light": "contrast of 7 or more, on white",
    "high-contrast-dark": "contrast of 7 or more, on black",
    "ansi-light": "your terminal's 16 colours, light",
    "ansi-dark": "your terminal's 16 colours, dark",
}
_BESIDE_LIST, _SAMPLE = 5, 6
"""Lines of the box that are not the list, and those of the sample."""
_NARROW, _BESIDE_ROW = 60, 6
"""Columns below which only the theme under the cursor is described, below the list; and those that a row has not."""


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme by its name in the settings."""

    name: str
    about: str
    kept: bool


class ThemeList(CursorList[ThemeRow]):
    """The themes; the one that is set says so."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--value", "row--quiet", "row--wrong"}
    WRAPS = False

    def parts_of(self, row: ThemeRow, width: int) -> Sequence[tuple[str, str]]:
        mark = ("*" if self.ascii_only else "●") if row.kept else " "
        if width < _NARROW - _BESIDE_ROW:
            return [(f"{mark} ", "value"), (fit(row.name, max(0, width - 2), self.ascii_only), "")]
        name = min(_NAME, width - 4)
        rest = max(0, width - 3 - name)
        return [
            (f"{mark} ", "value"),
            (f"{fit(row.name, name, self.ascii_only)} ", ""),
            (fit(row.about, rest, self.ascii_only), "quiet"),
        ]


class ThemesScreen(FloatingScreen[None]):
    """Chooses a theme."""

    CSS_PATH: ClassVar = [stylesheet("themes.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.THEMES)
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        kept = ports.settings.display.theme
        names = (AUTO, *BUILT_IN_THEMES, *ports.settings.themes)
        self._rows = [
            ThemeRow(name, _ABOUT.get(name, "your own, from the settings file"), name == kept)
            for name in names
        ]

    def compose(self) -> ComposeResult:
        with Vertical(id="themes") as box:
            box.border_title = "Theme"
            yield ThemeList(ascii_only=self._ports.ascii_only, id="rows")
            yield Static(id="about", markup=False)
            yield Static(_sample(self._ports.ascii_only), id="sample", markup=False)
            yield KeyHints(("themes.choose", "themes.down", "themes.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        at = next((number for number, row in enumerate(self._rows) if row.kept), 0)
        self._list.put(self._rows, at)
        self._list.styles.height = len(self._rows)

    @property
    def _list(self) -> ThemeList:
        return self.query_one("#rows", ThemeList)

    def on_resize(self, event: events.Resize) -> None:
        narrow = event.size.width < _NARROW
        self.query_one("#about").display = narrow
        room = event.size.height - _BESIDE_LIST - narrow
        roomy = room >= _SAMPLE + len(self._rows)
        self.query_one("#sample").display = roomy
        self._list.styles.max_height = max(2, room - _SAMPLE * roomy)

    @on(CursorList.Moved)
    def _tell(self) -> None:
        row = self._list.current
        about = row.about if row is not None else ""
        self.query_one("#about", Static).update(
            clip(about, self.size.width - _BESIDE_ROW, self._ports.ascii_only)
        )

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)

    # --- keys

    def action_move(self, rows: int) -> None:
        self._list.move(rows)
        self._preview()

    def on_click(self) -> None:
        self._preview()

    def _preview(self) -> None:
        row = self._list.current
        if row is not None:
            self.post_message(ThemePreviewed(row.name))

    @on(CursorList.Picked)
    def action_choose(self) -> None:
        row = self._list.current
        if row is not None:
            self.post_message(SettingsChosen({"display.theme": row.name}))
        self.dismiss()

    def action_close(self) -> None:
        self.post_message(ThemePreviewed(None))
        self.dismiss()


def _sample(ascii_only: bool) -> Content:
    """Every token that draws text, by what it is for."""
    you, agent, question = ("> ", "* ", "? ") if ascii_only else ("› ", "• ", "? ")
    return Content("\n").join(
        (
            Content.styled(f"{you}What you asked", "bold $strong"),
            Content.styled(f"{agent}An answer with ", "$foreground") + Content.styled("code", "$code"),
            Content.styled("quiet", "$quiet")
            + Content.styled("  accent", "$accent")
            + Content.styled("  done", "$success")
            + Content.styled("  failed", "$error"),
            Content.styled(f"{question}needs you", "$needs-you")
            + Content.styled("  selected", "$foreground on $selection"),
            Content.styled("- old ", "$removed")
            + Content.styled("word", "$removed on $removed-word")
            + Content.styled("  + new ", "$added")
            + Content.styled("word", "$added on $added-word"),
        )
    )
