"""The menus of the composer on the conversation screen: when they open, and for what.

Above what is chosen (`conversation_choices`). Each key of the composer comes here first. A menu is looked after when
the text or the cursor has changed, and once more before a key that means something in it: what was typed in the same
breath counts.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events, on
from textual.widgets import TextArea

from codex_tui.keymap import keys_of
from codex_tui.messages import PromptReturned
from codex_tui.messages.around import FactsLoaded, FactsWanted
from codex_tui.messages.composing import FileSearchOver, FilesFound, FilesWanted
from codex_tui.screens.conversation_choices import ConversationChoices
from codex_tui.widgets.status_view import SHELL_WARNING

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports
    from codex_tui.slash import SlashCommand
    from codex_tui.widgets.menu.rows import Offer
    from codex_tui.widgets.menu.tokens import Token
    from codex_tui.widgets.menu.widget import ComposerMenu

_SIGNS = ("/", "@", "$")
_EDITS = frozenset({"backspace", "delete"})
"""Keys that change what is typed, beside those that type: a menu opens for what was typed only."""
_CHOOSES = ("enter", "tab")
_ANSWER_WAIT = 0.5
"""Seconds for which Enter waits for the answer to what was typed just before."""


class ConversationMenus(ConversationChoices, part=True):
    """A conversation whose composer offers what can be typed."""

    def __init__(self, ports: Ports, thread: ThreadKey | None = None) -> None:
        self._answer_came = asyncio.Event()
        super().__init__(ports, thread)

    _was_empty = True
    """Whether nothing was written when that was looked at last."""
    _by_hand = False
    """Whether what the composer holds was changed by typing last."""
    _dismissed_at: object = None
    """Where a person closed the menu: it stays closed while one goes on typing there."""
    _asked_at: object = None
    """For what was asked as its menu opened."""
    _files_asked: tuple[ThreadKey | None, str, str] | None = None
    """The thread, its folder, and what was looked for last."""
    _skills_of: str | None = None
    """The folder whose skills were asked for last."""
    _skills_known = False

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
                await self._wait_for_answer()
            menu = self.menu
            action = menu.actions.get(event.key) if menu is not None and menu.display else None
            if (
                menu is not None
                and action is not None
                and (menu.entry is not None or event.key not in _CHOOSES)
            ):
                await self.app.run_action(action, menu)
                return True
        types = event.is_printable or event.key in _EDITS
        self._by_hand = is_open or types or event.key in keys_of("composer.mention", self._ports.keys)
        return False

    @on(PromptReturned)
    def _comes_back(self) -> None:
        """What comes back was not typed now: no menu opens for it, which enter would choose from."""
        self._by_hand = False

    def put_draft(self, prompt: str | Draft) -> None:
        self._by_hand = False
        super().put_draft(prompt)

    async def run_slash(self, command: SlashCommand, argument: str, *, typed: bool = True) -> str:
        self._by_hand = True  # a command may begin something that has a menu
        return await super().run_slash(command, argument, typed=typed)

    async def begin_command(self, command: SlashCommand) -> None:
        self._by_hand = True
        await super().begin_command(command)

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self, event: TextArea.SelectionChanged) -> None:
        if event.text_area is self.composer:
            # What was typed is shown first.
            self.call_after_refresh(self._look)

    @on(FilesFound)
    def _files_found(self) -> None:
        self._answer_came.set()
        self._look()

    @on(FactsLoaded)
    def _facts_loaded(self, fact: FactsLoaded) -> None:
        if fact.what == "skills":
            self._skills_known = not fact.stale and self._skills_of is not None
            self._answer_came.set()
        if self.menu is not None and self.menu.display:
            self._look()

    def on_descendant_blur(self) -> None:
        self._close_menu()

    # --- what is offered ------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Shows the menu that fits what is typed at the cursor, or none."""
        token = self._find_token()
        self._mark_shell()
        if self.composer.is_empty != self._was_empty:
            self._was_empty = self.composer.is_empty
            self._tell()  # of other keys
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
        from codex_tui.widgets.menu import commands, files, skills
        from codex_tui.widgets.menu.tokens import Kind

        context = self.command_context
        if token.kind is Kind.COMMAND:
            return commands.commands(token.query, context, self._ports.keys)
        if token.kind is Kind.ARGUMENT:
            if self._begins(token) and (wanted := commands.wanted_for(token.command, context)) is not None:
                self.post_message(wanted)
            return commands.arguments(token.command, token.query, context)
        if token.kind is Kind.SKILL:
            if self._begins(token):
                self._skills_known = self._skills_known and self._skills_of == context.folder
                self._skills_of = context.folder
                self.post_message(FactsWanted("skills", self.thread, context.folder))
            return skills.skills(token.query, context.state.around, known=self._skills_known)
        if token.kind is Kind.FILE:
            folder = context.folder
            if self._files_asked != (self.thread, folder, token.query):
                self._files_asked = self.thread, folder, token.query
                self.post_message(FilesWanted(self.thread, folder, token.query))
            return files.files(token.query, context.state.file_search, folder)
        return None

    def _begins(self, token: Token) -> bool:
        """Whether the menu opens for this, and what it shows is to be asked for."""
        begins = token.place != self._asked_at
        self._asked_at = token.place
        return begins

    @property
    def _pending(self) -> bool:
        """Whether the answer to what is typed is still on its way."""
        if self._token is None or self.menu is None or not self.menu.display:
            return False
        from codex_tui.widgets.menu.files import is_answered
        from codex_tui.widgets.menu.tokens import Kind

        if self._token.kind is Kind.SKILL:
            return not self._skills_known
        if self._token.kind is not Kind.FILE or self._files_asked is None:
            return False
        thread, folder, query = self._files_asked
        return not is_answered(query, self._ports.state.of(thread).file_search, folder)

    async def _wait_for_answer(self) -> None:
        """Enter is meant for the file or the skill that was typed just before, not for sending its name."""
        if not self._pending:
            return
        self._answer_came.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._answer_came.wait(), _ANSWER_WAIT)
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
        self._token = self._asked_at = None
        self._hide_menu()
        if self._files_asked is not None:
            thread, *_ = self._files_asked
            self._files_asked = None
            self.post_message(FileSearchOver(thread))

    def _closed_by_hand(self) -> None:
        if self._token is not None:
            self._dismissed_at = self._token.place
        self._close_menu()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self._fit_menu)

    # --- shell ----------------------------------------------------------------------------------------------

    def _mark_shell(self) -> None:
        """Says while a command of one's own is typed what that means."""
        is_shell = self.composer.document.get_line(0).startswith("!")
        if is_shell != self.composer.has_class("-shell"):
            self.composer.set_class(is_shell, "-shell")
            self.composer.border_title = f"shell: {SHELL_WARNING}" if is_shell else None
            self._tell()
