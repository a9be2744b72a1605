"""The list of changed files beside the hunks, drawn line by line; and the same as one line where that has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from codex_tui.render.glyphs import glyph
from codex_tui.widgets.in_glyphs import InGlyphs
from codex_tui.widgets.texts import fit_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.style import Style


class FileRow(NamedTuple):
    """What the list says of a file."""

    path: str
    added: int
    removed: int
    viewed: bool
    comments: int
    change: str = "update"
    """``add``, ``delete`` or ``update``."""
    moved_from: str = ""


_CLASSES = {
    "files--added",
    "files--removed",
    "files--quiet",
    "files--current",
    "files--comments",
    "files--name",
}


class FileList(InGlyphs, Widget):
    """All files, the current one marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = _CLASSES

    class Chosen(Message):
        """A file was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._files: Sequence[FileRow] = ()
        self._current = 0
        self._first = 0

    def show(self, files: Sequence[FileRow], current: int) -> None:
        """Shows these files, with one of them marked."""
        if (files, current) == (self._files, self._current):
            return
        self._files, self._current = files, current
        self.refresh()

    def render(self) -> Content:
        width, height = self.content_size
        self._first = max(0, min(self._first, len(self._files) - height))
        self._first = min(self._first, self._current)
        self._first = max(self._first, self._current - height + 1)
        shown = self._files[self._first : self._first + height]
        return Content("\n").join(
            self._row(file, self._first + index == self._current, width) for index, file in enumerate(shown)
        )

    def _row(self, file: FileRow, current: bool, width: int) -> Content:
        counts = _counts(self, file)
        said = Content.styled(f" {file.comments}c", self._style("files--comments")) if file.comments else None
        aside = Content(" ") + counts + (said or Content(""))
        mark = _viewed(file.viewed, self.ascii_only)
        path = fit_end(file.path, max(4, width - 3 - aside.cell_length), self.ascii_only)
        style = self._style("files--quiet") if file.viewed else ""
        cursor = glyph("cursor_bar", self.ascii_only) if current else " "
        row = Content.styled(f"{cursor}{mark} {path}", style) + aside
        return row.stylize(self._style("files--current")) if current else row

    def _style(self, name: str) -> Style:
        return self.get_visual_style(name, partial=True)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and self._first + offset.y < len(self._files):
            self.post_message(self.Chosen(self._first + offset.y))


class FileLine(InGlyphs, Widget):
    """The current file in one line: which of how many, its path, its counts."""

    COMPONENT_CLASSES: ClassVar[set[str]] = _CLASSES

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self._shown: tuple[FileRow | None, int, int] = (None, 0, 0)

    def show(self, file: FileRow | None, number: int, count: int) -> None:
        """Shows file `number` of `count`."""
        if self._shown != (file, number, count):
            self._shown = (file, number, count)
            self.refresh()

    def render(self) -> Content:
        file, number, count = self._shown
        if file is None:
            return Content("")
        width = self.content_size.width
        which = f"file {number} of {count}"
        quiet = self.get_visual_style("files--quiet", partial=True)
        word = _WORDS.get(file.change, "")
        aside = Content.styled(f"  {word}" if word else "", quiet) + Content("  ") + _counts(self, file)
        room = width - aside.cell_length - len(which) - 4
        if room < 12:
            which, room = f"{number}/{count}", width - aside.cell_length - len(f"{number}/{count}") - 4
        mark = _viewed(file.viewed, self.ascii_only)
        arrow = glyph("right", self.ascii_only)
        name = f"{file.moved_from} {arrow} {file.path}" if file.moved_from else file.path
        path = fit_end(name, max(4, room), self.ascii_only)
        current = self.get_visual_style("files--name", partial=True)
        return (
            Content(f"{mark} ") + Content.styled(path, current) + aside + Content.styled(f"  {which}", quiet)
        )


_WORDS = {"add": "new", "delete": "deleted"}


def _viewed(viewed: bool, ascii_only: bool) -> str:
    return (glyph("done", ascii_only)[:3] if not ascii_only else "x") if viewed else " "


def _counts(widget: Widget, file: FileRow) -> Content:
    added = widget.get_visual_style("files--added", partial=True)
    removed = widget.get_visual_style("files--removed", partial=True)
    return (
        Content.styled(f"+{file.added}", added) + Content(" ") + Content.styled(f"-{file.removed}", removed)
    )
