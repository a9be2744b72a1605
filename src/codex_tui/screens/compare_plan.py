"""Before a prompt goes to several models: what it is, who gets it, and where they work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.widgets import Input

from codex_tui.keymap import Scope, bindings
from codex_tui.model.comparison import ComparePlace, Comparison, Contender
from codex_tui.model.draft import draft_of
from codex_tui.model.worktree import WorktreeBase
from codex_tui.render.glyphs import glyph
from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.prompt import all_typed
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.cut_text import CutText
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from codex_tui.messages.compare import CompareWanted
    from codex_tui.ports import Ports

Plan = tuple[Comparison, WorktreeBase | None]

_PLACES = tuple(ComparePlace)
_LOW = 20


class ComparePlan(FloatingScreen["Plan | None"]):
    """Asks where the models work, and for the prompt if there is none; the safe place is chosen.

    Args:
        ports: the model.
        wanted: the prompt and the models.
        look: gives what worktrees would begin with, or why there can be none.
    """

    CSS_PATH: ClassVar = [stylesheet("compare_plan.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.COMPARE_PLAN)

    def __init__(
        self, ports: Ports, wanted: CompareWanted, look: Callable[[], Awaitable[WorktreeBase | str]]
    ) -> None:
        super().__init__()
        self._ports = ports
        self._wanted = wanted
        self._look = look
        self._place = ComparePlace.READ_ONLY
        self._base: WorktreeBase | None = None
        self._no_worktrees = "Looking at the repository"

    def compose(self) -> ComposeResult:
        ascii_only = self._ports.ascii_only
        with Vertical(id="plan") as box:
            box.border_title = f"One prompt, {len(self._wanted.choices)} models"
            if self._wanted.prompt.is_blank:
                line = LineInput(placeholder="what they are asked", id="plan-prompt", compact=True)
                yield line
            else:
                yield CutText(ascii_only=ascii_only, id="plan-asked")
            dot = f" {glyph('separator', ascii_only)} "
            models = CutText(ascii_only=ascii_only, id="plan-models")
            models.show(dot.join(choice.label for choice in self._wanted.choices))
            yield models
            yield ChoiceRow("Where", ascii_only=ascii_only, id="plan-place")
            yield CutText(ascii_only=ascii_only, id="plan-about")
            yield KeyHints(("plan.start", "plan.place", "plan.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        for asked in self.query("#plan-asked").results(CutText):
            asked.show(self._wanted.prompt.text)
        self._show()
        self.run_worker(self._find_base(), exit_on_error=False)

    async def _find_base(self) -> None:
        found = await self._look()
        if isinstance(found, WorktreeBase):
            self._base = found
        else:
            self._no_worktrees = f"Not possible: {found}."
        self._show()

    # --- what is shown

    def _show(self) -> None:
        self.query_one(ChoiceRow).show([place.value for place in _PLACES], _PLACES.index(self._place))
        text = self._place.about
        if self._place is ComparePlace.WORKTREES:
            begins = f"They begin with {self._base.label}." if self._base is not None else ""
            text = f"{text} {begins}" if begins else self._no_worktrees
        thread = self._wanted.thread
        conversation = self._ports.state.conversations.get(thread) if thread is not None else None
        if conversation is not None and conversation.active_turn is not None:
            text += " The turn that runs is no part of the copies."
        about = self.query_one("#plan-about", CutText)
        about.set_class(self._place is ComparePlace.TOGETHER or not self._possible, "-warns")
        about.show(text)

    @property
    def _possible(self) -> bool:
        return self._place is not ComparePlace.WORKTREES or self._base is not None

    @on(ChoiceRow.Clicked)
    def _clicked(self, event: ChoiceRow.Clicked) -> None:
        self._place = _PLACES[event.index]
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#plan").set_class(event.size.height < _LOW, "-low")

    # --- keys

    def action_next_place(self) -> None:
        self._place = _PLACES[(_PLACES.index(self._place) + 1) % len(_PLACES)]
        self._show()

    async def action_start(self) -> None:
        wanted = self._wanted
        prompt = wanted.prompt
        if prompt.is_blank:
            line = self.query_one("#plan-prompt", Input)
            await all_typed(line)
            prompt = draft_of(line.value)
        if prompt.is_blank or not self._possible:
            return
        contenders = [Contender(choice) for choice in wanted.choices]
        base = self._base if self._place is ComparePlace.WORKTREES else None
        self.dismiss((Comparison(prompt, wanted.thread, self._place, contenders), base))

    def action_close(self) -> None:
        self.dismiss(None)
