"""The rows of the model picker: one line a model, with the mark of the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from codex_tui.model.safe_text import SafeText
    from codex_tui.model.state import ModelInfo

_DESCRIBED_FROM = 48
"""Columns from which on the description stands beside the name."""
_GAP = 3


class ModelList(ScrollView, inherit_bindings=False, can_focus=False):
    """A short list with a cursor; the screen that holds it has the keys."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual declares it so
        "model-list--name",
        "model-list--description",
        "model-list--mark",
        "model-list--cursor",
    }

    class Moved(Message):
        """The cursor went to another model."""

    class Picked(Message):
        """The model under the cursor was clicked."""

    def __init__(self, current: SafeText | None, *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._current = current
        self._ascii_only = ascii_only
        self._models: Sequence[ModelInfo] = ()
        self._at = 0

    @property
    def model(self) -> ModelInfo | None:
        """The model under the cursor."""
        return self._models[self._at] if self._models else None

    @property
    def describes(self) -> bool:
        """Whether there is room for descriptions beside the names."""
        return self.size.width >= _DESCRIBED_FROM

    def show(self, models: Sequence[ModelInfo]) -> None:
        """Shows these models; the cursor stays on its model, else goes to the one in use, or to the first."""
        wanted = self.model.id if self.model is not None else self._current
        ids = [model.id for model in models]
        self._models = models
        self._at = ids.index(wanted) if wanted in ids else 0
        self.virtual_size = Size(self.size.width, len(models))
        self._moved()

    def move(self, rows: int) -> None:
        if self._models:
            self._at = (self._at + rows) % len(self._models)
            self._moved()

    def _moved(self) -> None:
        view = max(1, self.size.height)
        top = round(self.scroll_y)
        self.scroll_to(y=max(min(top, self._at), self._at - view + 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._models))
        self._moved()

    def render_line(self, y: int) -> Strip:
        index = y + round(self.scroll_y)
        width = self.size.width
        if index >= len(self._models):
            return Strip.blank(width, self.rich_style)
        model = self._models[index]
        here = index == self._at
        cursor = self.get_component_rich_style("model-list--cursor")
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        mark = ("*" if self._ascii_only else "●") if model.id == self._current else " "
        bar = (">" if self._ascii_only else "▌") if here else " "
        about = " ".join(model.description.split())
        if model.is_default:
            about = f"default{' · ' if about else ''}{about}".replace(
                " · ", " - " if self._ascii_only else " · "
            )
        names = max(cell_len(each.name) for each in self._models)
        room = width - 4
        name_width = min(names, room) if self.describes else room
        name = model.name + ("  default" if model.is_default and not self.describes else "")
        segments = [
            Segment(bar, cursor if here else self.rich_style),
            Segment(mark + " ", self.get_component_rich_style("model-list--mark") + under),
            Segment(fit(name, name_width, self._ascii_only), self._name_style() + under),
        ]
        rest = width - 3 - name_width
        about = fit(" " * _GAP + about, rest, self._ascii_only) if self.describes else " " * rest
        segments.append(Segment(about, self.get_component_rich_style("model-list--description") + under))
        return Strip(segments, width)

    def _name_style(self) -> Style:
        return self.get_component_rich_style("model-list--name")

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_y)
        if not 0 <= index < len(self._models):
            return
        again = index == self._at
        self._at = index
        self._moved()
        if again:
            self.post_message(self.Picked())
