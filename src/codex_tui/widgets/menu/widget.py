"""The menu over the composer: a list in a frame that lies above it, over the transcript, and moves nothing.

The composer keeps the focus. Its keys come here first while the menu is open; what is chosen is done by `choose`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, in_scope, keys_of
from codex_tui.render.glyphs import in_glyphs
from codex_tui.widgets.menu.menu_list import MenuList
from codex_tui.widgets.menu.rows import Heading, Offer
from codex_tui.widgets.texts import clip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from textual.app import ComposeResult
    from textual.geometry import Region

    from codex_tui.ports import Ports
    from codex_tui.widgets.menu.rows import Entry

MOST_ROWS = 18
"""Lines of the list on a high screen."""
LEAST_FOR_FRAME = 9
"""Lines above the composer from which on the menu has a whole frame, and says more of the row under the cursor."""

WIDEST = 110
"""Columns of the menu on a wide screen: keys and what they do stay near each other."""
WIDE_ABOUT = 70
"""Columns from which on one line is enough for that."""


class ComposerMenu(Vertical):
    """What can be chosen for what is being typed.

    Args:
        ports: for the keys.
        choose: does what choosing an entry means; with `stay` one goes on typing.
        closed: told that a person closed it.
    """

    def __init__(
        self,
        ports: Ports,
        choose: Callable[[Entry, bool], Awaitable[None]],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(id="composer-menu")
        self.display = False
        self.rows = MenuList(ascii_only=ports.ascii_only)
        self.touched = False
        """Whether a person moved the cursor since it opened for what is typed."""
        self._about = Static(id="menu-about", markup=False)
        self._ports = ports
        self._choose = choose
        self._on_closed = closed
        self._offer = Offer("")
        self._place: object = None
        self._lines = self._inside = 0

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self._about

    @property
    def actions(self) -> Mapping[str, str]:
        """What its keys do, as Textual names actions."""
        actions = in_scope(Scope.MENU)
        return {key: action.name for action in actions for key in keys_of(action.id, self._ports.keys)}

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.rows.entry

    @property
    def offer(self) -> Offer:
        """What it shows, or showed last."""
        return self._offer

    def show(self, offer: Offer, place: object) -> None:
        """Shows what is offered for what is typed at a place; the cursor stays where a person put it."""
        self.touched = self.touched and self.display and place == self._place
        same = offer == self._offer and self.display and place == self._place
        self._place = place
        if same:
            return
        wanted = self.entry.value if self.touched and self.entry is not None else None
        self._offer = offer
        self.rows.offer(offer.rows, wanted)
        self.touched = self.touched and self.entry is not None and self.entry.value == wanted
        self.display = True

    def hide(self) -> None:
        self.display = False
        self.touched = False

    def fit(self, above: Region, screen_width: int) -> None:
        """Takes its place above the composer, whose region that is."""
        room = max(1, above.y - 1)
        framed = room >= LEAST_FOR_FRAME
        frame = 2 if framed else 1
        entries, count = len(self._offer.entries), len(self._offer.rows)
        width = min(above.width, WIDEST) if framed else screen_width
        inside = width - (4 if framed else 1)
        # As many lines whatever the cursor is on, so that nothing jumps as it moves.
        lines = 0
        if self._offer.note or (framed and any(entry.whole for entry in self._offer.entries)):
            lines = min(2 if inside < WIDE_ABOUT else 1, max(1, room - frame - (1 if count else 0)))
        rows = min(count, MOST_ROWS, max(1, room - frame - lines))
        self.set_class(not framed, "-low")
        self.rows.display = count > 0
        self._about.display = lines > 0
        self._about.styles.height = lines
        self.rows.styles.height = rows
        self.styles.height = rows + frame + lines
        self.styles.width = width
        self.styles.offset = (above.x if framed else 0, -(self.screen.size.height - above.y))
        self._lines, self._inside = lines, inside - 2
        of = f" · {entries} of {self._offer.total}" if entries < self._offer.total else f" · {entries}"
        self.border_title = self._offer.title + (in_glyphs(of, self._ports.ascii_only) if entries else "")
        self._say_about()

    def _say_about(self) -> None:
        offer = self._offer
        said = offer.note or (self.entry.whole if self.entry is not None else "")
        said = in_glyphs(said, self._ports.ascii_only)
        self._about.set_class(offer.problem and bool(offer.note), "-problem")
        wrapped = [line.plain.rstrip() for line in Content(said).wrap(max(1, self._inside))] if said else []
        if len(wrapped) > self._lines:
            rest = " ".join(wrapped[max(0, self._lines - 1) :])
            wrapped[self._lines - 1 :] = [clip(rest, self._inside, self._ports.ascii_only)]
        self._about.update("\n".join(wrapped))

    @on(MenuList.Moved)
    def _moved(self, event: MenuList.Moved) -> None:
        event.stop()
        if self._about.display:
            self._say_about()

    # --- keys and mouse

    def action_move(self, rows: int) -> None:
        self.touched = True
        self.rows.move(rows)

    def action_page(self, pages: int) -> None:
        view = max(2, self.rows.size.height)
        headings = sum(isinstance(row, Heading) for row in self.rows.in_view)
        self.action_move(pages * max(2, view - 1 - headings))

    async def action_choose(self, stay: bool) -> None:
        if self.entry is not None:
            await self._choose(self.entry, stay)

    def action_close(self) -> None:
        self._on_closed()

    @on(MenuList.Picked)
    async def _picked(self, event: MenuList.Picked) -> None:
        event.stop()
        self.touched = True
        await self.action_choose(False)
