"""The menus of the composer on the conversation screen: when they open, and what choosing does.

Above commands (`conversation_commands`). Each key of the composer comes here first. A menu is looked after when the
text or the cursor has changed, and once more before a key that means something in it: what was typed in the same breath
counts.
"""

from __future__ import annotations

import asyncio
import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import TextArea

from codex_tui.messages.composing import FileSearchOver, FilesFound, FilesWanted
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import Element, Mention
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.conversation_commands import ConversationCommands
from codex_tui.widgets.status_view import SHELL_WARNING

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports
    from codex_tui.slash import SlashCommand
    from codex_tui.widgets.menu.rows import Entry, Offer
    from codex_tui.widgets.menu.tokens import Token
    from codex_tui.widgets.menu.widget import ComposerMenu

_SIGNS = ("/", "@", "$")
_EDITS = frozenset({"backspace", "delete"})
"""Keys that change what is typed, beside those that type: a menu opens for what was typed only."""
_CHOOSES = ("enter", "tab")
_ANSWER_WAIT = 0.5
"""Seconds for which Enter waits for the answer to what was typed just before."""


class ConversationMenus(ConversationCommands):
    """A conversation whose composer offers what can be typed."""

    def __init__(self, ports: Ports, thread: ThreadKey | None = None) -> None:
        self._files_came = asyncio.Event()
        super().__init__(ports, thread)

    menu: ComposerMenu | None = None
    _token: Token | None = None
    _by_hand = False
    """Whether what the composer holds was changed by typing last."""
    _dismissed_at: object = None
    """Where a person closed the menu: it stays closed while one goes on typing there."""
    _files_asked: tuple[str, str] | None = None

    def show(self, thread: ThreadKey | None) -> None:
        self._by_hand = False
        super().show(thread)
        self._close_menu()

    @property
    def in_menu(self) -> bool:
        return self.menu is not None and self.menu.display and self.menu.entry is not None

    # --- keys -----------------------------------------------------------------------------------------------

    async def composer_key(self, event: events.Key) -> bool:
        is_open = self.menu is not None and self.menu.display
        if event.key in _CHOOSES or is_open:
            self._look()
            if event.key == "enter":
                await self._wait_for_files()
            menu = self.menu
            action = menu.actions.get(event.key) if menu is not None and menu.display else None
            if (
                menu is not None
                and action is not None
                and (menu.entry is not None or event.key not in _CHOOSES)
            ):
                await self.app.run_action(action, menu)
                return True
        self._by_hand = is_open or event.is_printable or event.key in _EDITS
        return False

    async def run_slash(self, command: SlashCommand, argument: str, *, typed: bool = True) -> str:
        self._by_hand = True  # a command may begin something that has a menu
        return await super().run_slash(command, argument, typed=typed)

    async def begin_command(self, command: SlashCommand) -> None:
        self._by_hand = True
        await super().begin_command(command)

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self, event: TextArea.SelectionChanged) -> None:
        if event.text_area is self.composer:
            self._look()

    @on(FilesFound)
    def _files_found(self) -> None:
        self._files_came.set()
        self._look()

    def on_descendant_blur(self) -> None:
        self._close_menu()

    # --- what is offered ------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Shows the menu that fits what is typed at the cursor, or none."""
        token = self._find_token()
        self._mark_shell()
        if token is None or token.place != self._dismissed_at:
            self._dismissed_at = None
        if (
            token is None
            or self._dismissed_at is not None
            or not self._by_hand
            or not self.composer.has_focus
        ):
            self._close_menu()
            return
        self._token = token
        offer = self._offer(token)
        if offer is None or not (offer.rows or offer.note):
            self._hide_menu()
            return
        menu = self._open_menu()
        before = self.in_menu
        menu.show(offer, token.place)
        menu.fit(self.composer.region, self.size.width)
        if self.in_menu != before:
            self._tell()
        # Once more when what was typed has given the composer another height.
        self.call_after_refresh(self._fit_menu)

    def _find_token(self) -> Token | None:
        composer = self.composer
        row, column = composer.cursor_location
        if not composer.selection.is_empty:
            return None
        first, line = composer.document.get_line(0), composer.document.get_line(row)
        if not first.startswith("/") and not any(sign in line for sign in _SIGNS[1:]):
            return None
        from codex_tui.widgets.menu.tokens import token_at  # not before one of the signs is typed

        token = token_at(first, line, row, column)
        if token is not None and composer.places:
            start, end = composer.offset_of((row, token.start)), composer.offset_of((row, token.end))
            if any(place.start < end and place.end > start for place in composer.places):
                return None  # it is put in already
        return token

    def _offer(self, token: Token) -> Offer | None:
        from codex_tui.widgets.menu import commands, files
        from codex_tui.widgets.menu.tokens import Kind

        context = self.command_context
        if token.kind is Kind.COMMAND:
            return commands.commands(token.query, context, self._ports.keys)
        if token.kind is Kind.ARGUMENT:
            return commands.arguments(token.command, token.query, context)
        if token.kind is Kind.FILE:
            folder = context.folder
            if self._files_asked != (folder, token.query):
                self._files_asked = folder, token.query
                self.post_message(FilesWanted(folder, token.query))
            return files.files(token.query, self._ports.state.file_search, folder)
        return None

    async def _wait_for_files(self) -> None:
        """What was typed just before may not be answered yet: Enter is meant for the file, not for sending its name."""
        token = self._token
        if token is None or self._files_asked is None or self.menu is None or not self.menu.display:
            return
        from codex_tui.widgets.menu.files import is_answered

        folder, query = self._files_asked
        if is_answered(query, self._ports.state.file_search, folder):
            return
        self._files_came.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._files_came.wait(), _ANSWER_WAIT)
        self._look()

    # --- the widget -----------------------------------------------------------------------------------------

    def _open_menu(self) -> ComposerMenu:
        if self.menu is None:
            from codex_tui.widgets.menu.widget import ComposerMenu

            self.menu = ComposerMenu(self._ports, self._choose, self._closed_by_hand)
            self.mount(self.menu)
        return self.menu

    def _fit_menu(self) -> None:
        if self.menu is not None and self.menu.display:
            self.menu.fit(self.composer.region, self.size.width)

    def _hide_menu(self) -> None:
        if self.menu is not None and self.menu.display:
            self.menu.hide()
            self._tell()

    def _close_menu(self) -> None:
        """Nothing is offered any more, and nothing looked for."""
        self._token = None
        self._hide_menu()
        if self._files_asked is not None:
            self._files_asked = None
            self.post_message(FileSearchOver())

    def _closed_by_hand(self) -> None:
        if self._token is not None:
            self._dismissed_at = self._token.place
        self._close_menu()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._fit_menu)

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
        path = posixpath.join(self.command_context.folder, entry.value)
        label = SafeText(mention_label(entry.name))
        self._put_in_element(token, Mention(label, SafeText(entry.name), path))

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

    # --- shell ----------------------------------------------------------------------------------------------

    def _mark_shell(self) -> None:
        """Says while a command of one's own is typed what that means."""
        is_shell = self.composer.document.get_line(0).startswith("!")
        if is_shell != self.composer.has_class("-shell"):
            self.composer.set_class(is_shell, "-shell")
            self.composer.border_title = f"shell: {SHELL_WARNING}" if is_shell else None
            self._tell()
