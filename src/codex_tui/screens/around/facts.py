"""What the screens share that show a page of facts: the list, its keys, and reading anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ConnectionChanged, CopyRequested, Said
from codex_tui.messages.around import FactsLoaded, FactsWanted
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.fact_table import FactTable
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.ports import Ports
    from codex_tui.render.pages.page import Page


class FactScreen(FloatingScreen[None]):
    """A page of facts that floats; what is under it stays as it was.

    Args:
        ports: for the model, the clock and the keys.
        thread: the thread that one came from, if any.
        folder: where that works, or where a new one would.
    """

    CSS_PATH: ClassVar = [stylesheet("facts.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.FACTS)
    AUTO_FOCUS = ""
    HEADING: ClassVar[str]
    WHAT: ClassVar[str]
    """What is read for it: see `FactsWanted`."""
    HINTS: ClassVar[tuple[str, ...]] = ("facts.copy", "facts.copy_all", "facts.reload", "facts.close")
    HELP_SCOPES: ClassVar[tuple[Scope, ...]] = (Scope.FACTS,)

    def __init__(self, ports: Ports, thread: ThreadKey | None, folder: str) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        self._folder = folder

    @property
    def _state(self) -> AppState:
        """The state of the server that is read from."""
        return self._ports.state.of(self._thread)

    def page_now(self) -> Page:
        """The page, made of what the model has now."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(id="facts") as box:
            box.border_title = self.HEADING
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield FactTable(ascii_only=self._ports.ascii_only, id="fact-table")
            yield KeyHints(self.HINTS, keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        if self._thread is not None:
            self._ports.subscribe(self, self._thread)
        self._want(anew=False)
        self.show_page()

    def _want(self, *, anew: bool) -> None:
        self.post_message(FactsWanted(self.WHAT, self._thread, self._folder, anew=anew))

    @property
    def table(self) -> FactTable:
        return self.query_one("#fact-table", FactTable)

    @on(FactsLoaded)
    def _loaded(self, fact: FactsLoaded) -> None:
        if fact.what != self.WHAT:
            return
        if fact.stale:
            self._want(anew=False)
        else:
            self.show_page()

    @on(ConnectionChanged)
    def show_page(self) -> None:
        """Shows what the model has now."""
        self.table.put(self.page_now())

    @on(FactTable.Moved)
    def _moved(self) -> None:
        self.show_hints()

    def show_hints(self) -> None:
        """Names the keys of what the cursor is on."""
        self.key_hints.show(self.hints())

    @property
    def key_hints(self) -> KeyHints:
        return self.query_one(KeyHints)

    def say(self, text: str, *, problem: bool = False) -> None:
        """Says one line in the place of the keys."""
        self.key_hints.say(SafeText(text), problem=problem)

    def hints(self) -> tuple[str, ...]:
        """The keys that are named, by what the cursor is on."""
        here = self.table.current
        return (*(("facts.fold",) if here is not None and here.details else ()), *self.HINTS)

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.key_hints.say(fact.text, problem=fact.problem)

    # --- keys -----------------------------------------------------------------------------------------------

    def on_key(self) -> None:
        """What was said of a key before holds no more."""
        self.key_hints.hush()

    def action_move(self, facts: int) -> None:
        self.table.move(facts)

    def action_pages(self, pages: int) -> None:
        self.table.move_pages(pages)

    def action_first(self) -> None:
        self.table.first()

    def action_last(self) -> None:
        self.table.last()

    def action_fold(self) -> None:
        self.table.toggle()

    def action_fold_all(self) -> None:
        self.table.toggle_all()

    def action_reload(self) -> None:
        self._want(anew=True)

    def action_copy(self) -> None:
        """Copies what is known of the fact under the cursor."""
        here = self.table.current
        if here is not None:
            text = "\n".join(here.plain()) if here.details or not here.words else here.value
            self.post_message(CopyRequested(text, f"“{here.title}”"))

    def action_copy_all(self) -> None:
        self.post_message(CopyRequested(self.table.page.plain(), "the whole page"))

    async def action_show_help(self) -> None:
        await self.run_action("app.help")

    def action_close(self) -> None:
        self.dismiss()
