"""What the panel says of a conversation, read from the model: pure, and the same at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.context_parts import shares
from codex_tui.model.items import CommandItem, FileChangeItem
from codex_tui.model.safe_text import SafeText
from codex_tui.render.panel import PanelContent, RunningCommand

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.model.tallies import FileTally


def _agents(conversation: Conversation) -> tuple[tuple[SafeText, str], ...]:
    """The sub-agents of the turn that runs, or of the last one, and whoever else still runs."""
    turn = conversation.active_turn or next(reversed(conversation.turns), None)
    return tuple(
        (agent.name or SafeText(f"agent {agent.thread[-4:]}"), agent.state)
        for agent in conversation.agents.values()
        if agent.turn == turn or agent.running
    )


def content_of(state: AppState, thread: ThreadKey | None, tally: FileTally) -> PanelContent:
    """Everything the panel shows of a thread; without one, what the next thread begins with.

    Args:
        state: the model.
        thread: the thread that is shown.
        tally: counts the lines of patches.
    """
    conversation = state.conversations.get(thread) if thread is not None else None
    own = state.of(thread)
    settings = conversation.settings if conversation is not None else own.new_thread
    model = own.model_words(settings)
    if conversation is None:
        return PanelContent(model=model)
    waiting = {approval.item for approval in state.inbox.of(conversation.key)}
    commands, patches = [], []
    for item in (*conversation.items, *conversation.ahead):
        if isinstance(item, CommandItem) and item.running and item.key not in waiting:
            commands.append(RunningCommand(item.command, item.runs_since_ms, item.outlived_turn))
        elif isinstance(item, FileChangeItem):
            patches.append(item)
    plan, usage = conversation.plan, conversation.usage
    return PanelContent(
        steps=plan.steps if plan is not None else (),
        progress=plan.progress if plan is not None else "",
        plan_runs=plan is not None and plan.running,
        commands=tuple(commands),
        files=tuple(tally.files(patches)),
        agents=_agents(conversation),
        context_tokens=usage.context_tokens,
        window=usage.window,
        context=usage.context,
        total=usage.total,
        model=model,
        shares=tuple(shares(conversation)),
    )
