"""Pictures of a conversation as they are drawn in lines: what is wished for, and what came of it.

Plain state. A renderer looks here for the picture of its item and leaves the wish for one that is not drawn yet; the
widget has wishes of what is on screen drawn, by a function that it is handed, and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.items import Item, UserItem
from codex_tui.model.keys import ItemKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import ImageItem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from codex_tui.model.cell_size import CellSize

KEPT = 64
"""Pictures that are kept drawn; one of the largest takes some 7 KB, and lines on screen stay without it."""
SHOWN = 4
"""Pictures of one prompt that are drawn; the others have their names."""
SHORT = 400
"""Characters of a prompt up to which it is short, so that its pictures show unless they are folded away."""


class PictureSource(NamedTuple):
    """Where a picture is: a file, or else what the item itself carries (a data URL or base64)."""

    path: str
    data: str


class PictureWish(NamedTuple):
    """A picture that is to be drawn, in the room of so many columns and rows.

    Attributes:
        number: which of the item's pictures it is.
        dark: what shows through it is dark.
        folder: from where its path is seen.
        cell: what a cell shows of it; None for two points, one above the other.
    """

    item: ItemKey
    number: int
    source: PictureSource
    columns: int
    rows: int
    dark: bool
    folder: str
    cell: CellSize | None = None

    @property
    def form(self) -> _Form:
        """What makes it another picture than one that was drawn of the item before; holds no content."""
        return (self.item, self.number, self.columns, self.rows, self.dark, self.cell)


_Form = tuple[ItemKey, int, int, int, bool, "CellSize | None"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as rows of cells, each of two points: six bytes, the colour of the upper and of the lower one.

    One for a terminal that places pictures by itself has no such cells, but its points as PNG until it was sent there,
    and the number by which the terminal knows it from then on.

    Attributes:
        columns: cells of a row.
        cells: all rows, one after the other.
        problem: why there are none.
        rows: how many, where there are no cells.
    """

    columns: int = 0
    cells: bytes = b""
    problem: SafeText = SafeText("")
    rows: int = 0
    png: bytes = b""
    number: int = 0


class Pictures:
    """The pictures that were drawn last, and the wishes for others.

    Args:
        draw: draws one; says what went wrong by the picture's `problem`.
    """

    def __init__(self, draw: Callable[[PictureWish], Awaitable[Picture]]) -> None:
        self.draw = draw
        self._drawn: OrderedDict[_Form, Picture] = OrderedDict()
        self._wishes: dict[tuple[ItemKey, int], PictureWish] = {}
        """The last wish for each picture: its size on a screen that has been resized since is nobody's."""

        self._under_way: _Form | None = None

    def look(self, wish: PictureWish) -> Picture | None:
        """The picture, or None while it is not drawn; it is wished for from then on."""
        drawn = self._drawn.get(wish.form)
        if drawn is None and wish.form == self._under_way:
            return None
        if drawn is None:
            self._wishes[wish.item, wish.number] = wish
            return None
        self._wishes.pop((wish.item, wish.number), None)
        self._drawn.move_to_end(wish.form)
        return drawn

    def waits_for(self, items: Collection[ItemKey]) -> bool:
        """Whether any of these items has a wish."""
        return any(item in items for item, _ in self._wishes)

    def next_wish(self, items: Collection[ItemKey]) -> PictureWish | None:
        """The oldest wish of one of these items; it is none any longer."""
        key = next((key for key in self._wishes if key[0] in items), None)
        wish = self._wishes.pop(key) if key is not None else None
        self._under_way = wish.form if wish is not None else None
        return wish

    def forget_wishes(self) -> None:
        """Nothing of what was wished for is shown any more."""
        self._wishes.clear()

    def put(self, wish: PictureWish, picture: Picture) -> list[Picture]:
        """A picture was drawn; gives those that are not kept any more."""
        self._drawn[wish.form] = picture
        return [self._drawn.popitem(last=False)[1] for _ in range(len(self._drawn) - KEPT)]


def pictures_of(item: Item) -> tuple[PictureSource, ...]:
    """The pictures that an item names or carries. What lies at an address of the web is none: nothing is fetched."""
    if isinstance(item, ImageItem):
        return (PictureSource(item.path, item.data),) if item.path or item.data else ()
    if not isinstance(item, UserItem):
        return ()
    return tuple(PictureSource(one.path, one.data) for one in item.attachments if one.shows_picture)[:SHOWN]


def shows_by_itself(item: Item) -> bool:
    """Whether the pictures of an item show without being asked for: of a long prompt they do not."""
    if isinstance(item, UserItem) and (item.folded or len(item.text) > SHORT or item.text.count("\n") > 5):
        return False
    return bool(pictures_of(item))
