"""Pictures in the transcript: drawn when their cell is on the screen, one at a time, by what the app hands over.

A part of the transcript beside the conversation in view. What a picture looks like in lines is in `render/picture.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.messages import Said
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip

    from codex_tui.model.cell_size import CellSize
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.pictures import Picture, Pictures
    from codex_tui.widgets.transcript.conversation_view import ConversationView as _View
else:
    _View = object  # beside the view: a class more among its bases would have Textual parse styles once more

COLOURS = ("256", "truecolor")
"""What a terminal has to have for a picture to be one; with sixteen colours it is a pattern."""
HINT = "For pictures: pip install textual-image"


class PictureView(_View):
    """Has the pictures on the screen drawn; they come in when they are."""

    _drawing = False
    _cell: CellSize | None = None
    """What the lines were made for."""
    _hinted = False

    @property
    def pictures(self) -> Pictures | None:
        return self._ports.pictures() if self._begun and self._shows_colours else None

    @property
    def picture_cell(self) -> CellSize | None:
        kitty = self._ports.kitty_pictures
        if kitty is None or self._wanted != "auto" or self.app.console.color_system != "truecolor":
            return None
        return kitty.cell

    @property
    def _wanted(self) -> str:
        return self._ports.settings.display.pictures

    @property
    def _shows_colours(self) -> bool:
        app = self.app
        return (
            self._wanted != "off"
            and not (app.no_color or self._ports.ascii_only)
            and app.console.color_system in COLOURS
        )

    def show(self, conversation: Conversation | None) -> None:
        if (book := self.pictures) is not None:
            book.forget_wishes()
        super().show(conversation)

    def before_frame(self) -> None:
        super().before_frame()
        self._cell = self.picture_cell

    def render_lines(self, crop: Region) -> list[Strip]:
        # The terminal was given away meanwhile, or its letters have another size.
        if self._cell != self.picture_cell:
            self.want_frame()
        return super().render_lines(crop)

    def after_frame(self) -> None:
        super().after_frame()
        if not self._begun:
            return
        if self.pictures is None:
            self._hint()
        elif not self._drawing and self._draws_pictures:
            self._drawing = True
            self.run_worker(self._draw(), group="pictures", exit_on_error=False)

    @property
    def _draws_pictures(self) -> bool:
        book = self.pictures
        return book is not None and book.waits_for(self._on_screen)

    @property
    def _on_screen(self) -> frozenset[ItemKey]:
        return frozenset(cell.item.key for cell in self._scene.viewport.visible)

    async def _draw(self) -> None:
        """Draws what is on the screen, as long as there is any that is not drawn."""
        try:
            while (book := self.pictures) is not None:
                wish = book.next_wish(self._on_screen)
                if wish is None:
                    return
                for gone in book.put(wish, self._sent(await book.draw(wish))):
                    self._let_go(gone)
                self._scene.cells.mark(wish.item)
                self.want_frame()
        finally:
            self._drawing = False

    def _sent(self, picture: Picture) -> Picture:
        """A picture that was drawn, once the terminal has it where that places it by itself."""
        kitty = self._ports.kitty_pictures
        return kitty.sent(picture) if picture.png and kitty is not None else picture

    def _let_go(self, picture: Picture) -> None:
        if picture.number and self._ports.kitty_pictures is not None:
            self._ports.kitty_pictures.drop(picture)

    def _hint(self) -> None:
        """Says once how pictures would be shown, where there is one and nothing else is in the way."""
        if self._hinted or not self._shows_colours:
            return
        shown = (cell.item for cell in self._scene.viewport.visible if cell.item.kind in ("image", "user"))
        if any(model.pictures.pictures_of(item) for item in shown):
            self._hinted = True
            self.screen.post_message(Said(SafeText(HINT)))
