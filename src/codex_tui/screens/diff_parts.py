"""What the diff screen shows: the files of one of three views, and the hunks of one of them.

It reads the model when a fact says that a change came, and stays at the file and the line where one is. What keys mean
is in `diff`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.content import Content

from codex_tui.keymap import key_label
from codex_tui.messages import (
    ApprovalRequested,
    ApprovalResolved,
    ConversationReset,
    DiffUpdated,
    HistoryLoaded,
    ItemCompleted,
    ItemFact,
    ItemRemoved,
    ItemStarted,
    ItemUpdated,
    Said,
    ThreadFact,
    TurnCompleted,
    WorkTreeUpdated,
    WorkTreeWanted,
)
from codex_tui.model.diff_views import (
    DiffView,
    TreeState,
    folder_of,
    thread_files,
    turn_files,
    turn_to_show,
)
from codex_tui.model.items import FileChangeItem
from codex_tui.model.safe_text import SafeText
from codex_tui.render.paths import path_in
from codex_tui.screens.row_compositor import RowScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.diff.comment_box import CommentBox
from codex_tui.widgets.diff.document import Document
from codex_tui.widgets.diff.files import FileLine, FileList, FileRow
from codex_tui.widgets.diff.pane import DiffPane
from codex_tui.widgets.diff.remarks import Remarks
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.diff import FilePatch
    from codex_tui.model.diff_comments import Comment
    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

NARROW = 72
"""Columns below which the bar is shortened."""
LIST_FROM = 100
"""Columns from which the files are listed beside the hunks."""
VIEWS = (DiffView.TURN, DiffView.THREAD, DiffView.TREE)
_NAMES = {DiffView.TURN: "turn", DiffView.THREAD: "thread", DiffView.TREE: "working tree"}
_SHORT = {**_NAMES, DiffView.TREE: "tree"}
HINTS = (
    "diff.next_hunk",
    "diff.next_file",
    "diff.view",
    "diff.comment",
    "diff.close",
    "diff.send",
    "diff.viewed",
    "diff.revert",
    "diff.split",
    "diff.fold",
    "diff.help",
)


class DiffParts(RowScreen[None], part=True):
    """The changes of one thread.

    Args:
        ports: the application's.
        thread: whose changes.
        turn: which turn is shown first; None for the newest that changed something.
        path: the file at which to begin, as the patch has it.
    """

    CSS_PATH: ClassVar = [
        stylesheet("diff.tcss"),
        stylesheet("key_hints.tcss"),
    ]
    AUTO_FOCUS = "#pane"

    def __init__(
        self, ports: Ports, thread: ThreadKey, *, turn: str | None = None, path: str | None = None
    ) -> None:
        super().__init__(ports.echoed)
        self.id = "changes"
        self.thread = thread
        self.view = DiffView.TURN
        self._ports = ports
        self._turn = turn
        self._files: tuple[FilePatch, ...] = ()
        self._current = 0
        self._documents: dict[tuple[DiffView, str], Document] = {}
        self._wanted_path = path
        self.bar = OneLine(ascii_only=ports.ascii_only, id="bar")
        self.files = FileList(ascii_only=ports.ascii_only, id="files")
        self.file_line = FileLine(ascii_only=ports.ascii_only, id="file-line")
        self.pane = DiffPane(ports, self._remarks, self._is_reverted, id="pane")
        self._remarks_of: tuple[Document | None, str, Sequence[Comment]] = (None, "", ())
        self._known_remarks: Remarks | None = None
        self.box = CommentBox(id="comment")
        self.hints = KeyHints(HINTS, keys=ports.keys, id="hints")

    def compose(self) -> ComposeResult:
        yield self.bar
        with Horizontal(id="body"):
            yield self.files
            with Vertical(id="right"):
                yield self.file_line
                yield self.pane
                yield self.box
        yield self.hints

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._ports.subscribe(self, self.thread)
        self.reread()

    def on_key(self) -> None:
        """What was said goes with the next key."""
        self.hints.hush()

    def on_resize(self, event: events.Resize) -> None:
        self.files.display = event.size.width >= LIST_FROM
        self.tell()

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def conversation(self) -> Conversation | None:
        return self._ports.state.conversations.get(self.thread)

    @property
    def folder(self) -> str:
        """The thread's folder."""
        return folder_of(self.conversation) if self.conversation is not None else ""

    @property
    def file(self) -> FilePatch | None:
        """The file that is shown."""
        return self._files[self._current] if self._files else None

    def path_of(self, file: FilePatch) -> str:
        """A file's path as people see it: from the thread's folder, or whole where it lies outside."""
        return self.name_of(file.path)

    def name_of(self, path: str) -> str:
        """The same of a path."""
        return SafeText(path_in(path, self.folder)).replace("\n", " ")

    def show_view(self, view: DiffView) -> None:
        """Shows other changes; the working tree is read anew each time."""
        self.view = view
        if view is DiffView.TREE:
            self.post_message(WorkTreeWanted(self.thread))
        self._wanted_path = self.file.path if self.file is not None else None
        self.reread()

    def show_file(self, index: int) -> None:
        """Shows one of the files."""
        if self._files:
            self._current = max(0, min(index, len(self._files) - 1))
        self._show_document()
        self.tell()

    def reread(self) -> None:
        """Takes the files from the model, and stays at the one that was shown."""
        path = self._wanted_path or (self.file.path if self.file is not None else None)
        self._wanted_path = None
        self._files = self._read()
        places = [index for index, file in enumerate(self._files) if file.path == path]
        if not places and path is not None:
            # Where the patch gave another path than the turn's sum of it.
            places = [index for index, file in enumerate(self._files) if file.path.endswith(f"/{path}")]
        self._current = places[0] if places else max(0, min(self._current, len(self._files) - 1))
        self._show_document()
        self.tell()

    def _read(self) -> tuple[FilePatch, ...]:
        conversation = self.conversation
        if conversation is None:
            return ()
        if self.view is DiffView.THREAD:
            return thread_files(conversation)
        if self.view is DiffView.TREE:
            tree = self._ports.state.work_trees.get(self.thread)
            return tree.files if tree is not None else ()
        if self._turn is None:
            self._turn = turn_to_show(conversation)
        return turn_files(conversation, self._turn) if self._turn is not None else ()

    def _show_document(self) -> None:
        file = self.file
        if file is None:
            self.pane.show(None, "", Content(self._nothing()))
            return
        key = (self.view, file.path)
        known = self._documents.get(key)
        if known is None or known.file is not file:
            document = Document(file)
            if known is not None:
                document.set_split(known.split)
                document.take_over(known)
            self._documents[key] = known = document
        self.pane.show(known, self.path_of(file), Content())

    def _nothing(self) -> str:
        if self.view is DiffView.TURN:
            return "This turn has changed no files. tab shows the thread and the working tree."
        if self.view is DiffView.THREAD:
            loaded = self.conversation
            more = loaded is not None and not loaded.history.complete
            return (
                "No files were changed in what is loaded of this thread."
                if more
                else "No files were changed."
            )
        tree = self._ports.state.work_trees.get(self.thread)
        if tree is None or tree.state is TreeState.LOADING:
            return "Reading the working tree"
        return tree.problem or "Nothing differs from the last commit."

    def _remarks(self, document: Document, path: str) -> Remarks:
        of = (document, path, self._ports.comments().comments(self.thread))
        if self._known_remarks is None or of != self._remarks_of:
            self._remarks_of, self._known_remarks = of, Remarks(*of)
        return self._known_remarks

    def _is_reverted(self, document: Document, hunk: int) -> bool:
        file = document.file
        known = (self.thread, file.path, hash(file.hunks[hunk].raw))
        return self.view is not DiffView.TREE and known in self._ports.state.reverted

    def tell(self) -> None:
        """Hands what is known to the bar, the list of files and the line above the hunks."""
        if not self.is_attached:
            return
        notes = self._ports.comments()
        comments = notes.comments(self.thread)
        rows = []
        for file in self._files:
            path = self.path_of(file)
            rows.append(
                FileRow(
                    path,
                    file.added,
                    file.removed,
                    notes.is_viewed(self.thread, file.path, partial(_mark, file)),
                    sum(comment.place.path == path for comment in comments),
                    file.change,
                    self.name_of(file.moved_from) if file.moved_from is not None else "",
                )
            )
        self.files.show(rows, self._current)
        row = rows[self._current] if rows else None
        self.file_line.show(row, self._current + 1, len(rows))
        self.bar.update(self._bar(rows, len(comments)))

    def _bar(self, rows: list[FileRow], comments: int) -> Content:
        narrow = self.size.width < NARROW
        names = _SHORT if narrow else _NAMES
        parts = [
            Content.styled(f"[{names[view]}]", "bold $strong")
            if view is self.view
            else Content.styled(f" {names[view]} ", "$quiet")
            for view in VIEWS
        ]
        bar = Content(" " if narrow else " Changes  ") + Content("" if narrow else " ").join(parts)
        if rows:
            files = "" if narrow else f"  {len(rows)} file{'' if len(rows) == 1 else 's'}"
            added, removed = sum(row.added for row in rows), sum(row.removed for row in rows)
            bar += Content.styled(f"{files}  ", "$quiet")
            bar += Content.styled(f"+{added}", "$added") + Content.styled(f" -{removed}", "$removed")
        if comments:
            key = key_label("diff.send", self._ports.keys)
            words = f"{key} sends {comments} comment{'' if comments == 1 else 's'}"
            bar += Content.styled(f" {comments}c" if narrow else f"   {words}", "$accent")
        if self._ports.state.inbox.of(self.thread):
            bar += Content.styled(" ?" if narrow else "   ? waits for your answer", "$needs-you")
        tree = self._ports.state.work_trees.get(self.thread)
        if self.view is DiffView.TREE and rows and tree is not None and tree.problem:
            bar += Content.styled(f"   {tree.problem}", "$quiet")
        return bar

    # --- facts -----------------------------------------------------------------------------------------------------

    @on(DiffUpdated)
    @on(HistoryLoaded)
    @on(ConversationReset)
    def _changes_came(self, fact: ThreadFact) -> None:
        if self.view is not DiffView.TREE:
            self.reread()

    @on(ItemStarted)
    @on(ItemUpdated)
    @on(ItemCompleted)
    @on(ItemRemoved)
    def _item_changed(self, fact: ItemFact) -> None:
        conversation = self.conversation
        gone = isinstance(fact, ItemRemoved)
        patch = conversation is not None and conversation.get(fact.item, FileChangeItem) is not None
        if (gone or patch) and self.view is not DiffView.TREE:
            self.reread()

    @on(ApprovalRequested)
    @on(ApprovalResolved)
    def _approvals_changed(self) -> None:
        self.tell()

    @on(TurnCompleted)
    def _turn_ended(self) -> None:
        if self.view is DiffView.TREE:
            self.post_message(WorkTreeWanted(self.thread))

    @on(WorkTreeUpdated)
    def _tree_read(self) -> None:
        self.reread()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.hints.say(fact.text, problem=fact.problem)

    def say(self, text: str, *, problem: bool = False) -> None:
        """Says something in the place of the key hints."""
        self.hints.say(SafeText(text), problem=problem)


def _mark(file: FilePatch) -> int:
    return file.mark
