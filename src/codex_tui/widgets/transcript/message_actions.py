"""What one can do from any message of the transcript: fork and rewind, quote it, open its files, choose from a menu.

A part of the transcript beside the conversation in view. What ends outside of the transcript leaves as a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from codex_tui import model
from codex_tui.keymap import key_label
from codex_tui.messages import ForkFrom, RewindWanted, Said
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.items import CommandItem, Item
    from codex_tui.widgets.transcript.conversation_view import ConversationView as _View
    from codex_tui.widgets.transcript.sequence import Cell
else:
    _View = object  # beside the view: a class more among its bases would have Textual parse styles once more


class MessageActions(_View):
    """The actions on the cell under the cursor, for a view of a conversation; bound by the transcript."""

    class Quoted(Message):
        """A text is to be quoted in the composer."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class FilesWanted(Message):
        """The files that an item names are to be opened."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    class ExportAsked(Message):
        """The conversation is to be written to a file."""

    class MenuAsked(Message):
        """A person wants to see what can be done with the cell; `running` if a command runs in it."""

        def __init__(self, *, running: bool) -> None:
            super().__init__()
            self.running = running

    class SurvivorReached(Message):
        """The cursor came to a command that goes on after its turn, or left it."""

    _on_survivor = False

    def after_frame(self) -> None:
        super().after_frame()
        if self.on_survivor != self._on_survivor:
            self._on_survivor = self.on_survivor
            self.post_message(self.SurvivorReached())

    @property
    def on_survivor(self) -> bool:
        """Whether the cursor is on a command that goes on after its turn."""
        if self._conversation is None or not self._conversation.running_on:
            return False  # without a look at items, which nothing has imported before the first paint
        command = self.running_command()
        return command is not None and command.outlived_turn

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._scene.cursor.item if self._scene.cursor is not None else None

    def go_to_last_prompt(self) -> bool:
        """Puts the cursor on the newest prompt that is loaded; False if there is none."""
        cell = self._scene.cells.last
        while cell is not None and not isinstance(cell.item, model.items.UserItem):
            cell = self._scene.cells.column.before(cell)
        if cell is None:
            return False
        self._scene.cursor = cell
        self._scene.cells.measure(cell)
        self._scene.viewport.reveal(cell, from_below=cell.size <= self.size.height)
        self.moved()
        return True

    def action_fork_here(self) -> None:
        """Forks before the turn of a prompt, and behind the turn of anything else."""
        conversation, item = self._conversation, self.item
        if conversation is None or item is None or not self._is_stored(item):
            return
        turn = item.key.turn
        before = isinstance(item, model.items.UserItem) and model.rewind.begins_turn(conversation.items, item)
        prompt = model.rewind.prompt_of(conversation.items, turn)
        self.post_message(ForkFrom(conversation.key, turn, before=before, prompt=prompt))

    def action_rewind(self) -> None:
        """Asks to take back the turn under the cursor and what follows it."""
        conversation, item = self._conversation, self.item
        if conversation is None or item is None:
            return
        if conversation.active_turn is not None:
            key = key_label("conversation.interrupt", self._ports.keys)
            self._tell(f"A turn runs: {key} in the composer interrupts it, then rewind")
        elif self._is_stored(item):
            turn = item.key.turn
            self.post_message(
                RewindWanted(conversation.key, turn, model.rewind.prompt_of(conversation.items, turn))
            )

    def action_quote(self) -> None:
        """Quotes the selection, or the whole cell."""
        if self.has_selection:

            def quote(text: str) -> None:
                self.post_message(self.Quoted(text))

            self.gather_selection(quote)
        elif (item := self.message()) is not None:
            self.post_message(self.Quoted(item.source()))

    def action_open_files(self) -> None:
        if (item := self.message()) is not None:
            self.post_message(self.FilesWanted(item))

    def action_export(self) -> None:
        self.post_message(self.ExportAsked())

    def action_message_menu(self) -> None:
        if self.item is not None:
            self.post_message(self.MenuAsked(running=self.running_command() is not None))

    def running_command(self) -> CommandItem | None:
        """The command that runs in the cell under the cursor: of a group, the first that does."""
        cell = self._scene.cursor
        item = self._scene.cells.shown_item(cell) if cell is not None else None
        commands = item.items if isinstance(item, model.exploring.Exploration) else (item,)
        return next(
            (one for one in commands if isinstance(one, model.items.CommandItem) and one.running), None
        )

    def message_cell(self) -> Cell | None:
        """The cell under the cursor; on the line under a turn, that of the last message of the turn."""
        cells = self._scene.cells
        cell = self._scene.cursor
        while cell is not None and isinstance(cell.item, model.items.TurnEndItem):
            cell = cells.column.before(cell)
        return cells.standing_for(cell) if cell is not None and cell is not self._head_cell else None

    def message(self) -> Item | None:
        """What that cell shows: its item, or all commands of a group."""
        cell = self.message_cell()
        return self._scene.cells.shown_item(cell) if cell is not None else None

    def _is_stored(self, item: Item) -> bool:
        """Whether the server knows the turn of an item; a notice between turns belongs to none."""
        stored = item.key.turn not in ("", "local")
        if not stored:
            self._tell("This belongs to no turn: go to a prompt or an answer")
        return stored

    def _tell(self, text: str) -> None:
        self.post_message(Said(SafeText(text)))
