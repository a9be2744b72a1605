"""The sub-agents of a conversation: who they are, by the items that tell of them, and what they do now.

Their threads are their own; of those, only the status reaches the conversation of their parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codex_tui.model.board import ThreadState
from codex_tui.model.changes import StatusChanged
from codex_tui.model.plain_turns import fits_its_kind
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import first_line

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import ThreadItem
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.reducer_base import Reduction

_SAID = {
    "pendingInit": "starting",
    "started": "running",
    "interacted": "running",
    "completed": "done",
    "errored": "failed",
    "shutdown": "closed",
    "notFound": "gone",
}
"""What the server's words mean for a person, where they are not the person's own."""
_STATES = {
    ThreadState.NEEDS_APPROVAL: "waits for you",
    ThreadState.NEEDS_INPUT: "waits for you",
    ThreadState.RUNNING: "running",
    ThreadState.FAILED: "failed",
    ThreadState.IDLE: "done",
    ThreadState.NOT_LOADED: "closed",
}


@dataclass(slots=True)
class SubAgent:
    """One sub-agent: its thread, the turn that began or last spoke to it, and one word of what it does."""

    thread: str
    turn: str
    name: SafeText = SafeText("")
    state: str = "running"

    @property
    def running(self) -> bool:
        return self.state in ("running", "starting", "waits for you")


def note_agents(conversation: Conversation, turn: str, source: ThreadItem) -> None:
    """Takes over what an item tells of sub-agents, if it does."""
    item: Any = source.root
    if item.type not in ("subAgentActivity", "collabAgentToolCall") or not fits_its_kind(source):
        return
    if item.type == "subAgentActivity":
        _note(conversation, turn, item.agent_thread_id, item.agent_path.rsplit("/", 1)[-1], item.kind.value)
    else:
        name = first_line(item.prompt or "") if item.tool.value == "spawnAgent" else SafeText()
        for thread in item.receiver_thread_ids:
            _note(conversation, turn, thread, name, None)
        for thread, state in item.agents_states.items():
            _note(conversation, turn, thread, name, state.status.value)


def _note(conversation: Conversation, turn: str, thread: str, name: str, said: str | None) -> None:
    agent = conversation.agents.setdefault(thread, SubAgent(thread, turn))
    agent.turn = turn
    if name and not agent.name:
        agent.name = SafeText(name)
    if said is not None:
        agent.state = _SAID.get(said, SafeText(said))


def settle_agents(conversation: Conversation, turn: str) -> None:
    """A turn was read back that is over: of its agents one knows no longer what they do."""
    for agent in conversation.agents.values():
        if agent.turn == turn and agent.running:
            agent.state = ""


def follow_agent(reduction: Reduction, thread: str, state: ThreadState) -> None:
    """The thread of a sub-agent does something else now."""
    for conversation in reduction.state.conversations.values():
        agent = conversation.agents.get(thread) if conversation.key.server == reduction.server else None
        if agent is not None and agent.state != _STATES[state]:
            agent.state = _STATES[state]
            reduction.note(StatusChanged(conversation.key))
