"""Which renderer a kind of item has: the entrance of rendering for the transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.exploring import Exploration
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChangeItem,
    Item,
    NoticeItem,
    PlanItem,
    ProposedPlanItem,
    RawItem,
    ReasoningItem,
    TurnEndItem,
    UserItem,
)
from codex_tui.model.tool_items import (
    AgentCallItem,
    AutoReviewItem,
    CallOutputItem,
    CompactionItem,
    DynamicCallItem,
    HookItem,
    ImageItem,
    McpCallItem,
    ReviewItem,
    SleepItem,
    WebSearchItem,
)
from codex_tui.render.agent import AgentRenderer, ProposedPlanRenderer
from codex_tui.render.changes import FileChangeRenderer
from codex_tui.render.command import CommandRenderer
from codex_tui.render.compaction import CompactionRenderer
from codex_tui.render.exploration import exploration_renderer
from codex_tui.render.notice import NoticeRenderer, RawRenderer, TurnEndRenderer
from codex_tui.render.picture import ImageRenderer
from codex_tui.render.plan import PlanRenderer
from codex_tui.render.reasoning import ReasoningRenderer
from codex_tui.render.tool import ToolRenderer
from codex_tui.render.user import UserRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.render.lines import CellRenderer

_RENDERERS: dict[type[Item], Callable[[Any], CellRenderer]] = {
    UserItem: UserRenderer,
    AgentItem: AgentRenderer,
    ReasoningItem: ReasoningRenderer,
    CommandItem: CommandRenderer,
    FileChangeItem: FileChangeRenderer,
    ProposedPlanItem: ProposedPlanRenderer,
    PlanItem: PlanRenderer,
    NoticeItem: NoticeRenderer,
    RawItem: RawRenderer,
    TurnEndItem: TurnEndRenderer,
    McpCallItem: ToolRenderer,
    DynamicCallItem: ToolRenderer,
    CallOutputItem: ToolRenderer,
    WebSearchItem: ToolRenderer,
    ImageItem: ImageRenderer,
    AgentCallItem: ToolRenderer,
    SleepItem: ToolRenderer,
    CompactionItem: CompactionRenderer,
    ReviewItem: ToolRenderer,
    HookItem: ToolRenderer,
    AutoReviewItem: ToolRenderer,
    Exploration: exploration_renderer,
}


def renderer_for(item: Item) -> CellRenderer:
    """A new renderer that belongs to this item; raises KeyError for a class that has none."""
    return _RENDERERS[type(item)](item)
