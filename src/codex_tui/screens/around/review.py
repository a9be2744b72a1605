"""The review screen: what is to be reviewed, chosen from what the thread's folder has."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.containers import Vertical
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import Said
from codex_tui.messages.around import FactsLoaded, FactsWanted, ReviewWanted
from codex_tui.model.review import Branch, Commit, ReviewChoices, ReviewKind, ReviewTarget
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.prompt import all_typed
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.texts import fit, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

KINDS = (ReviewKind.UNCOMMITTED, ReviewKind.BRANCH, ReviewKind.COMMIT, ReviewKind.CUSTOM)
_NAMES = ("uncommitted", "branch", "commit", "in words")
_ASKS = {
    ReviewKind.BRANCH: "filter, or type a name",
    ReviewKind.COMMIT: "filter, or type a hash",
    ReviewKind.CUSTOM: "what to look at, and for what",
}
_ROWS_BESIDE_LIST = 10
_AGE = 16
_WIDE = 60
"""Columns from which on ages are shown."""


class ChoiceList(CursorList[Branch | Commit]):
    """Branches, or commits."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--name", "row--quiet"}
    PICKED_AT_ONCE = False

    def parts_of(self, row: Branch | Commit, width: int) -> Sequence[tuple[str, str]]:
        age = _AGE if width >= _WIDE else 0
        if isinstance(row, Branch):
            most = max(12, width // 2 - age)
            name = fit(SafeText(row.name), most, self.ascii_only)
            about = "checked out now" if row.is_current else row.about
        else:
            name, about = row.sha[:9].ljust(10), SafeText(row.subject)
        rest = max(0, width - cell_len(name) - age - 3)
        text = fit(" ".join(about.split()), rest, self.ascii_only)
        return [
            (" ", ""),
            (f"{name} ", "name"),
            (f"{text} ", ""),
            (fit(row.age, age, self.ascii_only), "quiet"),
        ]


class ReviewScreen(FloatingScreen[None]):
    """Chooses what is reviewed, and begins it.

    Args:
        ports: for the model and the keys.
        thread: where it is reviewed; None for a new thread.
        folder: whose changes.
    """

    CSS_PATH: ClassVar = [stylesheet("review.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.REVIEW)
    HELP_SCOPES: ClassVar = (Scope.REVIEW,)
    AUTO_FOCUS = ""
    kept_words: ClassVar[str] = ""
    """What was written in words and not sent: it stands there again."""

    def __init__(self, ports: Ports, thread: ThreadKey | None, folder: str) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        self._folder = folder
        self._kind = ReviewKind.UNCOMMITTED
        self._typed = {ReviewKind.CUSTOM: ReviewScreen.kept_words}

    def compose(self) -> ComposeResult:
        ascii_only = self._ports.ascii_only
        with Vertical(id="review") as box:
            box.border_title = "Review"
            yield ChoiceRow("Changes", ascii_only=ascii_only, id="review-kind")
            line = LineInput(id="review-line", compact=True)
            yield line
            yield ChoiceList(ascii_only=ascii_only, id="review-list")
            yield Static(id="review-words", markup=False)
            yield KeyHints(("review.start", "review.next", "review.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self.post_message(FactsWanted("review", self._thread, self._folder))
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._list.styles.max_height = max(2, event.size.height - _ROWS_BESIDE_LIST)

    def on_unmount(self) -> None:
        ReviewScreen.kept_words = self._typed.get(ReviewKind.CUSTOM, "")

    @property
    def _list(self) -> ChoiceList:
        return self.query_one("#review-list", ChoiceList)

    @property
    def _line(self) -> Input:
        return self.query_one("#review-line", Input)

    @property
    def _choices(self) -> ReviewChoices | None:
        """What the folder has, once that is read."""
        choices = self._ports.state.of(self._thread).around.review
        return choices if choices is not None and choices.folder == self._folder else None

    # --- what is shown --------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.query_one("#review-kind", ChoiceRow).show(_NAMES, KINDS.index(self._kind))
        line, asks = self._line, _ASKS.get(self._kind, "")
        line.display = bool(asks)
        line.placeholder = asks
        line.value = self._typed.get(self._kind, "")
        line.cursor_position = len(line.value)
        self.set_focus(line if asks else None)
        self._fill()

    @on(FactsLoaded)
    def _loaded(self, fact: FactsLoaded) -> None:
        if fact.what == "review":
            self._fill()

    @on(Input.Changed, "#review-line")
    def _typed_in(self, event: Input.Changed) -> None:
        self._typed[self._kind] = event.value
        self._fill()

    def _fill(self) -> None:
        rows = self._rows()
        here = self._list.current
        self._list.put(rows, rows.index(here) if here in rows else 0)
        self._list.styles.height = len(rows)
        self._list.display = bool(rows)
        self.query_one("#review-words", Static).update(self._words(len(rows)))

    def _rows(self) -> list[Branch | Commit]:
        choices, words = self._choices, self._typed.get(self._kind, "").casefold().split()
        if choices is None:
            return []
        known: Sequence[Branch | Commit] = ()
        if self._kind is ReviewKind.BRANCH:
            known = [branch for branch in choices.branches if not branch.is_current]
        elif self._kind is ReviewKind.COMMIT:
            known = choices.commits
        return [row for row in known if all(word in _text(row) for word in words)]

    def _words(self, rows: int) -> str:
        """What would be reviewed, or why nothing can be chosen."""
        choices, typed = self._choices, self._typed.get(self._kind, "").strip()
        if self._kind is ReviewKind.CUSTOM:
            return "The agent gets these words as its whole task, and reviews what they say."
        if choices is None:
            return "Asking git"
        if self._kind is ReviewKind.UNCOMMITTED:
            return _uncommitted(choices)
        if rows:
            return "What changed since the two parted." if self._kind is ReviewKind.BRANCH else ""
        if typed:
            return in_words(f"None here has these words; enter takes “{SafeText(typed)}” as it is.")
        nothing = (
            "There is no other branch." if self._kind is ReviewKind.BRANCH else "There is no commit yet."
        )
        return f"! {choices.problem}" if choices.problem else nothing

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)

    def _say(self, text: str) -> None:
        self.query_one(KeyHints).say(SafeText(text), problem=True)

    # --- keys -----------------------------------------------------------------------------------------------

    @on(ChoiceRow.Clicked)
    def _kind_clicked(self, event: ChoiceRow.Clicked) -> None:
        self._kind = KINDS[event.index]
        self._show()

    def action_kind(self, step: int) -> None:
        self._kind = KINDS[(KINDS.index(self._kind) + step) % len(KINDS)]
        self._show()

    def action_move(self, rows: int) -> None:
        self._list.move(rows)

    @on(ChoiceList.Picked)
    async def action_start(self) -> None:
        await all_typed(self._line)
        target = self._target()
        if target is not None:
            self._typed.pop(ReviewKind.CUSTOM, None)
            self.app.post_message(ReviewWanted(self._thread, target))
            self.dismiss()

    def _target(self) -> ReviewTarget | None:
        """What was chosen; None after it has said what is missing."""
        typed, row = self._typed.get(self._kind, "").strip(), self._list.current
        if self._kind is ReviewKind.UNCOMMITTED:
            if self._choices is not None and self._choices.changed == 0:
                self._say("There is nothing to review: choose a branch or a commit")
                return None
            return ReviewTarget(self._kind)
        if self._kind is ReviewKind.CUSTOM:
            if not typed:
                self._say("Write what to review first")
            return ReviewTarget(self._kind, typed) if typed else None
        if isinstance(row, Branch):
            return ReviewTarget(self._kind, row.name)
        if isinstance(row, Commit):
            return ReviewTarget(self._kind, row.sha, row.subject)
        if not typed:
            self._say("Nothing is chosen")
        return ReviewTarget(self._kind, typed) if typed else None

    def action_close(self) -> None:
        self.dismiss()


def _text(row: Branch | Commit) -> str:
    text = f"{row.name} {row.about}" if isinstance(row, Branch) else f"{row.sha} {row.subject} {row.author}"
    return text.casefold()


def _uncommitted(choices: ReviewChoices) -> str:
    if choices.problem:
        return f"! {choices.problem}"
    if not choices.changed:
        return "Nothing differs from the last commit: there is nothing to review here."
    files = f"{choices.changed} file{'' if choices.changed == 1 else 's'}"
    return f"{files} not as committed: staged, unstaged and untracked."
