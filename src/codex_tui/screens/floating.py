"""A screen over another one, closed once: base of the dialogs, and so not imported before there is one."""

from __future__ import annotations

from typing import ClassVar

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType

from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.screens.row_compositor import PlacedChops, PlacedLayout, spans_of
from codex_tui.screens.way_out import leave


class PlacedCompositor(Compositor):
    """Textual's, with text placed by its columns."""

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        return PlacedLayout(super().render_full_update(simplify), _nobody)

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        return PlacedChops(update, spans_of(update), _nobody) if update is not None else None


def _nobody() -> None:
    """Wants to know that something was sent."""


class FloatingScreen(ModalScreen[ScreenResultType], ClosesOnce[ScreenResultType]):
    """A screen over another one; what is seen of that is sent with it."""

    # As in other clients. Not in the table of keys: it is whatever closes this screen, in a second place.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "close_by_escape", show=False)]

    key_goes_on = False
    """Whether the key that closed it, typed once more, is meant for what lies below."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PlacedCompositor()

    async def action_close_by_escape(self) -> None:
        await leave(self)
