"""The diff screen: reading what was changed, noting what one has to say about it, and taking changes back.

Turns keys into intents and notes. What is shown, and how the model reaches it, is in `diff_parts`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import CopyRequested, EditFile, PromptSubmitted, RevertWanted, WorkTreeWanted
from codex_tui.model.diff_comments import message_of
from codex_tui.model.diff_views import DiffView
from codex_tui.model.patch_text import patch_of
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.diff_parts import HINTS, VIEWS, DiffParts
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.widgets.diff.comment_box import CommentBox
from codex_tui.widgets.diff.files import FileList

if TYPE_CHECKING:
    from codex_tui.model.diff import FilePatch, Hunk
    from codex_tui.model.diff_comments import Place


class DiffScreen(DiffParts):
    """The changes of one thread: of a turn, of all that is loaded, or of the working tree."""

    BINDINGS = bindings(Scope.DIFF)

    # --- moving ----------------------------------------------------------------------------------------------------

    def action_line(self, step: int) -> None:
        self.pane.move(step)

    def action_page(self, direction: int) -> None:
        self.pane.move_page(direction / 2)

    def action_first(self) -> None:
        self.pane.go_first()

    def action_last(self) -> None:
        self.pane.go_last()

    def action_hunk(self, step: int) -> None:
        """Goes to the next hunk; behind the last one to the first of the next file."""
        if self.pane.go_hunk(step):
            return
        index = self._current + step
        if 0 <= index < len(self._files):
            self.show_file(index)
            document = self.pane.document
            if document is not None and step > 0:
                self.pane.go_first()
            elif document is not None:
                self.pane.go_last()
                self.pane.go_hunk(-1)
        else:
            self.say("That was the last hunk" if step > 0 else "That was the first hunk")

    def action_file(self, step: int) -> None:
        index = self._current + step
        if 0 <= index < len(self._files):
            self.show_file(index)
        else:
            self.say("That was the last file" if step > 0 else "That was the first file")

    def action_view(self, step: int) -> None:
        self.show_view(VIEWS[(VIEWS.index(self.view) + step) % len(VIEWS)])

    @on(FileList.Chosen)
    def _file_chosen(self, event: FileList.Chosen) -> None:
        event.stop()
        self.show_file(event.index)

    # --- how it is shown -------------------------------------------------------------------------------------------

    def action_fold(self) -> None:
        self.pane.fold()

    def action_split(self) -> None:
        """Changes the layout; what the width would give anyway is not held on to."""
        split = self.pane.is_split
        self._ports.layout.keep_split(None)
        if self.pane.is_split is split:
            self._ports.layout.keep_split(not split)
        self.pane.changed()
        if self.pane.is_split is split:
            self.say("There is no room for two columns here: the screen has to be wider")

    def action_viewed(self) -> None:
        """Marks the file, and goes on to the next one that is not."""
        file = self.file
        if file is None:
            return
        notes = self._ports.comments()
        if notes.is_viewed(self.thread, file.path, lambda: file.mark):
            notes.set_viewed(self.thread, file.path, None)
            self.tell()
            return
        notes.set_viewed(self.thread, file.path, file.mark)
        if self._current + 1 < len(self._files):
            self.show_file(self._current + 1)
        else:
            self.tell()

    def action_reload(self) -> None:
        self.post_message(WorkTreeWanted(self.thread))
        if self.view is not DiffView.TREE:
            self.reread()

    # --- comments --------------------------------------------------------------------------------------------------

    def action_comment(self) -> None:
        places, document = self.pane.places(), self.pane.document
        if not places and document is not None:
            # On the headline of a hunk its first line is meant.
            header = document.cursor
            self.pane.move(1)
            places = self.pane.places()
            if not places:
                self.pane.go(header)
        if not places:
            self.say("Go to a line of a hunk to comment on it")
            return
        said = self.pane.comments()
        self._write(said[0].place if said else places[0][0], said[0].text if said else "")

    def _write(self, place: Place, text: str) -> None:
        self.box.write(place, text)
        self.hints.show(("comment.save", "comment.leave"))

    def action_edit(self) -> None:
        said = self.pane.comments()
        if said:
            self._write(said[0].place, said[0].text)
        else:
            key = key_label("diff.comment", self._ports.keys)
            self.say(f"There is no comment on this line; {key} writes one")

    def action_drop(self) -> None:
        said = self.pane.comments()
        if not said:
            self.say("There is no comment on this line")
            return
        self._ports.comments().put(self.thread, said[0].place, "")
        self.pane.changed()
        self.tell()

    @on(CommentBox.Done)
    def _comment_written(self, event: CommentBox.Done) -> None:
        event.stop()
        if event.text is not None:
            self._ports.comments().put(self.thread, event.place, event.text)
        self.hints.show(HINTS)
        self.pane.focus()
        self.pane.reveal()
        self.tell()

    def on_unmount(self) -> None:
        """What is being written when the screen is left some other way is kept."""
        if self.box.place is not None and self.box.text.strip():
            self._ports.comments().put(self.thread, self.box.place, self.box.text)

    def action_send(self) -> None:
        """Sends all comments of the thread as one message, which steers if a turn runs."""
        notes = self._ports.comments()
        if not notes.comments(self.thread):
            self.say(f"There are no comments yet; {key_label('diff.comment', self._ports.keys)} writes one")
            return
        if self._ports.state.of(self.thread).server.state is ConnectionState.LOST:
            key = key_label("app.reconnect", self._ports.keys)
            self.say(f"Not sent: the server is lost; {key} reconnects", problem=True)
            return
        comments = notes.take(self.thread)
        self.post_message(PromptSubmitted(self.thread, message_of(comments)))
        self.say(f"Sent {len(comments)} comment{'' if len(comments) == 1 else 's'} as one message")
        self.pane.changed()
        self.tell()

    # --- taking back -----------------------------------------------------------------------------------------------

    def action_revert(self) -> None:
        file = self.file
        if file is None:
            return
        if not file.hunks:
            self.action_revert_file()
            return
        hunk = file.hunks[self.pane.hunk]
        self._ask(file, hunk, f"Take back this hunk of {self.path_of(file)}?")

    def action_revert_file(self) -> None:
        if self.file is not None:
            self._ask(self.file, None, f"Take back all that changed in {self.path_of(self.file)}?")

    def _ask(self, file: FilePatch, hunk: Hunk | None, question: str) -> None:
        counted = file if hunk is None else hunk
        detail = f"+{counted.added} -{counted.removed}: the file on disk is changed; nothing keeps the lines."
        if file.change == "add" and (hunk is None or hunk.whole_file):
            detail = "The file was new: it is deleted."
        elif file.change == "delete":
            detail = f"The file was deleted: it comes back, with {'its' if hunk is None else 'these'} lines."
        elif file.moved_from is not None and hunk is None:
            detail += f"\nIt goes back to {self.name_of(file.moved_from)}."
        self.app.push_screen(
            ConfirmPrompt(question, detail, keys=self._ports.keys), partial(self._answered, file, hunk)
        )

    def _answered(self, file: FilePatch, hunk: Hunk | None, yes: bool | None) -> None:
        if yes:
            self.post_message(RevertWanted(self.thread, file, hunk))

    # --- leaving ---------------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        file = self.file
        if file is None or not file.hunks:
            self.say("There is no hunk here to copy")
            return
        hunk = file.hunks[self.pane.hunk]
        self.post_message(
            CopyRequested(SafeText(patch_of(self.path_of(file), [hunk])), "the hunk as a patch")
        )

    def action_open(self) -> None:
        """Opens the file at the line under the cursor, or where its hunk begins."""
        file = self.file
        if file is None or file.change == "delete":
            self.say("There is no file here to open")
            return
        lines = [entry.new for _, entry in self.pane.places() if entry.new is not None]
        start = file.hunks[self.pane.hunk].new_start if file.hunks else None
        self.post_message(EditFile(file.path, lines[0] if lines else start))

    async def action_help(self) -> None:
        await self.run_action("app.help")

    def action_close(self) -> None:
        self.dismiss()
