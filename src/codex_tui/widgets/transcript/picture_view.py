"""Pictures in the transcript: drawn when their cell is on the screen, one at a time, by what the app hands over.

A part of the transcript beside the conversation in view. What a picture looks like in lines is in `render/picture.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.messages import Said
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.model.pictures import Pictures
    from codex_tui.widgets.transcript.conversation_view import ConversationView as _View
else:
    _View = object  # beside the view: a class more among its bases would have Textual parse styles once more

COLOURS = ("256", "truecolor")
"""What a terminal has to have for a picture to be one; with sixteen colours it is a pattern."""
HINT = "For pictures: pip install textual-image"


class PictureView(_View):
    """Has the pictures on the screen drawn; they come in when they are."""

    _drawing = False
    _hinted = False

    @property
    def pictures(self) -> Pictures | None:
        return self._ports.pictures() if self._begun and self._shows_colours else None

    @property
    def _shows_colours(self) -> bool:
        app = self.app
        return not (app.no_color or self._ports.ascii_only) and app.console.color_system in COLOURS

    def show(self, conversation: Conversation | None) -> None:
        if (book := self.pictures) is not None:
            book.forget_wishes()
        super().show(conversation)

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
                book.put(wish, await book.draw(wish))
                self._scene.cells.mark(wish.item)
                self.want_frame()
        finally:
            self._drawing = False

    def _hint(self) -> None:
        """Says once how pictures would be shown, where there is one and nothing else is in the way."""
        if self._hinted or not self._shows_colours:
            return
        shown = (cell.item for cell in self._scene.viewport.visible if cell.item.kind in ("image", "user"))
        if any(model.pictures.pictures_of(item) for item in shown):
            self._hinted = True
            self.screen.post_message(Said(SafeText(HINT)))
