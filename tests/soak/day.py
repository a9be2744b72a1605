"""What a person does with the application in a day, by keys; each part begins and ends on the board.

Parts that wait for the model give up quietly where the server was killed meanwhile: `home` brings one back to the
board from wherever that left one.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol

from tests.soak.scripts import ASKS, KINDS, LAST, LONG, PRINTS, QUESTION, STEERED

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from tests.soak.hands import Hands

BOARD = "/ filter titles"
"""What only the board says, wherever it is scrolled to."""
PAGES = (
    *(
        "/status",
        "/mcp",
        "/skills",
        "/hooks",
        "/doctor",
        "/settings",
        "/keys",
        "/theme",
        "/rules",
        "/account",
    ),
    *("/context", "/goal", "/permissions", "/model", "/inbox", "/limits"),
)
THEMES = ("nord", "gruvbox", "dracula", "textual-dark", "textual-light")
SIZES = ((100, 30), (60, 20), (140, 45), (40, 12), (100, 30))
COMPOSER = "│ Ask "
TURN_RUNS = "archiving interrupts that"
"""What is asked before a thread is archived in which something runs."""
REFUSED = "Not deleted"
LOST = "alt+r"
"""What the screen says where there is no server."""


class Death(Protocol):
    """The end of the server at some moment."""

    def begin(self) -> None: ...

    def is_over(self) -> bool:
        """Whether it has come to that, and another server listens."""
        ...


class Lost(Exception):
    """The screen did not come to what was waited for, as the server was killed meanwhile."""


class Day:
    """One person at one application.

    Args:
        hands: the application.
        dice: chooses what is done next.
    """

    def __init__(self, hands: Hands, dice: random.Random) -> None:
        self.hands = hands
        self.dice = dice
        self.done: dict[str, int] = {}
        self.turns = self.threads = 0
        self.failures: list[str] = []
        """Parts that did not come to their end although the server lived, each with what the screen was."""
        self.killed = False
        """The server dies meanwhile, so that what was waited for need not come."""
        self._numbers = itertools.count(1)
        self._prompt = ""
        """What was sent last."""

    @property
    def parts(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "read": self.read,
            "begin": self.begin,
            "steer": self.steer,
            "approve": self.approve,
            "answer": self.answer,
            "queue": self.queue,
            "fork": self.fork,
            "diff": self.diff,
            "look": self.look,
            "resize": self.resize,
            "search": self.search,
            "compact": self.compact,
        }

    async def do(self, part: str, death: Death | None = None) -> None:
        """Does one part, and comes back to the board; with a `death`, of the server at some moment of it."""
        self.killed = death is not None
        if death is not None:
            death.begin()
        try:
            await self.parts[part]()
        except Lost as lost:
            if death is None:
                self.failures.append(f"{part}: {lost}")
        self.done[part] = self.done.get(part, 0) + 1
        while death is not None and not death.is_over():
            await self.home()
        if death is not None:
            # The fourth loss within half a minute is not mended without a person, and is known a moment later.
            await self.hands.until(lambda screen: LOST in screen, 3.0)
        self.killed = False
        await self.home()

    # --- ways --------------------------------------------------------------------------------------------------

    async def shows(self, *texts: str) -> None:
        """Waits for texts; where the server is lost, no longer than until that is known."""

        def enough(screen: str) -> bool:
            return all(text in screen for text in texts) or self._is_lost(screen)

        if not await self.hands.until(enough, self._patience):
            raise Lost(f"never showed {texts}:\n{self.hands.text()}")
        if not all(text in self.hands.text() for text in texts):
            raise Lost(f"lost before {texts} was shown")

    async def shows_one(self, *texts: str) -> str:
        """Waits for one of some texts, and says which came."""

        def enough(screen: str) -> bool:
            return any(text in screen for text in texts) or self._is_lost(screen)

        if not await self.hands.until(enough, self._patience):
            raise Lost(f"never showed one of {texts}:\n{self.hands.text()}")
        found = next((text for text in texts if text in self.hands.text()), None)
        if found is None:
            raise Lost(f"lost before one of {texts} was shown")
        return found

    @property
    def _patience(self) -> float:
        return 5.0 if self.killed else 60.0

    def _is_lost(self, screen: str) -> bool:
        return self.killed and LOST in screen

    async def home(self) -> None:
        """Back to the board, with a server, from anywhere."""
        hands = self.hands
        for _ in range(40):
            await hands.press("escape")
            await hands.press("alt+t")
            if await hands.until(lambda screen: BOARD in screen or LOST in screen, 3.0):
                if LOST in hands.text():
                    await hands.press("alt+r")
                    await hands.until(lambda screen: LOST not in screen, 5.0)
                else:
                    return
        raise AssertionError(f"there was no way back to the board from:\n{hands.text()}")

    async def prompt(self, keyword: str) -> str:
        """Sends a prompt in the conversation that is shown; gives what it says."""
        text = f"{keyword} number {next(self._numbers)}"
        await self.empty()
        await self.hands.type(text)
        await self.hands.press("enter")
        sent = f"› {text}"
        await self.hands.until(lambda screen: sent in screen or self._is_lost(screen), 4.0)
        first = self.hands.text()
        try:
            await self.shows(sent)
        except Lost as lost:
            raise Lost(f"{lost}\nfour seconds after it was sent:\n{first}") from None
        self._prompt = text
        self.turns += 1
        return text

    async def empty(self) -> None:
        """Takes out what stands in the composer."""
        await self.hands.press("ctrl+e")
        await self.hands.press("ctrl+u")

    async def new(self) -> None:
        await self.hands.press("n")
        await self.shows("· new")
        self.threads += 1

    async def open(self) -> None:
        """Opens one of the newest threads of the board."""
        await self.hands.press("home")
        for _ in range(self.dice.randrange(12)):
            await self.hands.press("j")
        await self.hands.press("enter")
        await self.shows("· ")
        self.threads += 1

    async def settled(self) -> None:
        """The answer to the last prompt is there: below it, where another answer stands above it."""
        prompt = self._prompt

        def is_over(screen: str) -> bool:
            return LAST in screen[max(0, screen.rfind(prompt)) :] and "· idle" in screen

        if not await self.hands.until(
            lambda screen: is_over(screen) or self._is_lost(screen), self._patience
        ):
            raise Lost(f"the answer to {prompt!r} never ended:\n{self.hands.text()}")
        if not is_over(self.hands.text()):
            raise Lost(f"lost before the answer to {prompt!r}")

    # --- parts -------------------------------------------------------------------------------------------------

    async def read(self) -> None:
        """Opens a thread, looks through it, leaves it."""
        await self.open()
        await self.hands.press("ctrl+t")
        for _ in range(3):
            await self.hands.press("pageup")
        await self.hands.press("ctrl+t")

    async def begin(self) -> None:
        """A new thread with some turns; then it is put away, so that the board stays as it is."""
        await self.new()
        for kind in self.dice.sample(KINDS, 2):
            await self.prompt(kind)
            await self.settled()
        await self.put_away()

    async def put_away(self) -> None:
        """Archives or deletes the thread that is shown."""
        if self.dice.random() < 0.5:
            await self.hands.press("alt+x")
            await self.hands.until(lambda screen: "rchived" in screen or TURN_RUNS in screen, self._patience)
            if TURN_RUNS in self.hands.text():  # of a compaction, whose end is told a moment after it
                await self.hands.press("y")
            await self.shows("rchived")
        else:
            for _ in range(10):  # what was steered and not taken up runs as a turn of its own meanwhile
                await self.empty()  # what was steered and never taken up has come back
                await self.hands.type("/delete")
                await self.hands.press("enter")
                if await self.shows_one("for good?", REFUSED) == "for good?":
                    for _ in range(20):  # it does not count before it was said what would go
                        await self.hands.press("y")
                        if await self.hands.until(lambda screen: "for good?" not in screen, 1.0):
                            break
                    if await self.shows_one(BOARD, REFUSED) == BOARD:
                        return
                await self.forget_refusal()
            await self.shows(BOARD)

    async def forget_refusal(self) -> None:
        """Waits until the turn for which something was refused is over, and what was said of it is gone."""
        await self.hands.until(lambda screen: "· idle" in screen, 5.0)
        for _ in range(10):  # a problem stays for three seconds, and then until the next key
            await self.hands.type(" ")
            await self.hands.press("backspace")
            if await self.hands.until(lambda screen: REFUSED not in screen, 1.0):
                return

    async def steer(self) -> None:
        await self.new()
        await self.prompt(LONG)
        await self.shows("The parser")
        await self.hands.type(STEERED)
        await self.hands.press("enter")
        await self.shows(f"› {STEERED}")
        await self.hands.press("escape")
        await self.shows("· idle")
        await self.put_away()

    async def queue(self) -> None:
        await self.new()
        await self.prompt(LONG)
        await self.shows("The parser")
        await self.hands.type("@@words next")
        await self.hands.press("tab")
        await self.shows("Queued")
        await self.settled()
        await self.put_away()

    async def approve(self) -> None:
        await self.new()
        await self.prompt(ASKS)
        await self.shows("May I do nothing?")
        await self.decide(self.dice.choice("yn"))
        await self.put_away()

    async def answer(self) -> None:
        await self.new()
        await self.prompt(QUESTION)
        await self.shows("Half even")
        await self.decide("1")
        await self.put_away()

    async def decide(self, key: str) -> None:
        """Answers what waits; keys do not count in the first half second, and too early ones make it longer."""
        await self.hands.press("alt+a")
        await self.hands.until(lambda screen: LAST in screen, 1.0)
        for _ in range(10):
            if LAST in self.hands.text():
                break
            await self.hands.press(key)
            # A refusal may have a reason, and a choice is sent.
            if not await self.hands.until(lambda screen: LAST in screen, 1.0):
                await self.hands.press("enter")
                await self.hands.until(lambda screen: LAST in screen, 3.0)
        await self.settled()

    async def fork(self) -> None:
        await self.new()
        await self.prompt("@@words")
        await self.settled()
        await self.hands.press("f9")
        await self.shows("orked")
        await self.prompt("@@think")
        await self.settled()
        await self.put_away()

    async def diff(self) -> None:
        await self.new()
        await self.prompt("@@work")
        await self.settled()
        await self.hands.press("alt+d")
        await self.shows("Changes  [turn]", "and another")
        await self.hands.press("tab")
        await self.hands.press("tab")
        await self.hands.press("q")
        await self.shows("· idle")
        await self.put_away()

    async def look(self) -> None:
        """Opens pages from a conversation."""
        await self.open()
        for page in self.dice.sample(PAGES, 4):
            await self.page(page)
        await self.theme(self.dice.choice(THEMES))

    async def tour(self) -> None:
        """Sees every page, every theme and a live output once, so that each is loaded; ends on the board."""
        await self.open()
        await self.shows(COMPOSER)
        await self.prompt(PRINTS)
        await self.settled()
        for page in PAGES:
            await self.page(page)
        for theme in THEMES:
            await self.theme(theme)
        await self.home()

    async def page(self, page: str) -> None:
        await self.hands.type(page)
        await self.hands.press("enter")
        await self.hands.until(lambda screen: COMPOSER not in screen, 1.0)
        for _ in range(4):
            if await self.hands.until(lambda screen: COMPOSER in screen, 0.5):
                break
            await self.hands.press("escape")

    async def theme(self, theme: str) -> None:
        await self.hands.type(f"/theme {theme}")
        await self.hands.press("enter")
        await self.hands.press("enter")

    async def resize(self) -> None:
        await self.open()
        try:
            for columns, rows in SIZES:
                await self.hands.resize(columns, rows)
                await self.hands.press("pageup")
            await self.shows("· ")
        finally:
            await self.hands.resize(*SIZES[-1])  # the server may have died on a small one

    async def search(self) -> None:
        await self.hands.press("slash")
        await self.hands.type(f"number {self.dice.randint(1, 30)}")
        await self.hands.until(lambda screen: "IN MESSAGES" in screen or "Nothing" in screen, 5.0)

    async def compact(self) -> None:
        await self.new()
        await self.prompt("@@words")
        await self.settled()
        await self.hands.press("alt+k")
        await self.shows("ompacted", "· idle")
        await self.put_away()
