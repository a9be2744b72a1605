"""The map of a thread: its turns in a list that floats over the conversation; one goes to the chosen one.

It reads the outline in the model, newest turn first, and asks for more of it as one scrolls or filters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import moving as move
from codex_tui.model.conversation import TurnStatus
from codex_tui.model.outline import Outline, TurnLine
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.turn_list import TurnList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_ROWS_BESIDE_LIST = 8
"""Lines of the box that are not the list: border, filter, count, hints and what is free between them."""
_FAILED = "!"
"""What filters by failure: the mark of a turn that failed."""


class ThreadMap(ModalScreen[TurnLine | None], ClosesOnce[TurnLine | None]):
    """Chooses a turn of a thread; its result is None if it was closed."""

    CSS_PATH: ClassVar = [stylesheet("thread_map.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.MAP)
    AUTO_FOCUS = "#map-filter"

    def __init__(self, ports: Ports, thread: ThreadKey, reading: str | None) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        self._reading = reading
        """The turn that one reads: the cursor begins there once it is listed."""
        self._asked: set[str] = set()
        self._moved_by_hand = False

    def compose(self) -> ComposeResult:
        with Vertical(id="map") as box:
            box.border_title = "Map of the thread"
            filter_input = LineInput(placeholder="filter; ! for failures", id="map-filter", compact=True)
            yield filter_input
            yield TurnList(now=self._ports.clock(), ascii_only=self._ports.ascii_only, id="turns")
            yield Static(id="map-count", markup=False)
            yield KeyHints(("map.go", "map.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, self._thread)
        self.post_message(move.OutlineWanted(self._thread, anew=True))

    # --- what is shown

    @property
    def _outline(self) -> Outline:
        conversation = self._ports.state.conversations.get(self._thread)
        outline = conversation.outline if conversation is not None else None
        return outline or Outline()

    @property
    def _list(self) -> TurnList:
        return self.query_one("#turns", TurnList)

    @property
    def _words(self) -> list[str]:
        return self.query_one("#map-filter", Input).value.casefold().split()

    @on(move.OutlineChanged)
    def _fill(self) -> None:
        outline, words = self._outline, self._words
        turns = [turn for turn in outline.turns if _holds(turn, words)]
        wanted = self._reading if not self._moved_by_hand and not words else None
        self._list.show(turns, wanted)
        self._say_count(outline, len(turns), bool(words))
        self._load_more()

    def _say_count(self, outline: Outline, count: int, filtered: bool) -> None:
        turns = len(outline.turns)
        if outline.error is not None:
            text = f"Older turns could not be read: {outline.error}"
        elif not turns:
            text = "No turns yet" if outline.complete else "Reading the turns"
        elif outline.complete:
            all_of_them = f"{turns} turn{'' if turns == 1 else 's'}"
            text = f"{count or 'none'} of {all_of_them}" if filtered else all_of_them
        else:
            text = (
                f"{count or 'none'} of the newest {turns} turns" if filtered else f"the newest {turns} turns"
            )
        self.query_one("#map-count", Static).update(text)

    @on(TurnList.Moved)
    def _load_more(self) -> None:
        """Asks for what is about to come into view: the next page, and what the turns there changed."""
        outline, shown = self._outline, self._list
        looking = not self._moved_by_hand and self._reading is not None
        missing = looking and bool(outline.turns) and all(turn.id != self._reading for turn in outline.turns)
        if not (outline.loading or outline.complete or outline.error) and (
            shown.near_end or (missing and not self._words)
        ):
            self.post_message(move.OutlineWanted(self._thread))
        for turn in shown.in_view:
            if turn.changed is None and turn.id not in self._asked:
                self._asked.add(turn.id)
                self.post_message(move.TurnChangesWanted(self._thread, turn.id))
                break

    def on_resize(self, event: events.Resize) -> None:
        self._list.styles.max_height = max(2, event.size.height - _ROWS_BESIDE_LIST)

    @on(Input.Changed, "#map-filter")
    def _filter_changed(self) -> None:
        self._fill()

    # --- keys and mouse

    def action_move(self, rows: int) -> None:
        self._moved_by_hand = True
        self._list.move(rows)

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self._list.size.height - 1))

    @on(TurnList.Picked)
    def action_go(self) -> None:
        # The keys typed just before lie in the queue of the filter still; what it says of them may come later yet.
        self.query_one("#map-filter", Input).call_later(self.call_later, self._go)

    def _go(self) -> None:
        self._fill()
        if self._list.current is not None:
            self.dismiss(self._list.current)

    def action_close(self) -> None:
        self.dismiss(None)


def _holds(turn: TurnLine, words: list[str]) -> bool:
    prompt = turn.prompt.casefold()
    return all(turn.status is TurnStatus.FAILED if word == _FAILED else word in prompt for word in words)
