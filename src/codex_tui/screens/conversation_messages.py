"""What the conversation screen does with one message of its transcript, and with the conversation as a whole.

Floating lists and dialogs, quotes into the composer; what changes a thread or leaves the application is an intent.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from codex_tui.keymap import ACTIONS, key_label, keys_of
from codex_tui.messages import EditFile, ExportWanted
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.render.paths import path_in
from codex_tui.screens.conversation_parts import ConversationParts
from codex_tui.widgets.transcript import Transcript
from codex_tui.widgets.welcome import no_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.screens.export_dialog import ExportChoice

QUOTED_LINES = 300
"""Lines of a cell that are quoted; who means more selects it."""
TWICE = 2.0
"""Seconds in which a second press belongs to the first."""
MENU = {
    "message.fork": "Fork from here",
    "message.rewind": "Rewind to here",
    "message.quote": "Quote it in a reply",
    "message.open": "Open its files in an editor",
    "transcript.diff": "Read its turn's changes",
    "transcript.page": "Read all of it, in a pager",
    "transcript.copy": "Copy it as Markdown",
    "transcript.fold": "Open or fold it",
    "message.export": "Export the conversation",
    "transcript.end_command": "End the command",
}
"""What the menu of a cell lists, in its order, in words that fit in a narrow terminal. The last is for what runs."""


class ConversationMessages(ConversationParts, part=True):
    """One thread, or with None a conversation that begins with its first prompt."""

    _rewind_armed_at: float | None = None

    # --- quote --------------------------------------------------------------------------------------------------

    @on(Transcript.Quoted)
    def _quote(self, event: Transcript.Quoted) -> None:
        event.stop()
        lines = event.text.strip("\n").split("\n")
        if not any(line.strip() for line in lines):
            self._say("There is nothing to quote here")
            return
        self.composer.quote(lines[:QUOTED_LINES])
        if len(lines) > QUOTED_LINES:
            self._say(f"Quoted the first {QUOTED_LINES} of {len(lines):,} lines; select what you mean")

    # --- files --------------------------------------------------------------------------------------------------

    @on(Transcript.FilesWanted)
    def _open_files(self, event: Transcript.FilesWanted) -> None:
        from codex_tui.editor import existing_files
        from codex_tui.model.named_files import files_named_in

        event.stop()
        folder = self.transcript.folder or self._ports.state.folder
        files = existing_files(files_named_in(event.item), folder)
        if not files:
            self._say("No file of it exists here")
        elif len(files) == 1:
            self.post_message(EditFile(*files[0]))
        else:
            self._choose_file(files, folder)

    def _choose_file(self, files: Sequence[tuple[str, int | None]], folder: str) -> None:
        from codex_tui.screens.choose import Choice, Choose

        def chosen(number: int | None) -> None:
            if number is not None:
                self.post_message(EditFile(*files[number]))

        names = [f"{path_in(path, raw_path(folder))}{f':{line}' if line else ''}" for path, line in files]
        rows = [Choice(" ".join(SafeText(name).split())) for name in names]
        self.app.push_screen(
            Choose("Open in your editor", rows, ascii_only=self._ports.ascii_only, keys=self._ports.keys),
            chosen,
        )

    # --- menu ---------------------------------------------------------------------------------------------------

    @on(Transcript.MenuAsked)
    def _show_menu(self, event: Transcript.MenuAsked) -> None:
        from codex_tui.screens.choose import Choice, Choose

        event.stop()
        menu = list(MENU) if event.running else list(MENU)[:-1]

        def chosen(number: int | None) -> None:
            if number is not None:
                # From the queue of the transcript, as by its key: what the screen itself sends does not bubble past it.
                self.transcript.call_later(self.app.run_action, ACTIONS[menu[number]].name, self.transcript)

        keys = self._ports.keys
        rows = [
            Choice(
                MENU[action],
                key_label(action, keys),
                keys_of(action, keys),
            )
            for action in menu
        ]
        self.app.push_screen(
            Choose("This message", rows, ascii_only=self._ports.ascii_only, keys=keys), chosen
        )

    # --- export -------------------------------------------------------------------------------------------------

    @on(Transcript.ExportAsked)
    def _export_asked(self, event: Transcript.ExportAsked) -> None:
        event.stop()
        self.action_export()

    def action_export(self) -> None:
        from codex_tui.screens.export_dialog import ExportDialog

        thread = self.thread
        if thread is None:
            self._say("Nothing to export yet")
            return
        row = self._ports.state.board.rows.get(thread)
        title = row.title if row is not None else ""
        self.app.push_screen(ExportDialog(self._ports, title, thread.short), partial(self._export, thread))

    def _export(self, thread: ThreadKey, choice: ExportChoice | None) -> None:
        if choice is not None:
            self.post_message(ExportWanted(thread, choice.format, choice.path, replace=choice.replace))

    # --- rewind -------------------------------------------------------------------------------------------------

    def rewound(self, prompt: Draft) -> None:
        """The turn of a prompt is gone, and may be written again."""
        self.transcript.empty_text = no_turns()
        if prompt.text:
            self.put_draft(prompt)
        self.transcript.scroll_to_end()
        self.composer.focus()

    def _go_to_last_prompt_at_second_press(self) -> None:
        """The key that closes and interrupts, pressed with nothing to close and nothing running."""
        now = self._ports.monotonic()
        first = self._rewind_armed_at is None or now - self._rewind_armed_at > TWICE
        self._rewind_armed_at = now if first else None
        if self.composer.text or self.conversation is None or not self.conversation.items:
            return
        if first:
            key = key_label("conversation.interrupt", self._ports.keys)
            again = SafeText(f"{key} again goes to the last prompt")
            self._show_said(again, problem=False, seconds=TWICE)
        elif self.transcript.go_to_last_prompt():
            self.transcript.focus()
            self._say(f"{key_label('message.rewind', self._ports.keys)} rewinds to here")
