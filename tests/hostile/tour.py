"""A walk through all that the application shows of a server whose every string is hostile."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from textual.pilot import Pilot

from codex_app_server.generated.registry import CLIENT_REQUESTS, NOTIFICATIONS, SERVER_REQUESTS
from codex_tui.screens.conversation import ConversationScreen
from tests.hostile.fragments import FRAGMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.hostile.on_terminal import OnTerminal
    from tests.hostile.schema_samples import Samples

THREAD = "00000000-0000-7000-8000-000000000001"
TIES = {"THREAD": THREAD, "TURN": "turn-1", "ITEM": "CommandExecutionThreadItem-0"}
ENDS = frozenset(
    {
        "thread/status/changed",
        "thread/closed",
        "thread/archived",
        "thread/deleted",
        "thread/reverted",
        "account/login/completed",
    }
)
"""What ends what is shown; said last."""
_NAMED = re.compile(r"[A-Z][A-Za-z]+\.[A-Za-z_]+")

PAGES = {
    "/status": "ThreadResumeResponse.",
    "/mcp": "McpServerStatus.",
    "/skills": "SkillMetadata.",
    "/hooks": "HookMetadata.",
    "/account": "ChatgptAccount.",
    "/model ": "Model.",
    "/goal": "ThreadGoal.",
    "/context": "ontext",
    "/rules": "",
    "/permissions": "",
    "/review": "",
    "/map": "",
    "/queue": "",
}
"""What opens a page, and what of the server's it shows."""


class Hostile:
    """Texts that name the field they are in, with fragments of the corpus in turn.

    Args:
        first: which fragment is the first one.
        each: how many a text has.
    """

    def __init__(self, first: int = 0, each: int = 3) -> None:
        # JSON of the server has no halves of surrogate pairs; names of files may.
        self._fragments = [text.encode("utf-8", "replace").decode() for text in FRAGMENTS.values()]
        self._next = count(first)
        self._each = each

    def __call__(self, place: str) -> str:
        chosen = [self._fragments[next(self._next) % len(self._fragments)] for _ in range(self._each)]
        return f"{place} {' '.join(chosen)}"


def answers(samples: Samples, folder: str, *, thorough: bool) -> dict[str, list[Any]]:
    """The answers to every method there is; half of the threads are those of a folder."""
    made = {
        method: list(samples.all(response)) if thorough else [samples.make(response)]
        for method, (_, response) in CLIENT_REQUESTS.items()
    }
    if thorough:
        made["account/read"] = [one for one in made["account/read"] if one["account"]["type"] == "chatgpt"]
    for read in made["thread/read"]:
        read["thread"] = {**read["thread"], "cwd": folder}  # of every row of the folder that is looked up
    for page in made["model/list"]:
        page["data"] = [{**model, "hidden": False} for model in page["data"]]
    for page in made["thread/list"]:
        page["data"] = [
            {
                **row,
                "id": f"{THREAD[:-2]}{number:02}",
                "cwd": folder if number % 2 else row["cwd"],
                "ephemeral": False,
            }
            for number, row in enumerate([*page["data"], samples.make("Thread"), samples.make("Thread")], 1)
        ]
    return made


async def say_everything(
    run: OnTerminal, samples: Samples, methods: Iterable[str], *, thorough: bool
) -> None:
    """Has the server say notifications, in all their forms or in one; back once the application has heard them."""
    for method in methods:
        model = NOTIFICATIONS[method]
        forms = samples.all(model) if thorough else [samples.make(model)]
        await run.say(*({"method": method, "params": params} for params in forms))
    await run.hears()


class Walk:
    """A person who looks at everything.

    Args:
        run: the application.
        samples: what its server says.
        thorough: every form of every message, and every page.
    """

    def __init__(self, run: OnTerminal, samples: Samples, *, thorough: bool) -> None:
        self._run = run
        self._samples = samples
        self._thorough = thorough
        self._pilot: Pilot[Any] = Pilot(run.app)

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def all(self) -> None:
        """All of it; the frames on the way stand where they should."""
        await self.conversation()
        if self._thorough:
            await self.pages()
        await self.requests()
        await self.threads()
        await say_everything(self._run, self._samples, sorted(ENDS), thorough=self._thorough)

    async def _in_place(self) -> None:
        if self._thorough:  # the emulator takes its time
            await self._run.in_place()

    async def conversation(self) -> None:
        await self._run.shows("ThreadItem")
        said = [method for method in NOTIFICATIONS if method not in ENDS]
        await say_everything(self._run, self._samples, said, thorough=self._thorough)
        await self.press("ctrl+t", "ctrl+up", "g")
        for _ in range(24 if self._thorough else 4):
            await self.press("ctrl+d")
        await self._in_place()
        await self.press("p", "end", "escape")
        await self.press("d", "tab", "down", "escape")

    async def pages(self) -> None:
        for command, shown in PAGES.items():
            while len(self._run.app.screen_stack) > 1:
                await self.press("escape")
            screen = self._run.app.screen
            assert isinstance(screen, ConversationScreen)
            screen.composer.focus()
            await self.press(*("space" if key == " " else "slash" if key == "/" else key for key in command))
            await self.press("enter")
            await self._run.shows(shown)
            await self.press("down", "end")
            await self._in_place()
        while len(self._run.app.screen_stack) > 1:
            await self.press("escape")

    async def requests(self) -> None:
        """The server asks for everything that it may ask for, and it is read."""
        numbers = count(1_000)
        for method, (params, _) in SERVER_REQUESTS.items():
            forms = self._samples.all(params) if self._thorough else [self._samples.make(params)]
            await self._run.say(*({"id": next(numbers), "method": method, "params": form} for form in forms))
        await self._run.hears()
        await self.press("alt+a", "z")
        for _ in range(len(self._run.app.state.inbox.all())):
            await self.press("pagedown", "end", "tab")
        await self.press("escape", "alt+i")
        await self._run.shows("RequestApproval")
        await self.press("j", "j", "end")
        await self._in_place()
        await self.press("escape")

    async def threads(self) -> None:
        await self.press("alt+t", "R")
        await self._run.shows("Thread.name")
        await self.press("o")
        await self._run.shows("Thread.name")
        await self.press("g", "v", "down", "down")
        await self._in_place()
        await self.press("slash", *"hread", "tab")
        await self.press("escape", "escape")


def named(text: str) -> set[str]:
    """The fields that name themselves in a text."""
    return {found.group() for found in _NAMED.finditer(text)}
