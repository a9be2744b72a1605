"""What a thread may do without asking: the modes, a sentence of each, and what holds now. Floats over a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ConnectionChanged, ModelsLoaded, Said, SettingsUpdated
from codex_tui.messages.permissions import ModeChosen, PermissionsWanted
from codex_tui.model.permissions import CYCLE, MEANINGS, Mode, permissions_in
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET
from codex_tui.widgets.permission_words import sandbox_lines
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.ports import Ports

_NAMES = 13
_LOW = 18
"""Rows below which nothing is left free between the parts."""
_MARGINS = 2
_ROWS_BESIDE_WORDS = 10
"""Lines of the box that are not words: border, modes, hints, and what is free between."""


class ModeList(CursorList[Mode]):
    """The modes: the mark of the one in use, the name, and what of it differs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--name", "row--quiet", "row--mark"}
    in_use: Mode | None = None
    forbidden: frozenset[Mode] = frozenset()

    def parts_of(self, row: Mode, width: int) -> Sequence[tuple[str, str]]:
        mark = ("*" if self.ascii_only else "●") if row is self.in_use else " "
        refused = row in self.forbidden
        about = "not allowed" if refused else _SHORT[row]
        return [
            (f"{mark} ", "mark"),
            (fit(row.value, min(_NAMES, width - 2), self.ascii_only), "quiet" if refused else "name"),
            (fit(about, max(0, width - 2 - _NAMES), self.ascii_only), "quiet"),
        ]


_SHORT = {
    Mode.READ_ONLY: "changes nothing unasked",
    Mode.ASK: "works in the folder",
    Mode.AUTO_REVIEW: "a model answers",
    Mode.FULL_ACCESS: "no sandbox, no questions",
    Mode.PLAN: "plans, then stops",
}


class PermissionsScreen(FloatingScreen[None]):
    """Chooses for a thread, or for the next new one if there is none."""

    CSS_PATH: ClassVar = [stylesheet("permissions.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.PERMISSIONS)
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports, thread: ThreadKey | None) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread

    def compose(self) -> ComposeResult:
        with Vertical(id="permissions") as box:
            new = self._thread is None
            box.border_title = "Permissions of new threads" if new else "Permissions of this thread"
            yield ModeList(CYCLE, ascii_only=self._ports.ascii_only, id="modes")
            with VerticalScroll(id="permission-scroll", can_focus=False):
                yield Static(id="permission-words", markup=False)
            yield KeyHints(("permissions.use", "permissions.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        if self._thread is not None:
            self._ports.subscribe(self, self._thread)
        self.watch(self.query_one("#permission-scroll"), "show_vertical_scrollbar", self._show_hints)
        self._read()
        if (mode := self._list.in_use) is not None:
            self._list.put(CYCLE, CYCLE.index(mode))
        self.post_message(PermissionsWanted())

    def on_resize(self, event: events.Resize) -> None:
        low = event.size.height < _LOW
        self.query_one("#permissions").set_class(low, "-low")
        beside = _ROWS_BESIDE_WORDS - (_MARGINS if low else 0)
        self.query_one("#permission-scroll").styles.max_height = max(1, event.size.height - beside)

    def _show_hints(self, scrolls: bool) -> None:
        more = ("permissions.page_down",) if scrolls else ()
        self.query_one(KeyHints).show(("permissions.use", *more, "permissions.close"))

    @property
    def _state(self) -> AppState:
        """That of the thread's server."""
        return self._ports.state.of(self._thread)

    @property
    def _list(self) -> ModeList:
        return self.query_one("#modes", ModeList)

    # --- what is shown -----------------------------------------------------------------------------------------

    @on(ModelsLoaded)
    @on(SettingsUpdated)
    @on(ConnectionChanged)
    def _read(self) -> None:
        state = self._ports.state.of(self._thread)
        now = permissions_in(state, self._thread)
        self._list.in_use = now.mode if now is not None else None
        self._list.forbidden = frozenset(state.access.forbidden)
        self._list.refresh()
        self._tell()

    @on(CursorList.Moved)
    def _tell(self) -> None:
        self.query_one("#permission-words", Static).update(Content("\n").join(self._words()))

    def _words(self) -> list[Content]:
        state, mode = self._ports.state.of(self._thread), self._list.current
        lines: list[Content] = []
        if mode is not None:
            lines.append(Content(MEANINGS[mode]))
            if (why := state.access.forbidden.get(mode)) is not None:
                lines.append(Content.styled(f"! {why}", NEEDS_YOU))
        now = permissions_in(state, self._thread)
        lines.append(Content())
        if now is None:
            lines.append(Content.styled("The server has not said yet what holds.", QUIET))
            return lines
        head = "The next new thread" if self._thread is None else "Now"
        lines.append(Content.styled(f"{head}: {now.name}", "bold"))
        lines += sandbox_lines(now, self._folder)
        conversation = state.conversations.get(self._thread) if self._thread is not None else None
        if conversation is not None and conversation.active_turn is not None:
            lines.append(Content.styled("A change holds from the next turn on.", QUIET))
        return lines

    @property
    def _folder(self) -> str:
        return self._ports.state.working_folder(self._thread)

    # --- keys --------------------------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        self._list.move(rows)

    def action_page(self, pages: int) -> None:
        scroll = self.query_one("#permission-scroll", VerticalScroll)
        (scroll.scroll_page_down if pages > 0 else scroll.scroll_page_up)(animate=False)

    @on(CursorList.Picked)
    def action_use(self) -> None:
        mode = self._list.current
        if mode is None:
            return
        if (why := self._ports.state.of(self._thread).access.forbidden.get(mode)) is not None:
            self.query_one(KeyHints).say(why, problem=True)
            return
        self.post_message(ModeChosen(self._thread, mode))
        self.dismiss()

    def action_close(self) -> None:
        self.dismiss()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)
