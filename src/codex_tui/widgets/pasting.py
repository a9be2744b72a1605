"""What is pasted into a draft: short texts as they are, long ones folded, images as chips.

Under the composer. A path that may be one of an image goes in as it was pasted, as one piece; once somebody has looked
there, it becomes the image or plain text. So what is typed behind it stands behind it, however slow the disk is.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import WorkerCancelled, WorkerFailed

from codex_tui import model
from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.safe_text import SafeText
from codex_tui.widgets.recall_area import RecallArea

if TYPE_CHECKING:
    from textual.worker import Worker

    from codex_tui.model.draft_elements import AttachedImage, PastedPath
    from codex_tui.model.image_file import NoImage
    from codex_tui.ports import Ports

FOLDED_LINES, FOLDED_CHARACTERS = 10, 1000
"""A paste that has more lines or more characters is folded."""

PATIENCE = 2.0
"""Seconds for which sending waits for somebody to look at a path."""

_tokens = count()


class PastingArea(RecallArea, part=True):
    """A draft into which one pastes."""

    _ports: Ports

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self._looks: set[Worker[None]] = set()

    class Told(Message):
        """Something is to be said of what was pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def flush_draft(self) -> None:
        """Tells the draft now: so much at once is not to be lost by whatever comes next."""
        raise NotImplementedError

    def type_text(self, text: str) -> None:
        """Puts in at the cursor what was typed or pasted, also while something else had the focus."""
        self.end_preview(take=True)
        if len(text) == 1 or not self._paste_paths(text):
            text = SafeText(text)
            folds = text.rstrip("\n").count("\n") >= FOLDED_LINES or len(text) > FOLDED_CHARACTERS
            self.put_at_cursor(of_element(model.draft_elements.PastedText(text)) if folds else draft_of(text))
            if folds:
                self.flush_draft()
        self.focus()

    def _paste_paths(self, text: str) -> bool:
        """Pastes what may be paths of images, and has them looked at; False if it is none."""
        from codex_tui.model.pasted_paths import pasted_paths  # not before something is pasted

        finder = self._ports.images()
        paths = pasted_paths(text) if finder is not None else ()
        if finder is None or not paths:
            return False
        whole = SafeText(" ".join(text.split("\n")).strip())
        pieces: list[Draft] = []
        for path in paths:
            label = SafeText(path) if len(paths) > 1 else whole
            element = model.draft_elements.PastedPath(label, next(_tokens))
            pieces += ([draft_of(" ")] if pieces else []) + [of_element(element)]
            self._looks.add(self.run_worker(self._look(element, path), group="images", exit_on_error=False))
        self.put_at_cursor(joined(pieces))
        return True

    async def looked_at(self) -> None:
        """Waits for what was pasted to be looked at, so that it is not sent as a path; not for long."""
        looks, self._looks = self._looks, set()
        for look in looks:
            with suppress(WorkerFailed, WorkerCancelled, asyncio.TimeoutError):
                await asyncio.wait_for(look.wait(), PATIENCE)

    async def _look(self, element: PastedPath, path: str) -> None:
        finder = self._ports.images()
        if finder is not None:
            self._settle(element, await finder.look(path))

    def _settle(self, element: PastedPath, found: AttachedImage | NoImage) -> None:
        """Makes an image of a path, or a text."""
        place = self.place_of(element)
        if place is None:
            return
        if isinstance(found, model.draft_elements.AttachedImage):
            self.put_aside_cursor(of_element(found), place.start, place.end)
            self.flush_draft()
            return
        self.places = tuple(one for one in self.places if one is not place)
        self._line_cache.clear()
        self.refresh()
        if found.why:
            self.post_message(self.Told(found.why))

    def action_paste_image(self) -> None:
        """Puts the image in that is on the clipboard of the system; else what was cut or copied here."""
        finder = self._ports.images()
        if finder is not None:
            self.run_worker(self._paste_image(), group="images", exit_on_error=False)

    async def _paste_image(self) -> None:
        finder = self._ports.images()
        found = await finder.from_clipboard() if finder is not None else None
        if isinstance(found, model.draft_elements.AttachedImage):
            self.end_preview(take=True)
            self.put_at_cursor(of_element(found))
            self.flush_draft()
        elif self.app.clipboard:
            self.type_text(self.app.clipboard)
        elif found is not None:
            self.post_message(self.Told(found.why))
