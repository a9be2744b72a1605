"""A short list that floats, of which one row is chosen: the files of a message, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from codex_tui.keymap import Scope, bindings
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

_ROWS_BESIDE_LIST = 6
_GAP = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A row: what it says, what stands before it, and the keys that choose it at once."""

    text: str
    lead: str = ""
    keys: tuple[str, ...] = ()


class ChoiceList(CursorList[Choice]):
    """The rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--lead"}
    PICKED_AT_ONCE = True

    def __init__(self, choices: Sequence[Choice], *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(choices, ascii_only=ascii_only, id=id)
        self._lead = max((cell_len(choice.lead) for choice in choices), default=0)
        self.styles.height = len(choices)

    def parts_of(self, row: Choice, width: int) -> Sequence[tuple[str, str]]:
        lead = fit(row.lead, self._lead + _GAP, self.ascii_only) if self._lead else ""
        rest = max(0, width - 1 - cell_len(lead))
        return [(" ", ""), (lead, "lead"), (fit(row.text, rest, self.ascii_only), "")]


class Choose(ModalScreen[int | None], ClosesOnce[int | None]):
    """Asks for one of several, the cursor on the one of number `at`; the result is its number, or None if left."""

    CSS_PATH: ClassVar = [stylesheet("choose.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.CHOICE)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        at: int = 0,
        ascii_only: bool = False,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._at = at
        self._question = title
        self._choices = choices
        self._ascii_only = ascii_only
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(id="choose") as box:
            box.border_title = Content(self._question)
            yield ChoiceList(self._choices, ascii_only=self._ascii_only, id="choices")
            yield KeyHints(("choice.choose", "choice.close"), keys=self._keys)

    @property
    def _list(self) -> ChoiceList:
        return self.query_one("#choices", ChoiceList)

    def on_mount(self) -> None:
        self._list.move(self._at)

    def on_resize(self, event: events.Resize) -> None:
        self._list.styles.max_height = max(1, event.size.height - _ROWS_BESIDE_LIST)

    def on_key(self, event: events.Key) -> None:
        for number, choice in enumerate(self._choices):
            if event.key in choice.keys and event.key not in self.active_bindings:
                event.stop()
                self.dismiss(number)
                return

    def action_cursor_down(self) -> None:
        self._list.move(1)

    def action_cursor_up(self) -> None:
        self._list.move(-1)

    @on(ChoiceList.Picked)
    def action_choose(self) -> None:
        self.dismiss(self._list.at)

    def action_close(self) -> None:
        self.dismiss(None)
