"""A screen over another one, closed once: base of the dialogs, and so not imported before there is one."""

from __future__ import annotations

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.screen import ModalScreen, ScreenResultType

from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.screens.row_compositor import PlacedChops, PlacedLayout, spans_of


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

    key_goes_on = False
    """Whether the key that closed it, typed once more, is meant for what lies below."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = PlacedCompositor()
