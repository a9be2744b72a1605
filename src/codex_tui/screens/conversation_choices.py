"""What choosing a row of a menu does: a command runs, a file or a skill becomes a piece of the prompt.

Between commands (`conversation_commands`) and when the menus open (`conversation_menus`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.safe_path import within
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.conversation_commands import ConversationCommands

if TYPE_CHECKING:
    from codex_tui.model.draft_elements import Element
    from codex_tui.widgets.menu.rows import Entry
    from codex_tui.widgets.menu.tokens import Token
    from codex_tui.widgets.menu.widget import ComposerMenu


class ConversationChoices(ConversationCommands, part=True):
    """A conversation whose menus do something."""

    menu: ComposerMenu | None = None
    _token: Token | None = None
    """What the menu is for."""

    def _look(self) -> None:
        """Shows the menu that fits what is typed at the cursor, or none."""

    def _close_menu(self) -> None:
        """Nothing is offered any more, and nothing looked for."""

    def _closed_by_hand(self) -> None:
        """It stays closed while one goes on typing there."""

    # --- choosing -------------------------------------------------------------------------------------------

    async def _choose(self, entry: Entry, stay: bool) -> None:
        from codex_tui.widgets.menu.tokens import Kind

        token = self._token
        if token is None:
            return
        if token.kind is Kind.COMMAND:
            await self._choose_command(token, entry, stay)
        elif token.kind is Kind.ARGUMENT:
            await self._choose_argument(token, entry, stay)
        elif token.kind is Kind.FILE:
            self._put_in_file(token, entry, stay)
        elif token.kind is Kind.SKILL:
            self._put_in_element(
                token, model.draft_elements.SkillMention(SafeText(entry.name[1:]), entry.value)
            )

    async def _choose_command(self, token: Token, entry: Entry, stay: bool) -> None:
        from codex_tui.slash import by_name

        command = by_name(entry.value)
        if command is None:
            return
        argument = self.composer.document.get_line(0)[token.end :].strip()
        needs = command.argument is not None and command.argument.required and not argument
        if stay or needs:
            blank = " " if command.argument is not None and not argument else ""
            self._put_in(token, f"/{command.name}{blank}")
            if command.argument is None:
                self._closed_by_hand()
            return
        self._put_in(token, f"/{command.name}")
        self._close_menu()
        await self.composer.action_send()

    async def _choose_argument(self, token: Token, entry: Entry, stay: bool) -> None:
        from codex_tui.slash import by_name

        command = by_name(token.command)
        argument = command.argument if command is not None else None
        touched = self.menu is not None and self.menu.touched
        # What may be anything is taken as it was typed, unless one has gone to a row; so is none, if none is needed.
        as_typed = argument is not None and (argument.free or (not argument.required and not token.query))
        if stay or touched or not as_typed:
            self._put_in(token, entry.value)
        if stay:
            self._closed_by_hand()
            return
        self._close_menu()
        await self.composer.action_send()

    def _put_in_file(self, token: Token, entry: Entry, stay: bool) -> None:
        from codex_tui.widgets.menu.files import mention_label

        if stay and entry.name.endswith("/"):
            # On into the folder.
            quote = '"' if " " in entry.name else ""
            self._put_in(token, f"@{quote}{entry.name}")
            return
        path = within(self.command_context.folder, entry.value).raw
        label = SafeText(mention_label(entry.name))
        written = "" if SafeText(entry.value) == entry.value else mention_label(entry.value)
        self._put_in_element(token, model.draft_elements.Mention(label, SafeText(entry.name), path, written))

    def _put_in(self, token: Token, text: str) -> None:
        """Puts a text in the place of what was typed of it."""
        composer = self.composer
        start, end = composer.offset_of((token.row, token.start)), composer.offset_of((token.row, token.end))
        composer.put(draft_of(text), start, end)
        self._look()

    def _put_in_element(self, token: Token, element: Element) -> None:
        """The same with an element, and a blank behind it if there is none."""
        composer = self.composer
        line = composer.document.get_line(token.row)
        start, end = composer.offset_of((token.row, token.start)), composer.offset_of((token.row, token.end))
        blank = draft_of("" if line[token.end : token.end + 1].isspace() else " ")
        composer.put(joined((of_element(element), blank)), start, end)
        self._close_menu()
