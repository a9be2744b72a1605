"""The slash commands of the conversation: what was typed behind ``/`` is found in the table, and done.

Between the queue (`conversation_queue`) and what keys mean (`conversation`). The composer asks for it before it sends;
what cannot be done says why, and stays in the composer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.keymap import ACTIONS, Scope, key_label
from codex_tui.messages import PromptSubmitted
from codex_tui.screens.conversation_queue import ConversationQueue

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from codex_tui.model.draft import Draft
    from codex_tui.slash import CommandContext, SlashCommand


class ConversationCommands(ConversationQueue, part=True):
    """A conversation whose composer takes commands."""

    def _sent(self) -> None:
        """Something was sent from here."""

    @property
    def command_context(self) -> CommandContext:
        from codex_tui.slash import CommandContext  # not before somebody gives a command

        return CommandContext(self._ports.state.of(self.thread), self.thread, self._ports.settings)

    async def give_command(self, text: str) -> bool:
        """Does what a command says, before the next key is looked at; False if the text is none and to be sent."""
        from codex_tui import slash

        if text.startswith("!"):
            self._refuse(self._run_shell(text[1:].strip()))
            return True
        parts = slash.split(text)
        if parts is None:
            return False
        name, argument = parts
        command = slash.by_name(name)
        if command is not None:
            self._refuse(await self.run_slash(command, argument))
        elif near := slash.nearest(name):
            self._refuse(
                f"No command /{name}: did you mean /{near}? With a blank before it, it is sent as text"
            )
        else:
            self._refuse(f"No command /{name}: with a blank before it, it is sent as text")
        return True

    def _run_shell(self, command: str) -> str:
        """Has a command of a person's own run; or gives the reason why not, and leaves it in the composer."""
        from codex_tui.messages.composing import ShellWanted

        if not command:
            return "A command is missing behind the !"
        if why := self._why_not_send():
            return why
        self.composer.set_aside()
        self.composer.began(f"!{command}")
        self.post_message(ShellWanted(self.thread, command))
        self._sent()
        return ""

    def _refuse(self, why: str) -> None:
        if why:
            self._say(why, problem=True)

    async def begin_command(self, command: SlashCommand) -> None:
        """Does what a command says that was chosen elsewhere; what is written in the composer stays there."""
        if command.argument is not None and command.argument.required and not self.composer.text.strip():
            self.composer.type_text(f"/{command.name} ")
        else:
            self._refuse(await self.run_slash(command, "", typed=False))

    async def run_slash(self, command: SlashCommand, argument: str, *, typed: bool = True) -> str:
        """Does what a command says, and clears the composer if it was typed there; or gives the reason why not."""
        from codex_tui.slash import Refusal

        context = self.command_context
        if typed and argument:
            context = replace(context, written=self._written_behind_name())
        if why := command.refuses(context, argument):
            if command.needs_thread and self.composer.starts_thread:
                return f"Not yet: the new thread is still starting; then {self._key_that_sends} does it"
            return why
        intent = command.intent(context, argument)
        if isinstance(intent, Refusal):
            return intent.why
        if isinstance(intent, PromptSubmitted) and (why := self._why_not_send()):
            return why
        # Before it is done: what leads elsewhere keeps what is written here as a draft.
        if typed:
            self.composer.set_aside()
        if intent is None:
            await self._run_keymap_action(command.action)
        elif isinstance(intent, PromptSubmitted):
            self.composer.began(intent.text)
            self.post_message(intent)
        else:
            await self.app.run_action(("app", "go", (intent,)), self)
        return ""

    @property
    def _key_that_sends(self) -> str:
        return key_label("composer.send", self._ports.keys)

    def _written_behind_name(self) -> Draft:
        draft = self.composer.draft.settled().trimmed()
        name = draft.text.split(None, 1)[0]
        behind = draft.part(len(name), len(draft.text))
        blank = len(behind.text) - len(behind.text.lstrip())
        return behind.part(blank, len(behind.text))

    async def _run_keymap_action(self, action_id: str) -> None:
        action = ACTIONS[action_id]
        places: dict[Scope, DOMNode] = {
            Scope.APP: self.app,
            Scope.CONVERSATION: self,
            Scope.TRANSCRIPT: self.transcript,
            Scope.COMPOSER: self.composer,
        }
        await self.app.run_action(action.name, places[action.scope])
