"""A short list that floats, of which one row is chosen: the files of a message, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codex_tui.keymap import Scope, bindings
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

_ROWS_BESIDE_LIST = 6
_GAP = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: what it says, what stands before it, and the keys that choose it at once."""

    text: str
    lead: str = ""
    keys: tuple[str, ...] = ()


class ChoiceList(ScrollView, inherit_bindings=False, can_focus=False):
    """The rows with a cursor; the screen that holds them has the keys."""

    COMPONENT_CLASSES = {"choice-list--lead", "choice-list--cursor"}  # noqa: RUF012 - Textual declares it so

    class Picked(Message):
        """A row was clicked."""

    def __init__(self, choices: Sequence[Choice], *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices = choices
        self._ascii_only = ascii_only
        self._lead = max((cell_len(choice.lead) for choice in choices), default=0)
        self.at = 0
        self.styles.height = len(choices)

    def move(self, rows: int) -> None:
        """Moves the cursor, around the ends."""
        self.at = (self.at + rows) % len(self._choices)
        top, view = round(self.scroll_y), max(1, self.size.height)
        self.scroll_to(y=max(min(top, self.at), self.at - view + 1), animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._choices))
        self.move(0)

    def render_line(self, y: int) -> Strip:
        index, width = y + round(self.scroll_y), self.size.width
        if index >= len(self._choices):
            return Strip.blank(width, self.rich_style)
        choice, here = self._choices[index], index == self.at
        cursor = self.get_component_rich_style("choice-list--cursor")
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        bar = (">" if self._ascii_only else "▌") if here else " "
        lead = fit(choice.lead, self._lead + _GAP, self._ascii_only) if self._lead else ""
        rest = max(0, width - 2 - cell_len(lead))
        segments = [
            Segment(f"{bar} ", cursor if here else self.rich_style),
            Segment(lead, self.get_component_rich_style("choice-list--lead") + under),
            Segment(fit(choice.text, rest, self._ascii_only), self.rich_style + under),
        ]
        return Strip(segments).adjust_cell_length(width)

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_y)
        if 0 <= index < len(self._choices):
            self.at = index
            self.post_message(self.Picked())


class Choose(ModalScreen[int | None]):
    """Asks for one of several; the result is its number, or None if it was left."""

    CSS_PATH = [stylesheet("choose.tcss"), stylesheet("key_hints.tcss")]  # noqa: RUF012 - Textual declares it so
    BINDINGS = bindings(Scope.CHOICE)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        ascii_only: bool = False,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._question = title
        self._choices = choices
        self._ascii_only = ascii_only
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(id="choose") as box:
            box.border_title = Content(self._question)
            yield ChoiceList(self._choices, ascii_only=self._ascii_only, id="choices")
            yield KeyHints(("choice.choose", "choice.close"), keys=self._keys)

    @property
    def _list(self) -> ChoiceList:
        return self.query_one("#choices", ChoiceList)

    def on_resize(self, event: events.Resize) -> None:
        self._list.styles.max_height = max(1, event.size.height - _ROWS_BESIDE_LIST)

    def on_key(self, event: events.Key) -> None:
        for number, choice in enumerate(self._choices):
            if event.key in choice.keys and event.key not in self.active_bindings:
                event.stop()
                self.dismiss(number)
                return

    def action_cursor_down(self) -> None:
        self._list.move(1)

    def action_cursor_up(self) -> None:
        self._list.move(-1)

    @on(ChoiceList.Picked)
    def action_choose(self) -> None:
        self.dismiss(self._list.at)

    def action_close(self) -> None:
        self.dismiss(None)
