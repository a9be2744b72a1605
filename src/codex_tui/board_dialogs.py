"""What intents ask a person about threads: dialogs over whatever the app shows.

Beside `app`. Each opens at once, so that keys typed next are given to it and not to the list below; what it gives is
awaited later.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_tui.conversation_stage import CONVERSATION
from codex_tui.keymap import key_label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import App
    from textual.screen import Screen

    from codex_tui.messages.compare import CompareWanted, Fate
    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.trust import TrustQuestion
    from codex_tui.model.worktree import WorktreeBase
    from codex_tui.ports import Ports


class BoardDialogs:
    """Opens dialogs over an app."""

    def __init__(self, app: App[Any], ports: Ports) -> None:
        self._app = app
        self._ports = ports

    def key(self, action: str) -> str:
        """The key of an action, as people write it; none where it is text, as `u` is in a conversation."""
        if action == "threads.undo" and self._app.current_mode == CONVERSATION:
            return ""
        return key_label(action, self._ports.keys)

    async def ask(
        self, question: str, detail: str = "", more: Callable[[], Awaitable[str]] | None = None
    ) -> asyncio.Future[bool | None]:
        """A question for yes or no; see `ConfirmPrompt`."""
        from codex_tui.screens.prompt import ConfirmPrompt

        return await self._open(ConfirmPrompt(question, detail, more=more, keys=self._ports.keys))

    async def pick_folder(
        self,
        recent: Sequence[str],
        more: Callable[[], Awaitable[Sequence[str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        """Asks for a folder, and begins there; see `FolderPicker`."""
        from codex_tui.screens.folder_picker import FolderPicker

        await self._open(FolderPicker(self._ports, recent, more, begin))

    async def plan_worktree(
        self,
        look: Callable[[], Awaitable[WorktreeBase | str]],
        make: Callable[[WorktreeBase, str, str], Awaitable[tuple[str, str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        """Asks for a worktree, has it made, and begins there; see `WorktreeDialog`."""
        from codex_tui.screens.worktree_dialog import WorktreeDialog

        await self._open(WorktreeDialog(self._ports, look, make, begin))

    async def tell(self, title: str, text: str, over: Callable[[], bool] | None = None) -> None:
        """Shows what does not fit into a line, until it is closed or `over`."""
        from codex_tui.screens.notice import Notice

        await self._open(Notice(title, text, self._ports, over))

    async def ask_full_access(self, thread: ThreadKey | None) -> asyncio.Future[bool]:
        """Asks before nothing is held back any more; see `FullAccessQuestion`."""
        from codex_tui.screens.full_access import FullAccessQuestion

        return await self._open(FullAccessQuestion(self._ports, thread))

    async def show_login(self, why: str) -> None:
        """Shows the ways to sign in, and why; see `LoginScreen`."""
        from codex_tui.screens.login import LoginScreen

        await self._app.push_screen(LoginScreen(self._ports, why))

    async def ask_trust(self, question: TrustQuestion) -> asyncio.Future[bool | None]:
        """Asks whether a folder is trusted; see `TrustPrompt`. What is typed meanwhile is written on."""
        from codex_tui.screens.conversation import ConversationScreen
        from codex_tui.screens.trust import TrustPrompt

        def typed(text: str) -> None:
            below = self._app.screen_stack[0]
            if isinstance(below, ConversationScreen):
                below.composer.type_text(text)

        return await self._open(TrustPrompt(self._ports, question, typed))

    async def plan_comparison(
        self, wanted: CompareWanted, look: Callable[[], Awaitable[WorktreeBase | str]]
    ) -> asyncio.Future[tuple[Comparison, WorktreeBase | None] | None]:
        """Asks where the models work; see `ComparePlan`."""
        from codex_tui.screens.compare_plan import ComparePlan

        return await self._open(ComparePlan(self._ports, wanted, look))

    async def pick_comparison(
        self, comparisons: Sequence[Comparison], *, of_thread: bool
    ) -> asyncio.Future[int | None]:
        """Asks for one of them: its number from 1 on; 0 is a new one."""
        from codex_tui.screens.choose import Choose
        from codex_tui.screens.comparisons import rows

        title = "Comparisons of this thread" if of_thread else "Comparisons"
        ports = self._ports
        screen = Choose(
            title, rows(comparisons, ports.clock()), at=1, ascii_only=ports.ascii_only, keys=ports.keys
        )
        return await self._open(screen)

    async def part_from(self, kept: Contender, others: Sequence[Contender]) -> asyncio.Future[Fate | None]:
        """Asks what becomes of those that are not kept."""
        from codex_tui.screens.choose import Choose
        from codex_tui.screens.compare_end import fates

        answer: asyncio.Future[Fate | None] = asyncio.get_running_loop().create_future()
        found = fates(self._ports.state, others)
        title = f"Keep {kept.choice.model}; the other{'s' if len(others) > 1 else ''}:"
        screen = Choose(
            title, [choice for _, choice in found], ascii_only=self._ports.ascii_only, keys=self._ports.keys
        )
        chosen = await self._open(screen)
        chosen.add_done_callback(
            lambda done: answer.set_result(None if done.result() is None else found[done.result()][0])
        )
        return answer

    async def _open(self, screen: Screen[Any]) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def answered(result: Any) -> None:
            if not answer.done():
                answer.set_result(result)

        await self._app.push_screen(screen, answered)
        return answer
