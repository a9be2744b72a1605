"""What is sent to the terminal bit by bit, and only where it differs, is what stands on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyte
import pytest
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.events import Paste, Resize
from textual.geometry import Size

from codex_tui.app import CodexTui
from codex_tui.demo.script import Gate, Script, Shell, Text
from codex_tui.options import Options
from codex_tui.widgets.transcript import Transcript
from tests.support.app import running

if TYPE_CHECKING:
    from tests.support.app import Running

pytestmark = pytest.mark.anyio


class Emulated:
    """A terminal to which an application without one sends what it would send."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.screen = pyte.Screen(100, 30)
        self.sent: list[str] = []
        emulated = self

        def display(app: CodexTui, _screen: object, update: object) -> None:
            if isinstance(update, CompositorUpdate) and app._running:
                emulated.take(update.render_segments(app.console))
            app.post_display_hook()

        monkeypatch.setattr(CodexTui, "_display", display)

    def take(self, text: str) -> None:
        self.sent.append(text)
        pyte.Stream(self.screen).feed(text)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, for which some terminals break lines anew: nothing is where it was."""
        self.screen = pyte.Screen(columns, rows)


def cells(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    """Every cell with its colours and style."""
    return [[screen.buffer[row][column] for column in range(screen.columns)] for row in range(screen.lines)]


def composed(run: Running) -> list[list[pyte.screens.Char]]:
    """The same of what the screen consists of."""
    width, height = run.app.size
    screen = pyte.Screen(width, height)
    for row, strip in enumerate(run.app.screen._compositor.render_strips(run.app.size), start=1):
        pyte.Stream(screen).feed(f"\x1b[{row};1H{strip.render(run.app.console)}")
    return cells(screen)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Emulated:
    return Emulated(monkeypatch)


@pytest.mark.long
async def test_after_every_step_the_terminal_shows_the_whole_screen(
    server_config, scripted_model, terminal: Emulated
):
    gate = Gate()
    scripted_model.on("@@halves", Script([[Text(["one half ", gate, "and 漢字 as the other"])]]))
    async with running(server_config, Options(new=True)) as run:

        async def step(*keys: str, shows: str) -> None:
            await run.press(*keys)
            await run.shows(shows)
            await run.until(lambda: cells(terminal.screen) == composed(run))

        await step(shows="│ Ask ")
        await step(*"hello", "space", "@", "@", *"halves", "enter", shows="one half")
        gate.open()
        await step(shows="漢字")
        await step(*"more", "space", "@", "@", *"rich", "enter", shows="not markup")
        await step(shows="· idle")
        await step("f6", shows="· idle")
        await step("f1", shows="Keys")
        await step("escape", shows="· idle")
        await step("f4", shows="odel")
        await step("escape", shows="· idle")
        await step("pageup", shows="· idle")
        await step("alt+t", shows="hello @@halves")
        await step("slash", *"rich", shows="rich")
        await step("escape", "enter", shows="│ Ask ")
        for width, height in ((60, 30), (120, 35)):
            terminal.resize(width, height)
            await run.pilot.resize_terminal(width, height)
            await step(shows="· idle")
        for sizes in (
            (),
            (Size(40, 12),),
        ):  # small and large again within a moment, of which more or less is told
            terminal.resize(120, 35)
            for size in (*sizes, Size(120, 35)):
                run.app.post_message(Resize(size, size))
            await step(shows="· idle")


async def test_what_stands_already_is_not_sent_again(server_config, terminal: Emulated):
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ", "gpt")
        await run.pilot.pause()
        terminal.sent.clear()
        await run.press("x")
        await run.until(lambda: cells(terminal.screen) == composed(run))
        assert 0 < sum(map(len, terminal.sent)) < 2_000
        terminal.sent.clear()
        await run.press("ctrl+l")
        await run.until(lambda: bool(terminal.sent))
        # Whatever happened to the terminal, this draws all of it.
        assert sum(map(len, terminal.sent)) > 5_000


async def test_what_moves_once_a_second_is_one_frame(server_config, scripted_model, terminal: Emulated):
    scripted_model.on("@@wait", Script([[Shell("sleep 60")], [Text("Done.")]]))
    terminal.resize(120, 40)
    async with running(server_config, Options(new=True), size=(120, 40)) as run:
        await run.shows("│ Ask ", "gpt")
        await run.type("@@wait")
        await run.press("enter")
        await run.shows("Running", "running     1s")
        terminal.sent.clear()
        # The row in the conversation, that of the panel, and the status line.
        await run.until(
            lambda: any(sent.count("sleep 60") == 2 and "\x1b[40;1H" in sent for sent in terminal.sent)
        )


async def test_after_a_suspension_the_whole_screen_is_drawn_again(server_config, monkeypatch):
    async with running(server_config) as run:
        await run.shows("filter titles")
        drawn: list[CodexTui] = []
        monkeypatch.setattr(CodexTui, "action_redraw", lambda app: drawn.append(app))
        run.app.post_message(Driver.SignalResume())
        await run.until(lambda: bool(drawn))


CLUSTERS = """\
| what | 1 |
|---|---|
| 👨\u200d👩\u200d👧 family | x |
| ❤\ufe0f heart | x |
| 🇩🇪 flag | x |
| e\u0301 combined | x |
| שלום | x |

[a link](https://example.com/with/a/path) that ends here
"""


async def test_what_terminals_measure_otherwise_moves_neither_a_table_nor_the_frame_of_the_composer(
    server_config, scripted_model, terminal: Emulated
):
    scripted_model.on("@@clusters", Script([[Text(CLUSTERS)]]))
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ")
        await run.type("@@clusters")
        await run.press("enter")
        await run.shows("that ends here", "· idle", "│ Ask ")
        run.app.screen.post_message(Paste("❤\ufe0f and 👨\u200d👩\u200d👧 and 🇩🇪"))
        await run.shows("❤\ufe0f and")
        await run.pilot.pause()

        def column(row: str, mark: str) -> int:
            line = terminal.screen.buffer[
                next(y for y, text in enumerate(terminal.screen.display) if row in text)
            ]
            return max(x for x in range(terminal.screen.columns) if line[x].data == mark)

        names = ("what", "family", "heart", "flag", "combined", "שלום")
        assert len({column(name, "│") for name in names}) == 1
        assert column(" and ", "│") == column("╭", "╮")


FROM_THE_RIGHT = """\
| שם | what it means |
|----|----|
| שלום עולם | مَرْحَبًا بِكُم |
| plain | text |
| العربية | עברית, and English |

- שלום
- مَرْحَبًا

"""


async def test_text_from_the_right_keeps_the_columns_of_all_that_stands_beside_it(
    server_config, scripted_model, terminal: Emulated
):
    """Each letter is where its column is counted; in which order a terminal draws them is the terminal's."""
    scripted_model.on("@@right", Script([[Text(FROM_THE_RIGHT + "שלום " * 60)]]))
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ")
        await run.type("@@right")
        await run.press("enter")
        await run.shows("العربية", "· idle", "│ Ask ")
        run.app.screen.post_message(Paste("שלום مَرْحَبًا"))
        await run.shows("│ שלום")
        await run.pilot.pause()
        shown = terminal.screen.display

        def columns(text: str, mark: str) -> list[int]:
            line = terminal.screen.buffer[next(y for y, row in enumerate(shown) if text in row)]
            return [x for x in range(terminal.screen.columns) if line[x].data == mark]

        rows = ("שם", "עולם", "plain", "العربية")
        assert len({tuple(columns(row, "│")) for row in rows}) == 1
        assert columns("│ שלום", "│")[-1] == columns("╭", "╮")[-1]
        long = [row.rstrip() for row in shown if row.count("שלום") > 5]
        assert [len(row) for row in long] == [len(long[0])] * 3  # wrapped at words, at the same column
        # The cursor goes by letters as they were typed: from the end to the left is towards the beginning.
        await run.press("home", "right", "right", "delete")
        await run.shows("│ שלם")


async def test_a_link_is_sent_with_its_text_and_only_then(server_config, scripted_model, terminal: Emulated):
    scripted_model.on("@@clusters", Script([[Text(CLUSTERS)]]))
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ")
        await run.type("@@clusters")
        await run.press("enter")
        await run.shows("that ends here", "· idle", "│ Ask ")
        await run.pilot.pause()
        opened = re.findall(
            r"\x1b\]8;id=[0-9-]+;(.*?)\x1b\\(?:\x1b\[[0-9;]*m)?([^\x1b]*)(?:\x1b\[0m)?(\x1b\]8;;\x1b\\)?",
            "".join(terminal.sent),
        )
        assert {text for _, text, _ in opened} == {"a link", "https://example.com/with/a/path"}
        assert {(link, end) for link, _, end in opened} == {
            ("https://example.com/with/a/path", "\x1b]8;;\x1b\\")
        }
        # Of rows that came bit by bit it is not known yet that they stand there.
        for typed in ("x", "xx"):
            terminal.sent.clear()
            run.app.query_one(Transcript).refresh()
            await run.press("x")
            await run.shows(f"│ {typed}")
        assert "\x1b]8;" not in "".join(terminal.sent)
