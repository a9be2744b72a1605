"""What waits in the conversation until the turn is over: the rows above the composer, and the way into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from codex_tui.keymap import key_label
from codex_tui.messages import CompactThread
from codex_tui.messages.queue import EditQueued, QueueUpdated
from codex_tui.screens.conversation_drafts import ConversationDrafts
from codex_tui.widgets.status_view import Focus

if TYPE_CHECKING:
    from textual.message import Message

    from codex_tui.widgets.queue_list import QueueList


class ConversationQueue(ConversationDrafts, part=True):
    """A conversation with prompts that wait."""

    queue_list: QueueList | None = None
    """There once something waited."""

    def _tell(self) -> None:
        super()._tell()
        self._show_queue()

    @on(QueueUpdated)
    def _queue_changed(self) -> None:
        self._tell()

    def _show_queue(self) -> None:
        conversation = self.conversation
        waits = conversation is not None and len(conversation.queue) > 0
        if self.queue_list is None:
            if not waits:
                return
            from codex_tui.widgets.queue_list import QueueList  # not before something waits

            self.queue_list = QueueList(self._ports, id="queue")
            self.queue_list.fit_screen(self.size.height)
            self.query_one("#foot").mount(self.queue_list, before=self.find_bar)
        self.queue_list.show(conversation if waits else None)

    def where_keys_go(self) -> Focus:
        if self.queue_list is not None and self.focused is self.queue_list:
            return Focus.QUEUE
        return super().where_keys_go()

    def on_resize(self, event: events.Resize) -> None:
        if self.queue_list is not None:
            self.queue_list.fit_screen(event.size.height)

    def on_queue_list_left(self, event: Message) -> None:
        event.stop()
        if self.queue_list is not None and self.focused is self.queue_list:
            self.composer.focus()

    def action_enter_queue(self) -> None:
        if self.queue_list is not None and self.queue_list.display:
            self.set_focus(self.queue_list, scroll_visible=False)
        else:
            key = key_label("composer.queue", self._ports.keys)
            self._say(f"Nothing is queued; while a turn runs {key} queues what you wrote")

    def action_show_context(self) -> None:
        from codex_tui.screens.context import ContextScreen

        thread = self.thread
        if thread is None:
            self._say("Nothing is in the context yet")
            return

        def compact(wanted: bool | None) -> None:
            if wanted:
                self.post_message(CompactThread(thread))

        self.app.push_screen(ContextScreen(self._ports, thread), compact)

    def action_edit_queued(self) -> None:
        """Takes the newest one back; on the list, moves the one under the cursor; with none, into the transcript."""
        listed = self.queue_list
        if listed is None or not listed.display or self.thread is None:
            self.action_focus_transcript()
        elif self.focused is listed:
            listed.action_shift(-1)
        else:
            self.composer.focus()
            self.post_message(EditQueued(self.thread))
