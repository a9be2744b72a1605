"""A text area whose text is a draft: elements are one piece for the cursor, for every edit, for undo and redo.

Under the composer. Every change of the text goes through Textual's `edit`, `undo` and `redo`; each `Edit` carries the
places of the elements with it, so that they come back with the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.document._document import Document, EditResult, Location, Selection
from textual.document._edit import Edit
from textual.geometry import Offset

from codex_tui import model
from codex_tui.model.draft import (
    Draft,
    Placed,
    Places,
    draft_of,
    element_at,
    moved,
    numbers_off,
    of_element,
    widened,
)
from codex_tui.widgets.removable import RemovableArea

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.widgets import TextArea

    from codex_tui.model.draft_elements import Element


class DraftEdit(Edit):
    """Puts a draft in the place of a range of whole elements."""

    def __init__(self, by: Draft, top: Location, bottom: Location, *, keeps_selection: bool) -> None:
        super().__init__(by.text, top, bottom, keeps_selection)
        self._by = by
        self._before: Places = ()

    def do(self, text_area: TextArea, record_selection: bool = True) -> EditResult:
        area = cast("DraftArea", text_area)
        self._before = area.places
        start, end = area.offset_of(self.top), area.offset_of(self.bottom)
        area.places = ()  # Textual sets the selection in between, where the places are of neither text
        result = super().do(text_area, record_selection)
        area.places = moved(self._before, start, end, len(self._by.text), self._by.places)
        return result

    def undo(self, text_area: TextArea) -> EditResult:
        result = super().undo(text_area)
        cast("DraftArea", text_area).places = self._before
        return result


class DraftArea(RemovableArea, part=True):
    """Text with elements in it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"draft--element", "draft--match"}

    places: Places = ()
    """Where the elements are."""
    marked: tuple[int, int] = (0, 0)
    """A range of the text that is marked."""
    edits = 0
    """Counts every change of the text."""

    # --- as a draft -----------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft:
        """What it holds."""
        return Draft(draft_of(self.text).text, self.places)

    def load_draft(self, draft: Draft) -> None:
        """Shows another draft; what was typed before cannot be undone any more."""
        self.places = ()
        self.edits += 1
        self.load_text(draft.text)
        self.places = draft.places

    def offset_of(self, location: Location) -> int:
        """A place in the text in characters from its start."""
        return cast("Document", self.document).get_index_from_location(location)

    def location_of(self, offset: int) -> Location:
        """A place in the text as its line and column."""
        return cast("Document", self.document).get_location_from_index(offset)

    @property
    def cursor_offset_in_text(self) -> int:
        """Where the cursor is, in characters from the start."""
        return self.offset_of(self.cursor_location)

    def put(self, draft: Draft, start: int, end: int) -> None:
        """Puts a draft in the place of a range of offsets, and the cursor behind it."""
        start, end = widened(self.places, start, end)
        self._apply(draft, self.location_of(start), self.location_of(end), keeps_selection=False)

    def put_at_cursor(self, draft: Draft) -> None:
        """Puts a draft in the place of what is selected."""
        self.put(draft, *(self.offset_of(location) for location in self.selection))

    def put_aside_cursor(self, draft: Draft, start: int, end: int) -> None:
        """Puts a draft in the place of a range of whole elements; the cursor stays beside the same text."""
        self._apply(draft, self.location_of(start), self.location_of(end), keeps_selection=True)

    def place_of(self, element: Element) -> Placed | None:
        """Where this very element stands."""
        return next((place for place in self.places if place.element is element), None)

    @property
    def selected_text(self) -> str:
        """What is selected, unfolded."""
        return self.draft.part(*sorted(self.offset_of(location) for location in self.selection)).expanded

    def unfold(self, place: Placed) -> None:
        """Unfolds a paste into the text; undoing folds it again."""
        if isinstance(place.element, model.draft_elements.PastedText):
            self.put(draft_of(place.element.text), place.start, place.end)

    def element_beside_cursor(self) -> Placed | None:
        """The element that the cursor stands before or behind."""
        at = self.cursor_offset_in_text
        return next((place for place in self.places if at in (place.start, place.end)), None)

    # --- edits keep elements whole --------------------------------------------------------------------------

    def edit(self, edit: Edit) -> EditResult:
        if isinstance(edit, DraftEdit):
            return super().edit(edit)
        start, end = widened(self.places, self.offset_of(edit.top), self.offset_of(edit.bottom))
        return self._apply(
            draft_of(edit.text),
            self.location_of(start),
            self.location_of(end),
            keeps_selection=edit.maintain_selection_offset,
        )

    def _apply(self, by: Draft, top: Location, bottom: Location, *, keeps_selection: bool) -> EditResult:
        self.edits += 1
        result = super().edit(DraftEdit(by, top, bottom, keeps_selection=keeps_selection))
        for right in reversed(numbers_off(self.places)):
            self._number_again(right)
        return result

    def _number_again(self, right: Placed) -> None:
        """Gives an element its number, as a part of the change that made it wrong."""
        wrong = next(place for place in self.places if place.start == right.start)
        ends = self.location_of(wrong.start), self.location_of(wrong.end)
        super().edit(DraftEdit(of_element(right.element), *ends, keeps_selection=True))
        history = self.history._undo_stack
        if len(history) > 1:
            last = history.pop()
            history[-1].extend(last)

    def undo(self) -> None:
        self.edits += 1
        super().undo()

    def redo(self) -> None:
        self.edits += 1
        super().redo()

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Not where an undone paste has taken the line of the cursor away: Textual asks before it moves the cursor."""
        row, column = self.cursor_location
        if row >= self.document.line_count or column > len(self.document[row]):
            return Offset(0, 0)
        return super().scroll_cursor_visible(center, animate)

    # --- the cursor goes around elements --------------------------------------------------------------------

    def validate_selection(self, selection: Selection) -> Selection:
        """No end of a selection is inside of an element."""
        if not self.places:
            return selection
        before = self.selection
        return Selection(self._beside(before.start, selection.start), self._beside(before.end, selection.end))

    def _beside(self, before: Location, wanted: Location) -> Location:
        """The edge of an element towards which an end moves; the nearer one where it comes from afar."""
        offset = self.offset_of(wanted)
        place = element_at(self.places, offset)
        if place is None:
            return wanted
        start, end = self.location_of(place.start), self.location_of(place.end)
        if before == start:
            return end
        if before == end:
            return start
        return start if offset - place.start < place.end - offset else end

    def element_under(self, event: events.MouseEvent) -> Placed | None:
        """The element at which the mouse points."""
        location = self.get_target_document_location(event)
        if location[1] >= len(self.document[location[0]]):
            return None
        offset = self.offset_of(location)
        return next((place for place in self.places if place.start <= offset < place.end), None)

    def on_click(self, event: events.Click) -> None:
        """Unfolds the paste that is clicked."""
        place = self.element_under(event)
        if place is not None and self.selection.is_empty:
            self.unfold(place)

    # --- looks ----------------------------------------------------------------------------------------------

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        start, end = self.marked
        if self.places or end > start:
            first = self.offset_of((line_index, 0))
            for place in self.places:
                self._stylize(line, "draft--element", place.start - first, place.end - first)
            self._stylize(line, "draft--match", start - first, end - first)
        return line

    def _stylize(self, line: Text, name: str, start: int, end: int) -> None:
        if start < len(line) and end > max(0, start):
            line.stylize(self.get_component_rich_style(name, partial=True), max(0, start), end)


def cut(area: DraftArea, start: int, end: int) -> Draft:
    """Takes a range of whole elements out, and gives it."""
    taken = area.draft.part(start, end)
    area.put(Draft(), start, end)
    return taken
