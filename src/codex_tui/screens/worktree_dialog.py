"""A new git worktree for a new thread: its branch, from what it begins, and where it will lie."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.model.safe_text import SafeText
from codex_tui.model.worktree import WorktreePlace
from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.prompt import all_typed
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.texts import in_words, short_folder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from codex_tui.model.worktree import WorktreeBase
    from codex_tui.ports import Ports

_PLACES = tuple(WorktreePlace)
_NAMES = ("beside it", "with the others")
_KEYS_WAIT = 3.0
"""Seconds for which what is typed after the key that makes the worktree waits for it."""


class WorktreeDialog(FloatingScreen[None]):
    """Asks for the branch and the place, and has the worktree made.

    Args:
        ports: the folder from which the worktree is made, and the clock for its default name.
        look: gives what the worktree begins with, or why there can be none.
        make: makes it, given branch and folder; gives the folder to begin in, and why it could not be made.
        begin: begins a thread there.
    """

    CSS_PATH: ClassVar = [stylesheet("worktree_dialog.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.WORKTREE)
    AUTO_FOCUS = "#worktree-branch"

    def __init__(
        self,
        ports: Ports,
        look: Callable[[], Awaitable[WorktreeBase | str]],
        make: Callable[[WorktreeBase, str, str], Awaitable[tuple[str, str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._ports = ports
        self._look, self._make, self._begin = look, make, begin
        self._home = os.path.expanduser("~")
        self._default = time.strftime("work-%Y-%m-%d", time.localtime(ports.clock()))
        self._base: WorktreeBase | None = None
        self._place = WorktreePlace.BESIDE
        self._making: asyncio.Task[None] | None = None
        self._refused = ""
        """The branch of which it was said why it was not made."""

    def compose(self) -> ComposeResult:
        with Vertical(id="worktree") as box:
            box.border_title = "New thread in a new worktree"
            branch = LineInput(
                self._default, placeholder="name of the branch", id="worktree-branch", compact=True
            )
            yield branch
            yield ChoiceRow("Place", ascii_only=self._ports.ascii_only, id="worktree-place")
            yield Static(id="worktree-about", markup=False)
            yield KeyHints(("worktree.make", "worktree.place", "worktree.close"), keys=self._ports.keys)

    @property
    def _branch(self) -> Input:
        return self.query_one("#worktree-branch", Input)

    def on_mount(self) -> None:
        self._show()
        self._say("Looking at the repository")
        self.run_worker(self._find_base(), exit_on_error=False)

    async def _find_base(self) -> None:
        found = await self._look()
        if isinstance(found, str):
            self._say(f"{found[:1].upper()}{found[1:]}.", problem=True)
            return
        self._base = found
        if self._branch.value == self._default:
            self._branch.value = found.free_name(self._default)
            self._branch.select_all()
        self._show()

    # --- what is shown

    @on(Input.Changed, "#worktree-branch")
    def _typed(self) -> None:
        # It may be told of only now that this was typed, behind the key that took it.
        if self._base is not None and self._branch.value.strip() != self._refused:
            self._show()

    @on(ChoiceRow.Clicked)
    def _clicked(self, event: ChoiceRow.Clicked) -> None:
        self._place = _PLACES[event.index]
        self._show()

    def _show(self) -> None:
        self.query_one(ChoiceRow).show(_NAMES, _PLACES.index(self._place))
        if self._base is not None:
            where = short_folder(self._place.path(self._base.root, self._branch.value), self._home)
            self._say(f"From {self._base.label}; what is not committed stays behind.\nIt will lie in {where}")

    def _say(self, text: str, *, problem: bool = False) -> None:
        about = self.query_one("#worktree-about", Static)
        about.set_class(problem, "-problem")
        about.update(SafeText(in_words(text)))

    # --- keys

    def action_next_place(self) -> None:
        self._place = _PLACES[(_PLACES.index(self._place) + 1) % len(_PLACES)]
        self._show()

    async def action_make(self) -> None:
        await all_typed(self._branch)
        branch = self._branch.value.strip()
        if self._base is None or self._making is not None or not branch:
            return
        self._making = asyncio.ensure_future(self._made(self._base, branch))
        await asyncio.wait([self._making], timeout=_KEYS_WAIT)

    async def _made(self, base: WorktreeBase, branch: str) -> None:
        self._say("Making the worktree")
        folder, problem = await self._make(base, branch, self._place.path(base.root, branch))
        self._making = None
        if problem:
            self._refused = branch
            self._say(f"Not made: {problem}.", problem=True)
        elif self.is_attached:
            self.dismiss(None)
            await self._begin(folder)

    def action_close(self) -> None:
        self.dismiss(None)
