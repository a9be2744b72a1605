"""A conversation in a scene: follows the model by its facts, and asks for pages of history as one comes near them.

The part of the transcript widget between the model and the scene. What keys and clicks mean is in `widget`, how a
scene gets on the screen in `view`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.content import Content

from codex_tui.messages import (
    ApprovalRequested,
    ApprovalResolved,
    ConversationReset,
    HistoryLoaded,
    Intent,
    ItemCompleted,
    ItemFact,
    ItemRemoved,
    ItemStarted,
    ItemUpdated,
    NewerHistoryWanted,
    OlderHistoryWanted,
    PlanUpdated,
    SettingsUpdated,
    TextAppended,
    ThreadFact,
    ThreadLeft,
    TurnCompleted,
    TurnStarted,
)
from codex_tui.model.item import Item
from codex_tui.render.gaps import gap_between
from codex_tui.widgets.transcript.cells import Cells
from codex_tui.widgets.transcript.head import HeadRenderer, head_item, head_text, same_content
from codex_tui.widgets.transcript.scene import Scene
from codex_tui.widgets.transcript.view import SceneView

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey, ThreadKey
    from codex_tui.ports import Ports
    from codex_tui.render.lines import CellRenderer
    from codex_tui.widgets.transcript.viewport import Bookmark

NEAR_END = 2
"""Screens from the view to an end of what is loaded at which more is asked for."""
OFF_SCREEN_BUDGET = 0.004
"""Seconds of a frame that counting new lines off screen may take."""
NEW_CELLS = 100
"""The newest cells off screen that a frame looks at for the same purpose."""


def _renderer_for(item: Item) -> CellRenderer:
    # The renderers and their Markdown parser are imported with the first item: an empty conversation, which is
    # what most starts show, is painted without them. The app warms them up once the session is there.
    from codex_tui.render.cells import renderer_for

    return renderer_for(item)


class ConversationView(SceneView, part=True):
    """Shows one conversation, from its end or where one stopped reading."""

    def __init__(self, ports: Ports, *, id: str | None = None, classes: str | None = None) -> None:
        self._head = HeadRenderer()
        cells = Cells(_renderer_for, gap_between)
        self._head_cell = cells.put_head(head_item(), self._head)
        super().__init__(ports, Scene(cells), id=id, classes=classes)
        self._conversation: Conversation | None = None
        self._empty = Content("")
        self._structure_changed = False
        self._begun = False
        """There were items since the conversation is shown."""
        self._asked_for_older = False
        self._asked_for_newer = False
        self._heading: Literal["start", "end"] | None = None
        """Where a person wants to go, while that is loaded."""
        self._plan_aside = False
        self._bookmarks: dict[ThreadKey, Bookmark | None] = {}

    def intend(self, intent: Intent) -> None:
        """Hands an intent to the app.

        It does not bubble: Textual lets nothing past a screen that was made in a handler of that screen, and a click on
        "new below" or a key in the find bar moves the transcript from there.
        """
        self.app.post_message(intent)

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def conversation(self) -> Conversation | None:
        """What is shown."""
        return self._conversation

    def show(self, conversation: Conversation | None) -> None:
        """Shows a conversation, where one stopped reading or from its end; or the empty state."""
        self._ports.unsubscribe(self)
        self._leave_bookmark()
        left = self._conversation
        if left is not None and left is not conversation:
            bookmark = self._bookmarks[left.key]
            self.intend(ThreadLeft(left.key, bookmark.item if bookmark is not None else None))
        self._conversation = conversation
        self._heading = None
        if conversation is not None:
            self._ports.subscribe(self, conversation.key)
        self._begin()

    @property
    def empty_text(self) -> Content:
        """What an empty conversation says."""
        return self._empty

    @empty_text.setter
    def empty_text(self, text: Content) -> None:
        if not same_content(text, self._empty):
            self._empty = text
            self.want_frame()

    @property
    def plan_aside(self) -> bool:
        """Whether the plan is shown beside the transcript, so that its cell can be short."""
        return self._plan_aside

    @plan_aside.setter
    def plan_aside(self, aside: bool) -> None:
        if aside is not self._plan_aside:
            self._plan_aside = aside
            self.want_frame()

    def _leave_bookmark(self) -> None:
        if self._conversation is not None:
            self._bookmarks[self._conversation.key] = self._scene.viewport.bookmark

    def _begin(self) -> None:
        self._structure_changed = self._asked_for_older = self._asked_for_newer = False
        conversation, heading = self._conversation, self._heading
        items = conversation.items if conversation is not None else ()
        bookmark = self._bookmarks.get(conversation.key) if conversation is not None else None
        self._begun = len(items) > 0
        self._scene.reset(items, bookmark if heading is None else None)
        if heading == "start":
            self._scene.viewport.scroll_to_start()
        self._heading = None
        self.want_frame()

    # --- facts -----------------------------------------------------------------------------------------------------

    @on(ConversationReset)
    def forget_cells(self, fact: ConversationReset) -> None:
        if self._concerns(fact):
            self._leave_bookmark()
            self._begin()

    @on(ItemStarted)
    @on(ItemRemoved)
    def note_structure(self, fact: ItemFact) -> None:
        if self._concerns(fact):
            self._structure_changed = True
            self.want_frame()

    @on(TextAppended)
    @on(ItemUpdated)
    @on(ItemCompleted)
    @on(PlanUpdated)
    def note_item(self, fact: ItemFact) -> None:
        if self._conversation is None or not self._concerns(fact):
            return
        cell = self._scene.cells.mark(fact.item)
        if cell is None or self._conversation.get(fact.item, Item) is not cell.item:
            # Its start was never told, or another item has taken its place.
            self._structure_changed = True
        self.want_frame()

    @on(HistoryLoaded)
    def note_history(self, fact: HistoryLoaded) -> None:
        if self._concerns(fact):
            self._asked_for_older = self._asked_for_newer = False
            self._structure_changed = True
            self.want_frame()

    @on(SettingsUpdated)
    @on(TurnStarted)
    @on(TurnCompleted)
    def note_turn(self, fact: ThreadFact) -> None:
        if self._concerns(fact):
            self.want_frame()

    @on(ApprovalRequested)
    @on(ApprovalResolved)
    def note_approval(self, fact: ThreadFact) -> None:
        if self._concerns(fact):
            self.want_frame()

    def _concerns(self, fact: ThreadFact) -> bool:
        return self._conversation is not None and fact.thread == self._conversation.key

    # --- around a frame --------------------------------------------------------------------------------------------

    @property
    def folder(self) -> str:
        """The thread's folder."""
        settings = self._conversation.settings if self._conversation is not None else None
        return (settings.cwd if settings is not None else None) or ""

    def before_frame(self) -> None:
        if self._structure_changed:
            self._structure_changed = False
            items = self._conversation.items if self._conversation is not None else ()
            if self._begun:
                self._scene.reconcile(items)
            else:
                self._begin()
        self._scene.more_below = self._conversation is not None and not self._conversation.newer.complete
        self._scene.cells.set_waiting(self._waiting())
        plan = self._conversation.plan if self._conversation is not None and self._plan_aside else None
        self._scene.cells.set_aside(plan.key if plan is not None else None)
        text = head_text(self._conversation, self._empty, ascii_only=self._ports.ascii_only)
        if not same_content(text, self._head.content):
            self._head.content = text
            self._head_cell.stale = True
        if not self._scene.viewport.following:
            # New lines below are counted as far as the time of a frame allows; the rest when they are seen.
            deadline = self._ports.monotonic() + OFF_SCREEN_BUDGET
            for cell in islice(self._scene.unmeasured_below(), NEW_CELLS):
                self._scene.cells.measure(cell)
                if self._ports.monotonic() > deadline:
                    break

    def _waiting(self) -> frozenset[ItemKey]:
        if self._conversation is None:
            return frozenset()
        asked = self._ports.state.inbox.of(self._conversation.key)
        if not asked:
            return frozenset()
        from codex_tui.model.asked_items import asked_items  # not before something is asked

        return asked_items(asked, self._conversation)

    def after_frame(self) -> None:
        conversation = self._conversation
        if conversation is None or not conversation.items:
            return
        near, viewport = NEAR_END * self.size.height, self._scene.viewport
        older, newer = conversation.history, conversation.newer
        if not older.complete and older.error is None and viewport.near_start(near):
            self._ask_for_older(conversation)
        if not newer.complete and newer.error is None and viewport.near_end(near):
            self._ask_for_newer(conversation)

    def moved(self) -> None:
        super().moved()
        conversation = self._conversation
        if conversation is None:
            return
        # A page that failed to load is tried again when one scrolls to where it should be.
        if conversation.history.error is not None and self._scene.viewport.top == 0:
            self._ask_for_older(conversation)
        if conversation.newer.error is not None and self._scene.viewport.at_end:
            self._ask_for_newer(conversation)

    def _ask_for_older(self, conversation: Conversation) -> None:
        history = conversation.history
        if not (self._asked_for_older or history.complete or history.loading):
            self._asked_for_older = True
            self.intend(OlderHistoryWanted(conversation.key, self._read))

    def _ask_for_newer(self, conversation: Conversation) -> None:
        newer = conversation.newer
        if not (self._asked_for_newer or newer.complete or newer.loading):
            self._asked_for_newer = True
            self.intend(NewerHistoryWanted(conversation.key, self._read))

    @property
    def _read(self) -> frozenset[ItemKey]:
        """The items that must stay: what is on screen, and what is selected."""
        cells = self._scene.viewport.visible
        span, column = self._scene.span, self._scene.cells.column
        if span is not None and len(column):
            cells.append(span.start.cell if span.start is not None else column[0])
            cells.append(span.end.cell if span.end is not None else column[-1])
        return frozenset(cell.item.key for cell in cells)
