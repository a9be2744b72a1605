"""What is allowed for good: the saved rules and tools, what each means, since when, and the way to take one back."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import EditFile, RulesLoaded, RulesWanted, RuleUnwanted, Said
from codex_tui.model.rule_book import AllowedTool, RuleBook, SavedRule
from codex_tui.model.rules import RuleKind
from codex_tui.model.safe_text import SafeText
from codex_tui.render.revealed import revealed_text
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.texts import fit, fit_end, in_words, short_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_ROWS_BESIDE_LIST = 6
"""Lines of the box beside list and words: border, hints, what is free, and one for the line that scrolls."""
_LEAST_LIST = 2
_WIDEST = 100
_COLUMNS_BESIDE_WORDS = 8
_EFFECT = 8
"""Columns of the word for what a rule does."""
_WHERE = 26
_WIDE = 60
"""Columns from which on the file stands beside the rule."""

_HINTS = ("rules.remove", "rules.edit", "rules.reload", "rules.close")
_MORE = ("rules.page_down",)


class RuleList(CursorList[SavedRule | AllowedTool]):
    """The rules: what each does, to what, and where it stands."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--effect", "row--quiet"}

    def parts_of(self, row: SavedRule | AllowedTool, width: int) -> Sequence[tuple[str, str]]:
        effect = fit(row.effect, _EFFECT, self.ascii_only)
        where = _WHERE if width >= _WIDE else 0
        title = fit(_named(row.title), max(0, width - 4 - _EFFECT - where), self.ascii_only)
        place = _place(row.path) if isinstance(row, SavedRule) else "config.toml"
        return [
            (" ", ""),
            (f"{effect} ", "effect"),
            (f"{title} ", ""),
            (fit_end(place, where, self.ascii_only), "quiet"),
        ]


class RulesScreen(ModalScreen[None], ClosesOnce[None]):
    """Shows the rules that hold in a folder.

    Args:
        ports: for the model, the clock and the keys.
        folder: where one works: rules of its project are shown too.
    """

    CSS_PATH: ClassVar = [stylesheet("rules.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.RULES)
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports, thread: ThreadKey | None, folder: str) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        self._folder = folder

    def compose(self) -> ComposeResult:
        with Vertical(id="rules") as box:
            box.border_title = "Allowed for good"
            yield RuleList(ascii_only=self._ports.ascii_only, id="rule-list")
            with VerticalScroll(id="rule-text", can_focus=False):
                yield Static(id="rule-words", markup=False)
            yield KeyHints(_HINTS[-2:], keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self.watch(self.query_one("#rule-text"), "show_vertical_scrollbar", self._show_hints, init=False)
        self.post_message(RulesWanted(self._thread, self._folder))
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        """The list has what the words leave it: these are read whole, or scroll where even two rows are too many."""
        room = max(10, min(width, _WIDEST) - _COLUMNS_BESIDE_WORDS)
        words = sum(len(line.wrap(room)) for line in self._words().split("\n"))
        rows = max(_LEAST_LIST, height - _ROWS_BESIDE_LIST - words)
        self._list.styles.max_height = rows
        beside = min(rows, len(self._list.rows)) + _ROWS_BESIDE_LIST
        self.query_one("#rule-text").styles.max_height = max(1, height - beside)

    @property
    def _list(self) -> RuleList:
        return self.query_one("#rule-list", RuleList)

    @property
    def _book(self) -> RuleBook | None:
        """The rules of the thread's server, once they are read."""
        return self._ports.state.of(self._thread).rules

    # --- what is shown -----------------------------------------------------------------------------------------

    @on(RulesLoaded)
    def _loaded(self) -> None:
        book = self._book or RuleBook()
        self._list.put(book.entries, min(self._list.at, max(0, len(book.entries) - 1)))
        self._list.styles.height = len(book.entries)
        self._list.display = bool(book.entries)
        self._show_hints(self.query_one("#rule-text").show_vertical_scrollbar)
        self._tell()

    def _show_hints(self, scrolls: bool) -> None:
        entries = self._book.entries if self._book is not None else ()
        hints = _HINTS if entries else _HINTS[-2:]
        # First of all: without it what is hidden could not be read.
        self.query_one(KeyHints).show((*(_MORE if scrolls else ()), *hints))

    @on(CursorList.Moved)
    def _tell(self) -> None:
        self.query_one("#rule-words", Static).update(self._words())
        self.query_one("#rule-text").scroll_home(animate=False)
        self._fit(*self.size)

    def _words(self) -> Content:
        """What the rule under the cursor means, and what could not be read."""
        book, entry = self._book, self._list.current
        if book is None:
            told = Content("Reading the rules")
        elif entry is None:
            key = key_label("approval.always", self._ports.keys)
            told = Content(f"Nothing is allowed for good. {key} on a command that waits saves a rule.")
        else:
            told = Content("\n").join(self._about(entry))
        for problem in book.problems if book is not None else ():
            told += Content.styled(f"\n! {problem}", "$needs-you")
        return told

    def _about(self, entry: SavedRule | AllowedTool) -> list[Content]:
        if isinstance(entry, AllowedTool):
            words = f"“{_named(entry.title)}” runs without asking, whatever its arguments, in all threads."
            return [
                Content(in_words(words)),
                Content.styled("in the server's configuration; since when is not noted", "$quiet"),
            ]
        lines = [Content(in_words(_named(entry.rule.in_words)))]
        if entry.rule.justification:
            lines.append(Content(f"Its author says: {_named(entry.rule.justification)}"))
        lines.append(Content.styled(f"{_place(entry.path)}, line {entry.rule.line}", "$quiet"))
        lines.append(Content.styled(self._since(entry), "$quiet"))
        if entry.in_project:
            lines.append(Content.styled("of the project: holds only where the server trusts it", "$quiet"))
        return lines

    def _since(self, entry: SavedRule) -> str:
        if entry.saved_at is not None:
            return f"saved from here on {_day(entry.saved_at)}"
        return f"since when is not noted; its file changed last on {_day(entry.changed_at)}"

    # --- keys --------------------------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        self._list.move(rows)

    def action_page(self, pages: int) -> None:
        text = self.query_one("#rule-text")
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_reload(self) -> None:
        self.post_message(RulesWanted(self._thread, self._folder))

    def action_remove(self) -> None:
        entry = self._list.current
        if entry is None:
            return
        if isinstance(entry, SavedRule) and entry.rule.kind is RuleKind.OTHER:
            self.query_one(KeyHints).say(entry.rule.in_words, problem=True)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(RuleUnwanted(entry, self._thread, self._folder))

        again = entry.effect == "allowed"
        detail = "Threads begun from now on ask again; those that are loaded keep it." if again else ""
        self.app.push_screen(
            ConfirmPrompt(f"Remove this? {_named(entry.title)}", detail, keys=self._ports.keys), answered
        )

    def action_edit(self) -> None:
        entry = self._list.current
        if isinstance(entry, SavedRule):
            self.post_message(EditFile(entry.path, entry.rule.line))

    def action_close(self) -> None:
        self.dismiss()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)


def _named(text: str) -> str:
    """In one line, and nothing in it hides: as in the request in which somebody said yes to it."""
    return " ".join(revealed_text(text).split())


def _place(path: str) -> str:
    return SafeText(short_folder(path, os.path.expanduser("~")))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")
