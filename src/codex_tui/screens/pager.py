"""The pager: the whole output of a command, or any other long text, over the conversation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import (
    CopyRequested,
    ItemCompleted,
    ItemFact,
    ItemUpdated,
    Said,
    SaveText,
    TextAppended,
)
from codex_tui.model.items import CommandItem, FileChangeItem, Item
from codex_tui.model.output_log import ByteLog, MemoryLog, log_of
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.screens.prompt import ConfirmPrompt, TextPrompt
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.line_parts import choose, joined, spread
from codex_tui.widgets.pager.texts import state_parts, title_parts
from codex_tui.widgets.pager.view import PagerView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.content import Content

    from codex_tui.ports import Ports
    from codex_tui.widgets.line_parts import Part

_HINTS = (
    "pager.find",
    "pager.next",
    "pager.wrap",
    "pager.save",
    "pager.copy",
    "pager.last",
    "pager.close",
)


class PagerLine(Widget):
    """A line of parts that give way when it is narrow."""

    def __init__(self, parts: Callable[[int], tuple[list[Part], list[Part]]], *, id: str) -> None:
        super().__init__(id=id)
        self._parts = parts

    def render(self) -> Content:
        width = self.content_size.width
        left, right = choose(*self._parts(width), width, "  ")
        return spread(joined(left, "  "), joined(right, "  "), width)


class PagerScreen(ModalScreen[None], ClosesOnce[None]):
    """Shows one item in full; what still grows is followed."""

    CSS_PATH: ClassVar = [stylesheet("pager.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.PAGER)
    AUTO_FOCUS = "#pager-text"

    def __init__(self, ports: Ports, item: Item, folder: str) -> None:
        super().__init__()
        self._ports = ports
        self._item = item
        self._folder = folder
        self._snapshot: tuple[int, ByteLog] | None = None
        prose = not isinstance(item, CommandItem | FileChangeItem)
        self.view = PagerView(ports, self._log(), follow=item.running, prose=prose, id="pager-text")
        self._title = PagerLine(self._title_parts, id="pager-title")
        self._state = PagerLine(self._state_parts, id="pager-state")
        self._hints = KeyHints(_HINTS, keys=ports.keys)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self.view
        yield self._state
        search = LineInput(placeholder="find", id="pager-search", compact=True)
        yield search
        yield self._hints

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._ports.subscribe(self, self._item.key.thread_key)
        self.set_interval(1.0, self._tick)

    def _log(self) -> ByteLog:
        """The text: the file where the whole output is, else what the model has of it."""
        item = self._item
        if isinstance(item, CommandItem) and item.log is not None and not item.log.gone:
            return item.log
        if self._snapshot is None or self._snapshot[0] != item.revision:
            if isinstance(item, CommandItem):
                log = log_of(item.output)
            else:
                log = MemoryLog(item.source().encode("utf-8", "replace"))
            self._snapshot = (item.revision, log)
        return self._snapshot[1]

    # --- what it says ---------------------------------------------------------------------------------------------

    def _title_parts(self, width: int) -> tuple[list[Part], list[Part]]:
        return title_parts(self._item, self._ports.steady(), width, ascii_only=self._ports.ascii_only)

    def _state_parts(self, _width: int) -> tuple[list[Part], list[Part]]:
        left, right = state_parts(self.view, running=self._item.running)
        return [part.in_glyphs(self._ports.ascii_only) for part in left], right

    def _tick(self) -> None:
        if self._item.running:
            self._title.refresh()

    @on(PagerView.Changed)
    def _changed(self) -> None:
        self._state.refresh()

    @on(TextAppended)
    @on(ItemUpdated)
    @on(ItemCompleted)
    def _item_changed(self, fact: ItemFact) -> None:
        if fact.item != self._item.key:
            return
        log = self._log()
        if log is not self.view.source:
            self.view.show(log)
        self.view.note_growth()
        self._title.refresh()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self._hints.say(fact.text, problem=fact.problem)

    # --- keys -----------------------------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        self.view.move(rows)

    def action_pages(self, pages: float) -> None:
        self.view.move_pages(pages)

    def action_first(self) -> None:
        self.view.to_start()

    def action_last(self) -> None:
        self.view.to_end()

    def action_wrap(self) -> None:
        self.view.toggle_wrap()

    def action_sideways(self, steps: int) -> None:
        self.view.sideways(steps)

    def action_mark(self) -> None:
        self.view.toggle_mark()

    def action_match(self, direction: int) -> None:
        self.view.next_match(direction)

    def action_find(self) -> None:
        self.add_class("-searching")
        field = self.query_one("#pager-search", Input)
        field.value = ""
        field.focus()

    @on(Input.Submitted, "#pager-search")
    def _search(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_field()
        self.view.begin_search(event.value)

    def _close_field(self) -> None:
        self.remove_class("-searching")
        self.view.focus()

    def on_key(self, event: events.Key) -> None:
        self._hints.hush()

    def action_copy(self) -> None:
        chosen = self.view.chosen_text()
        if chosen is None:
            self._say("Too much for the clipboard: save it to a file")
            return
        text, count = chosen
        self.post_message(CopyRequested(text, f"{count:,} line{'' if count == 1 else 's'}"))
        if self.view.marking:
            self.view.toggle_mark()

    def _say(self, text: str) -> None:
        self._hints.say(SafeText(text), problem=True)

    def action_close(self) -> None:
        """Closes what is open in it, the innermost first; then itself."""
        if self.has_class("-searching"):
            self._close_field()
        elif self.view.marking:
            self.view.toggle_mark()
        elif self.view.search is not None:
            self.view.begin_search("")
        else:
            self.dismiss()

    # --- saving ---------------------------------------------------------------------------------------------------

    def action_save(self, plain: bool) -> None:
        what = "Save as plain text to" if plain else "Save as it came, escape sequences included, to"
        name = "output.txt" if isinstance(self._item, CommandItem) else f"{self._item.kind}.txt"
        self.app.push_screen(
            TextPrompt(what, name, keys=self._ports.keys), lambda typed: self._save_to(typed, plain)
        )

    def _save_to(self, typed: str | None, plain: bool) -> None:
        if not typed or not typed.strip():
            return
        path = Path(self._folder, Path(typed.strip()).expanduser())
        if path.is_dir():
            self._say(f"{path} is a folder")
        elif path.exists():
            question = ConfirmPrompt("Write over this file?", str(path), keys=self._ports.keys)
            self.app.push_screen(
                question, lambda yes: self._save(path, plain, overwrite=True) if yes else None
            )
        else:
            self._save(path, plain, overwrite=False)

    def _save(self, path: Path, plain: bool, *, overwrite: bool) -> None:
        self.post_message(SaveText(self.view.source, path, plain=plain, overwrite=overwrite))
