"""The reducer: one event of a server in, the state changed, and a list of what changed out.

Pure: no input or output, time by the clock it is given, so that a recorded conversation replays the same each
time. Every event is placed: by its handler, as a raw item of its thread if this client does not know it, or
among the last unplaced ones if no screen shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model import goal as goals
from codex_tui.model import reducer_account as account
from codex_tui.model import reducer_items as items
from codex_tui.model import reducer_notices as notices
from codex_tui.model import reducer_threads as threads
from codex_tui.model import reducer_turns as turns
from codex_tui.model.board import ThreadState
from codex_tui.model.changes import (
    ApprovalOpened,
    Change,
    ConversationRenewed,
    HistoryGrew,
    Remarked,
    StatusChanged,
)
from codex_tui.model.items import ItemStatus, RawItem
from codex_tui.model.reducer_base import Memory, Reduction
from codex_tui.model.reducer_cut_off import cut_off, give_back_unkept, load_what_is_left, say_in_turn
from codex_tui.model.reducer_history import Stretch, Times, load_newer, load_older, put_in_order
from codex_tui.model.reducer_prompts import accept_prompt, give_back, give_back_all, show_prompt
from codex_tui.model.reducer_queue import queue_changed
from codex_tui.model.reducer_rows import name_by_prompt, running_item, show_outcome
from codex_tui.model.safe_text import SafeText
from codex_tui.model.survivors import show_survivors
from codex_tui.model.translate_text import brief, pretty_json

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from codex_app_server import Notification
    from codex_app_server.generated.v2_all import Turn as StoredTurn
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey, TurnKey
    from codex_tui.model.output_log import OutputLog
    from codex_tui.model.requests import Request
    from codex_tui.model.state import AppState

_HANDLERS: dict[str, Callable[[Reduction, Any], None]] = {
    "account/rateLimits/updated": account.limits_updated,
    "account/updated": account.account_updated,
    "error": turns.error,
    "autoApprovalReview/strictReviewRequired": notices.strict_review,
    "configWarning": notices.config_warning,
    "deprecationNotice": notices.deprecation,
    "guardianWarning": notices.guardian_warning,
    "hook/completed": notices.hook,
    "hook/started": notices.hook,
    "item/agentMessage/delta": items.agent_delta,
    "item/autoApprovalReview/completed": notices.auto_review,
    "item/autoApprovalReview/started": notices.auto_review,
    "item/commandExecution/outputDelta": items.output_delta,
    "item/completed": items.item_completed,
    "item/fileChange/patchUpdated": items.patch_updated,
    "item/mcpToolCall/progress": items.tool_progress,
    "item/plan/delta": items.plan_delta,
    "item/reasoning/summaryPartAdded": items.reasoning_part,
    "item/reasoning/summaryTextDelta": items.reasoning_delta,
    "item/reasoning/textDelta": items.raw_reasoning_delta,
    "item/started": items.item_started,
    "mcpServer/oauthLogin/completed": notices.mcp_login,
    "mcpServer/startupStatus/updated": notices.mcp_startup,
    "model/rerouted": notices.model_rerouted,
    "model/verification": notices.model_verification,
    "modelProvider/authRecoveryCompleted": notices.auth_recovery,
    "modelProvider/authRecoveryStarted": notices.auth_recovery,
    "serverRequest/resolved": threads.request_resolved,
    "skills/changed": notices.skills_changed,
    "thread/archived": threads.archived,
    "thread/closed": threads.thread_closed,
    "thread/deleted": threads.deleted,
    "thread/goal/cleared": goals.goal_cleared,
    "thread/goal/updated": goals.goal_updated,
    "thread/name/updated": threads.name_updated,
    "thread/readState/changed": threads.read_state_changed,
    "thread/queue/changed": queue_changed,
    "thread/reverted": threads.reverted,
    "thread/settings/updated": threads.settings_updated,
    "thread/started": threads.thread_started,
    "thread/status/changed": threads.status_changed,
    "thread/tokenUsage/updated": turns.usage_updated,
    "thread/unarchived": threads.unarchived,
    "turn/completed": turns.turn_completed,
    "turn/diff/updated": turns.diff_updated,
    "turn/plan/updated": turns.plan_updated,
    "turn/started": turns.turn_started,
    "warning": notices.warning,
    "windows/worldWritableWarning": notices.world_writable,
}

_QUIET = frozenset(
    {
        "item/commandExecution/terminalInteraction",
        "item/fileChange/outputDelta",
        "model/safetyBuffering/updated",
        "rawResponse/completed",
        "rawResponseItem/completed",
        "thread/compacted",
        "thread/environment/connected",
        "thread/environment/disconnected",
        "thread/prediction/updated",
        "thread/project/updated",
        "thread/attachment/updated",
        "turn/moderationMetadata",
    }
)
"""Events of a thread that are known and have no place in the transcript (yet)."""

_OF_ROWS = frozenset(
    {
        "thread/archived",
        "thread/closed",
        "thread/deleted",
        "thread/name/updated",
        "thread/readState/changed",
        "thread/reverted",
        "thread/started",
        "thread/status/changed",
        "thread/unarchived",
    }
)
"""Events that tell something of what a list of threads shows."""

_PLACE = frozenset({"threadId", "turnId", "itemId"})
"""What of an event says where it belongs."""


class Reducer:
    """Changes the state by what servers say, and by what this client does on its own account."""

    def __init__(
        self,
        state: AppState,
        clock: Callable[[], float],
        open_log: Callable[[], OutputLog] | None = None,
        *,
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._state = state
        self._clock = clock
        self.steady = steady or clock
        self._open_log = open_log
        self._memories: dict[str, Memory] = {}

    def apply(self, server: str, notification: Notification) -> list[Change]:
        """Reduces one event."""
        from codex_app_server import UnknownNotification  # only whoever has a notification has the SDK loaded

        reduction = self._reduction(server)
        if notification.method in _OF_ROWS and notification.thread_id is not None:
            self._state.board.hear(reduction.key(notification.thread_id))
        handler = _HANDLERS.get(notification.method)
        if handler is None:
            self._place(reduction, notification)
            return reduction.changes
        payload = notification.payload
        if isinstance(payload, UnknownNotification):
            self._place(reduction, notification)
        else:
            handler(reduction, payload)
        return reduction.changes

    def unreadable(self, server: str, notification: Notification) -> list[Change]:
        """Places an event on which `apply` has failed: shown raw, and its conversation read anew."""
        reduction = self._reduction(server)
        self._place(reduction, notification)
        reduction.note(Remarked(SafeText(f"{notification.method} could not be understood"), problem=True))
        thread = notification.thread_id
        if thread is not None:
            reduction.note(ConversationRenewed(reduction.key(thread)))
        return reduction.changes

    def memory(self, server: str) -> Memory:
        """What is remembered of a server beside the model."""
        return self._memories.setdefault(server, Memory())

    # --- what this client does itself -----------------------------------------------------------------------

    def begin_turn(self, thread: ThreadKey, turn: str) -> list[Change]:
        """The server has answered that a turn runs."""
        reduction = self._reduction(thread.server)
        turns.begin_turn(reduction, thread.thread, turn)
        return reduction.changes

    def show_prompt(self, thread: ThreadKey, client_id: str, prompt: str | Draft) -> list[Change]:
        reduction = self._reduction(thread.server)
        show_prompt(reduction, self._state.conversation(thread), client_id, prompt)
        return reduction.changes

    def accept_prompt(self, thread: ThreadKey, client_id: str, turn: str) -> list[Change]:
        reduction = self._reduction(thread.server)
        accept_prompt(reduction, client_id, turn)
        return reduction.changes

    def give_back(self, thread: ThreadKey, client_id: str, why: str) -> list[Change]:
        reduction = self._reduction(thread.server)
        give_back(reduction, client_id, why)
        return reduction.changes

    def give_back_all(self, conversation: Conversation, why: str) -> list[Change]:
        """Gives back all that is on its way to a thread, so that it is written again in the order in which it was."""
        reduction = self._reduction(conversation.key.server)
        give_back_all(reduction, conversation, None, why)
        return reduction.changes

    def say_in_turn(self, turn: TurnKey, text: str) -> list[Change]:
        """Says what became of a turn that was cut off."""
        reduction = self._reduction(turn.server)
        say_in_turn(reduction, turn, text)
        return reduction.changes

    def load_older(self, conversation: Conversation, stretch: Stretch) -> list[Change]:
        """Puts an older page before what is loaded."""
        return [HistoryGrew(conversation.key, load_older(conversation, stretch))]

    def load_newer(self, conversation: Conversation, stretch: Stretch) -> list[Change]:
        """Puts a newer page behind what is loaded."""
        return [HistoryGrew(conversation.key, load_newer(conversation, stretch))]

    def load_anew(
        self, conversation: Conversation, stretch: Stretch, stale: Container[ItemKey]
    ) -> list[Change]:
        """Loads a conversation anew from a page; of what is there, stale items go."""
        reduction = self._reduction(conversation.key.server)
        load_what_is_left(reduction, conversation, stretch, stale)
        reduction.note(ConversationRenewed(conversation.key))
        return reduction.changes

    def give_back_unkept(self, conversation: Conversation) -> list[Change]:
        """Gives back prompts that a server did not keep which ended in their turn."""
        reduction = self._reduction(conversation.key.server)
        give_back_unkept(reduction, conversation)
        return reduction.changes

    def put_in_order(self, conversation: Conversation, turn: str, times: Times) -> list[Change]:
        """Gives items of a turn whose start was not seen their times and places."""
        return put_in_order(conversation, turn, times)

    def show_running(self, conversation: Conversation, turn: StoredTurn) -> list[Change]:
        """Shows what ran in a turn when this client came to it."""
        reduction = self._reduction(conversation.key.server)
        items.show_running(reduction, conversation, turn)
        return reduction.changes

    def show_survivors(
        self, conversation: Conversation, terminals: Iterable[Mapping[str, Any]]
    ) -> list[Change]:
        """Shows what went on after its turn before this client opened the thread."""
        reduction = self._reduction(conversation.key.server)
        show_survivors(reduction, conversation, terminals)
        return reduction.changes

    def show_joined(self, thread: ThreadKey, turn: StoredTurn) -> list[Change]:
        """Says in a row what runs in a turn, by the answer to whoever joins it."""
        reduction = self._reduction(thread.server)
        name_by_prompt(reduction, thread, turn.items)
        item = running_item(turn, thread.item(turn.id, "joined"))
        if item is not None:
            items.show_item_in_row(reduction, item)
        return reduction.changes

    def show_outcome(self, thread: ThreadKey, turn: StoredTurn, *, waited: bool) -> list[Change]:
        """Says in a row how the last turn of its thread ended, which was asked for."""
        reduction = self._reduction(thread.server)
        show_outcome(reduction, thread.thread, turn, waited=waited)
        return reduction.changes

    def ask(self, request: Request) -> list[Change]:
        """A request waits for a person."""
        if not self._state.inbox.add(request):
            return []
        reduction = self._reduction(request.thread.server)
        reduction.show_activity(request.thread.thread, request.title)
        return [ApprovalOpened(request.thread, request.key), *reduction.changes]

    def withdraw(self, request: RequestKey) -> list[Change]:
        """A request waits no more, answered or not."""
        reduction = self._reduction(request.server)
        threads.close_request(reduction, request)
        return reduction.changes

    def note_answer(
        self, thread: ThreadKey, told: Sequence[tuple[SafeText, SafeText]], *, sent: bool
    ) -> list[Change]:
        """Shows what a person answered, or tried to."""
        reduction = self._reduction(thread.server)
        notices.answered(reduction, thread.thread, told, sent=sent)
        return reduction.changes

    def lose_connection(self, server: str, why: str, what: str = "") -> list[Change]:
        """Ends everything that ran on a server: turns, commands, requests, prompts on their way.

        Args:
            server: its name.
            why: what is said to prompts that come back.
            what: what happened, in a sentence that stands in the turns which ran; none says nothing there.
        """
        reduction = self._reduction(server)
        reduction.memory.unsent |= bool(reduction.memory.prompts)
        for request in self._state.inbox.all():
            if request.key.server == server:
                reduction.note(*self.withdraw(request.key))
        for conversation in self._state.conversations.values():
            if conversation.key.server != server:
                continue
            conversation.ready = False
            if conversation.active_turn is not None:
                cut_off(reduction, conversation, conversation.active_turn, what)
                turns.lose_turn(reduction, conversation, conversation.active_turn)
            give_back_all(reduction, conversation, None, why)
            for item in [one for one in (*conversation.items, *conversation.ahead) if one.running]:
                items.end_item(reduction, conversation, item, ItemStatus.INTERRUPTED)
        for row in self._state.board.rows.values():
            if row.key.server == server and row.state is not ThreadState.NOT_LOADED:
                if row.state.active:
                    row.activity = SafeText()
                    self._state.board.unheard[row.key] = row.state.needs_you
                row.state = ThreadState.NOT_LOADED
                reduction.note(StatusChanged(row.key))
        return reduction.changes

    def _reduction(self, server: str) -> Reduction:
        return Reduction(self._state, server, self._clock, self.steady, self.memory(server), self._open_log)

    def _place(self, reduction: Reduction, notification: Notification) -> None:
        """Finds a place for an event without a handler, or whose content this client cannot read."""
        thread = notification.thread_id
        conversation = reduction.conversation(thread) if thread is not None else None
        if conversation is None or notification.method in _QUIET:
            reduction.memory.unplaced.append(notification)
            return
        turn = notification.turn_id or conversation.active_turn or "local"
        item = RawItem(
            key=conversation.key.item(turn, reduction.local_id("raw")),
            status=ItemStatus.COMPLETED,
            name=SafeText(notification.method),
            summary=brief({name: value for name, value in notification.params.items() if name not in _PLACE}),
            body=pretty_json(notification.params),
        )
        reduction.append(conversation, item)
