"""The side conversation: over a thread, with a copy of its history that is kept nowhere.

It is a conversation like any other, with what makes no sense in it left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages import ConnectionChanged
from codex_tui.messages.around import SideOver
from codex_tui.model.items import AgentItem
from codex_tui.screens.conversation import ConversationScreen
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.widgets.line_parts import Part
from codex_tui.widgets.status_view import Doing, Focus, Status

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_NOT_HERE = frozenset({"archive", "fork", "export", "open_diff", "compact"})
"""Actions of a conversation that need a thread which is kept."""
EMPTY = (
    "Ask something on the side: the thread is not touched, commands can only read, and nothing is asked for approval. "
    "What is said here is kept nowhere."
)
_OVER = "This side conversation ended with the connection"


class SideScreen(ConversationScreen):
    """Asks beside a thread; `taken` is the answer that is to be quoted there, once it was left.

    Args:
        ports: as every screen has them.
        source: the thread that it is beside.
        side: the copy.
    """

    BINDINGS = bindings(Scope.SIDE)
    HELP_SCOPES: ClassVar = (Scope.SIDE, Scope.COMPOSER, Scope.CONVERSATION, Scope.TRANSCRIPT)

    def __init__(self, ports: Ports, source: ThreadKey, side: ThreadKey) -> None:
        super().__init__(ports, side)
        self.source = source
        self.taken: str | None = None
        self._ended = False

    def show(self, thread: ThreadKey | None) -> None:
        super().show(thread)
        self.transcript.empty_text = Content(EMPTY)

    def on_unmount(self) -> None:
        self._end()

    def _end(self) -> None:
        if not self._ended and self.thread is not None:
            self._ended = True
            self.app.post_message(SideOver(self.thread))

    # --- what is shown --------------------------------------------------------------------------------------

    def title_now(self) -> str:
        row = self._ports.state.board.rows.get(self.source)
        return f"On the side of: {row.title}" if row is not None else "On the side"

    def status_now(self, focus: Focus) -> Status:
        status = super().status_now(focus)
        if focus is not Focus.COMPOSER or status.doing is Doing.LOST:
            return status

        def hint(action: str, text: str, rank: int) -> Part:
            return Part(text, rank=rank, key=key_label(action, self._ports.keys), short=text.split()[0])

        own = [hint("side.leave", "leave", 1)]
        if self._last_answer() is not None and not self._runs:
            own.append(hint("side.take", "take answer", 0))
        return status._replace(hints=(*status.hints[:1], *own))

    def placeholder_now(self) -> str:
        return "Ask on the side"

    @on(ConnectionChanged)
    def _connection_lost(self) -> None:
        # The server may be back already, but it has kept nothing of what was on the side.
        if not self._gone and (self.conversation is None or not self.conversation.ready):
            self._gone = True
            self._remembered = self.conversation
            self._end()
            self._say(f"{_OVER}; {key_label('side.leave', self._ports.keys)} leaves it", problem=True)

    _gone = False
    _remembered: Conversation | None = None
    """What was said, once the connection is gone and the model has forgotten it."""

    def _why_not_send(self) -> str:
        return f"Not sent: {_OVER[0].lower()}{_OVER[1:]}" if self._gone else super()._why_not_send()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in _NOT_HERE and super().check_action(action, parameters)

    # --- leaving --------------------------------------------------------------------------------------------

    def _go_to_last_prompt_at_second_press(self) -> None:
        """Esc, where there is nothing left to close or to interrupt."""
        if self.composer.text.strip():
            clear = key_label("conversation.stop", self._ports.keys)
            leave = key_label("side.leave", self._ports.keys)
            self._say(f"There is a draft: {leave} leaves it, {clear} clears it")
        else:
            self.action_leave_side()

    async def _quit_at_second_press(self) -> None:
        self.action_leave_side()

    def action_leave_side(self) -> None:
        if not self._runs:
            self._leave(None)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._leave(None)

        detail = "What it would have answered is lost; the thread itself is not touched."
        self.app.push_screen(
            ConfirmPrompt("It still answers. Leave the side conversation?", detail, keys=self._ports.keys),
            answered,
        )

    def action_take(self) -> None:
        """Takes the last answer into the prompt of the thread."""
        answer = self._last_answer()
        if self._runs:
            self._say("It still answers")
        elif answer is None:
            self._say("There is no answer to take yet")
        else:
            self._leave(answer)

    def _last_answer(self) -> str | None:
        conversation = self.conversation or self._remembered
        items = reversed(conversation.items) if conversation is not None else ()
        return next((text for item in items if isinstance(item, AgentItem) and (text := item.source())), None)

    def _leave(self, answer: str | None) -> None:
        if self.composer.text.strip():
            self.composer.set_aside()  # up brings it back, in the thread too
        self._end()
        self.taken = answer
        self.dismiss()
