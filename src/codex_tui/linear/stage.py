"""What intents need of the application, in lines: showing is following, a dialog is a question that a line answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_tui.settings.loading import Loaded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from codex_tui.linear.talk import Talk
    from codex_tui.messages.compare import CompareWanted, Fate
    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.message_hits import FoundMessage
    from codex_tui.model.rewind import RewindLoss
    from codex_tui.model.trust import TrustQuestion
    from codex_tui.model.worktree import WorktreeBase

_SCREEN = "That needs the full screen: start codex-tui without --linear."


class LinearDialogs:
    """Questions that the next line answers; only the word yes is a yes."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def key(self, action: str) -> str:
        """What does an action here: a command where there is one."""
        return {"threads.undo": "/undo", "threads.elsewhere": "/new FOLDER"}.get(action, "")

    async def ask(
        self, question: str, detail: str = "", more: Callable[[], Awaitable[str]] | None = None
    ) -> asyncio.Future[bool | None]:
        answer: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        for text in (question, detail, await more() if more is not None else ""):
            if text:
                self._talk.say(text)
        self._talk.say("Type yes to do it. Anything else does nothing.")
        self._talk.ask({"yes": lambda: answer.set_result(True)}, lambda: answer.set_result(False))
        return answer

    async def ask_full_access(self, thread: ThreadKey | None) -> asyncio.Future[bool]:
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        where = "the next new thread" if thread is None else "this thread"
        self._talk.say(f"Full access for {where}: commands run without sandbox, and nothing is asked.")
        self._talk.say("Type yes for that. Anything else changes nothing.")
        self._talk.ask({"yes": lambda: answer.set_result(True)}, lambda: answer.set_result(False))
        return answer

    async def show_login(self, why: str) -> None:
        self._talk.say(why)
        self._talk.say(_SCREEN)

    async def ask_trust(self, question: TrustQuestion) -> asyncio.Future[bool | None]:
        answer: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        if not self._talk.is_typed:
            self._talk.say(
                f"{question.root} is not trusted, and nobody can be asked: the thread may only read."
            )
            answer.set_result(False)
            return answer
        self._talk.say(f"Do you trust the files in {question.root}?")
        self._talk.say(
            "Then threads there may write in it, and its configuration, skills and hooks are used."
        )
        self._talk.say(f"Type yes, which is written to {question.where}, or no. Anything else sends nothing.")
        self._talk.ask(
            {"yes": lambda: answer.set_result(True), "no": lambda: answer.set_result(False)},
            lambda: answer.set_result(None),
        )
        return answer

    async def pick_folder(
        self,
        recent: Sequence[str],
        more: Callable[[], Awaitable[Sequence[str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        folders = dict.fromkeys((*recent, *await more()))
        self._talk.say(f"/new FOLDER begins a thread in a folder.{' Recent ones:' if folders else ''}")
        for folder in folders:
            self._talk.say(f"  {folder}")

    async def plan_worktree(
        self,
        look: Callable[[], Awaitable[WorktreeBase | str]],
        make: Callable[[WorktreeBase, str, str], Awaitable[tuple[str, str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        self._talk.say(_SCREEN)

    async def plan_comparison(
        self, wanted: CompareWanted, look: Callable[[], Awaitable[WorktreeBase | str]]
    ) -> asyncio.Future[tuple[Comparison, WorktreeBase | None] | None]:
        self._talk.say(_SCREEN)
        answer: asyncio.Future[tuple[Comparison, WorktreeBase | None] | None]
        answer = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer

    async def pick_comparison(
        self, comparisons: Sequence[Comparison], *, of_thread: bool
    ) -> asyncio.Future[int | None]:
        self._talk.say(_SCREEN)
        answer: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer

    async def part_from(self, kept: Contender, others: Sequence[Contender]) -> asyncio.Future[Fate | None]:
        self._talk.say(_SCREEN)
        answer: asyncio.Future[Fate | None] = asyncio.get_running_loop().create_future()
        answer.set_result(None)
        return answer

    async def tell(self, title: str, text: str, over: Callable[[], bool] | None = None) -> None:
        self._talk.say(title)
        self._talk.say(text)


class LinearStage:
    """The application as intents see it.

    Args:
        talk: what is followed.
        on_follow: called when another thread is.
        on_leave: ends the application, with why it could not start, if so.
    """

    def __init__(
        self, talk: Talk, *, on_follow: Callable[[], None], on_leave: Callable[[str | None], None]
    ) -> None:
        self._talk = talk
        self._on_follow = on_follow
        self._on_leave = on_leave
        self._new_conversations = 0
        self.dialogs = LinearDialogs(talk)

    async def show_conversation(self, thread: ThreadKey | None) -> None:
        talk = self._talk
        if thread is not None and thread == talk.thread:
            return
        began_here = talk.thread is None and thread is not None and talk.awaits_thread
        talk.awaits_thread = False
        talk.follow(thread)
        self._on_follow()
        if thread is None:
            self._new_conversations += 1
            talk.say("A new thread: it begins with your first prompt.")
        elif not began_here:
            talk.say(f"Thread “{talk.title_of(thread)}”.")
        if talk.teller is not None:
            talk.teller.loaded()

    async def show_threads(self) -> None:
        self._talk.follow(None)
        self._on_follow()
        self._talk.say("No thread is open. /threads lists them, a prompt begins a new one.")

    def point_at(self, thread: ThreadKey) -> None:
        pass  # there is no cursor here

    def shown_thread(self) -> ThreadKey | None:
        return self._talk.thread

    def new_conversations(self) -> int:
        return self._new_conversations

    def in_conversation(self) -> bool:
        return True

    def put_back(self, prompt: Draft) -> None:
        self._talk.give_back(prompt.expanded)
        self._talk.say("Your prompt was not sent; /again sends it once more.")

    def rewound(self, thread: ThreadKey, prompt: Draft) -> None:
        self._talk.give_back(prompt.expanded)
        self._talk.say("Rewound. /again sends the prompt of that turn once more.")

    def say(self, text: str, *, problem: bool = False) -> None:
        (self._talk.complain if problem else self._talk.say)(text)

    def failed(self, error: BaseException) -> None:
        from codex_tui.crashes.report import failed

        self.say(failed(error, "lines"), problem=True)

    def leave(self, problem: str | None) -> None:
        self._on_leave(problem)

    # What has no meaning without a screen.

    async def show_changes(self, thread: ThreadKey, turn: str | None, path: str | None) -> None:
        self._talk.say(_SCREEN)

    async def show_comparison(self) -> None:
        self._talk.say(_SCREEN)

    def mark_models(self, prompt: Draft) -> None:
        self._talk.say(_SCREEN)

    def used(self, thread: ThreadKey | None, prompt: Draft) -> None:
        """Nothing is being written here."""

    async def show_side(self, thread: ThreadKey, side: ThreadKey) -> bool:
        self._talk.say(_SCREEN)
        return False

    def read(self, thread: ThreadKey) -> None:
        """Nothing has the keys here."""

    def show_found(self, thread: ThreadKey, term: str, message: FoundMessage | None) -> None:
        self._talk.say(_SCREEN)

    def copy(self, text: str) -> str:
        self._talk.say(_SCREEN)
        return ""

    async def ask_rewind(self, loss: RewindLoss, folder: str) -> bool:
        self._talk.say(_SCREEN)
        return False

    async def edit(self, path: str, line: int | None) -> None:
        self._talk.say(_SCREEN)

    async def edit_draft(self, thread: ThreadKey | None, draft: Draft) -> None:
        self._talk.say(_SCREEN)

    def settings_in_force(self) -> Loaded:
        return Loaded()

    def choose_settings(self, changes: Mapping[str, object]) -> None:
        self._talk.say(_SCREEN)

    async def edit_settings(self) -> None:
        self._talk.say(_SCREEN)

    def reload_settings(self, *, always: bool = False) -> None:
        self._talk.say(_SCREEN)

    def preview_theme(self, name: str | None) -> None:
        self._talk.say(_SCREEN)

    def acted_on(self, threads: tuple[ThreadKey, ...]) -> None:
        """Nothing is marked here."""
