"""Pictures in the terminal's own points: sent once, placed by characters, and let go of."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codex_tui.demo.tools import draw_picture
from codex_tui.kitty_pictures import KittyPictures
from codex_tui.model import pictures
from codex_tui.model.safe_text import SafeText
from codex_tui.render.picture import HIGHEST, WIDEST
from codex_tui.render.placeholders import PLACEHOLDER, placeholders
from codex_tui.settings.loading import Loaded
from codex_tui.settings.values import Display, Settings
from tests.support.kitty import Filtered, Graphics
from tests.support.terminal import Terminal
from tests.transcript.host import Host, agent, conversation, make_ports, numbered
from tests.transcript.test_pictures_shown import Drawer, colours, pictured, until, viewed

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["colours"]


class Played:
    """An application whose terminal knows pictures, and that terminal."""

    def __init__(self, version: str = "kitty(0.41.1)", wanted: str = "auto") -> None:
        self.kitty = KittyPictures()
        self.graphics = Graphics(self.kitty.rewrite, version)
        self.drawer = Drawer()
        self.wanted = wanted
        self.take()

    def take(self) -> None:
        self.kitty.taken(self.graphics.read, -1)

    def host(self, *items) -> Host:
        ports = replace(
            make_ports(),
            pictures=lambda: self.drawer.book,
            kitty_pictures=self.kitty,
            loaded=Loaded(Settings(display=Display(pictures=self.wanted))),  # type: ignore[arg-type]
        )
        return Host(conversation(*items), ports=ports)


def placed(app: Host) -> int:
    """Rows of placeholders on the screen."""
    return sum(PLACEHOLDER in row for row in app.screen_text)


def colour_of(app: Host) -> int:
    """The number that the colour of the placeholders on the screen says."""
    strips = app.screen._compositor.render_strips()
    styles = {segment.style for strip in strips for segment in strip if PLACEHOLDER in segment.text}
    [number] = {int(style.color.name.removeprefix("#"), 16) for style in styles if style and style.color}
    return number


def test_a_picture_is_sent_once_and_stands_where_its_characters_are(tmp_path: Path):
    from PIL import Image

    async def go() -> None:
        terminal = Played()
        app = terminal.host(viewed(draw_picture(tmp_path)), agent("a", "Sales grow."))
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: placed(app) == 6)
            assert pictured(app) == 0
            [(number, picture)] = terminal.graphics.taken.items()
            assert colour_of(app) == number
            assert {key: picture.keys[key] for key in "aUfcr"} == {
                "a": "T",
                "U": "1",
                "f": "100",
                "c": "20",
                "r": "6",
            }
            with Image.open(io.BytesIO(picture.png)) as points:
                assert points.size == (192, 108)
            app.transcript.focus()
            await pilot.press("k", "space")
            await until(pilot, lambda: placed(app) == 0)
            await pilot.press("space")
            await until(pilot, lambda: placed(app) == 6)
            assert list(terminal.graphics.taken) == [number]
            assert terminal.drawer.asked == ["view"]

    asyncio.run(go())


def test_a_terminal_that_was_given_away_gets_its_pictures_again(tmp_path: Path):
    async def go() -> None:
        terminal = Played()
        app = terminal.host(viewed(draw_picture(tmp_path)))
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: placed(app) == 6)
            [before] = terminal.graphics.taken
            terminal.graphics.read(terminal.kitty.given_back())
            assert terminal.graphics.deleted == [before]
            terminal.take()
            app.refresh(layout=True)  # as Textual does when it has the terminal again
            await until(pilot, lambda: bool(terminal.graphics.taken) and placed(app) == 6)
            assert before not in terminal.graphics.taken
            assert [colour_of(app)] == list(terminal.graphics.taken)

    asyncio.run(go())


def test_of_many_pictures_those_seen_longest_ago_are_let_go_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "KEPT", 1)
    path = draw_picture(tmp_path)

    async def go() -> None:
        terminal = Played()
        app = terminal.host(viewed(path, "far"), *numbered(60), viewed(path, "near"))
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: placed(app) == 6)
            [near] = terminal.graphics.taken
            app.transcript.focus()
            await pilot.press("g")
            await until(pilot, lambda: placed(app) == 6)
            assert terminal.graphics.deleted == [near]
            assert list(terminal.graphics.taken) == [colour_of(app)]

    asyncio.run(go())


@pytest.mark.parametrize(
    ("version", "wanted"), [("kitty(0.26.5)", "auto"), ("XTerm(379)", "auto"), ("ghostty 1.1.3", "cells")]
)
def test_where_a_terminal_does_not_know_placeholders_or_nobody_wants_them_half_cells_do(
    tmp_path: Path, version: str, wanted: str
):
    async def go() -> None:
        terminal = Played(version, wanted)
        app = terminal.host(viewed(draw_picture(tmp_path)))
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: pictured(app) == 17)
            assert placed(app) == len(terminal.graphics.taken) == 0

    asyncio.run(go())


def test_off_leaves_their_names(tmp_path: Path):
    async def go() -> None:
        terminal = Played(wanted="off")
        app = terminal.host(viewed(draw_picture(tmp_path)))
        async with app.run_test(size=(100, 40)) as pilot:
            await pilot.pause()
            assert "Viewed an image" in "\n".join(app.screen_text)
            assert terminal.drawer.asked == []

    asyncio.run(go())


@pytest.mark.parametrize("cut", range(1, 20))
def test_the_answer_is_no_key_wherever_it_is_cut(cut: int):
    sent: list[str] = []
    kitty = KittyPictures()
    kitty.taken(sent.append, -1)
    text = "a\x1bP>|kitty(0.41.1)\x1b\\b"
    assert kitty.rewrite(text[:cut]) + kitty.rewrite(text[cut:]) == "ab"
    assert kitty.cell is not None
    assert kitty.rewrite("\x1bP") == "\x1bP"


def test_what_only_begins_like_the_answer_was_typed():
    kitty = KittyPictures()
    kitty.taken(str, -1)
    assert (kitty.rewrite("\x1bP"), kitty.silence(), kitty.silence()) == ("", "\x1bP", "")


def test_the_largest_picture_has_a_place_for_each_of_its_cells():
    rows = [placeholders(row, WIDEST) for row in range(HIGHEST)]
    cells = {row[start : start + 3] for row in rows for start in range(0, len(row), 3)}
    assert len(cells) == WIDEST * HIGHEST


def test_text_of_others_draws_no_picture():
    assert PLACEHOLDER not in SafeText(f"here: {placeholders(0, 3)}")


def test_in_a_terminal_the_picture_comes_before_its_characters_and_goes_with_the_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "xterm-kitty")
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    command = [sys.executable, "-m", "codex_tui", "--demo", "--new"]
    with Terminal(command, cwd=tmp_path, env=os.environ) as terminal:
        graphics = Graphics(terminal.type)
        terminal._stream = Filtered(graphics, terminal._stream.feed)  # type: ignore[assignment]
        terminal.wait_for("Ask ")
        terminal.type("@@tools\r")
        terminal.wait_for(lambda text: text.count(PLACEHOLDER) == 6 * 20)
        [number] = graphics.taken
        sent = terminal.received.decode(errors="replace")
        assert sent.index("\x1b_Ga=T") < sent.index(PLACEHOLDER)
        red, green, blue = number >> 16, number >> 8 & 255, number & 255
        assert re.search(rf"\x1b\[38;2;{red};{green};{blue};[0-9;]*m{PLACEHOLDER}", sent)
        assert "kitty(" not in terminal.text
        terminal.wait_for("· idle")
        terminal.type("\x07")  # an editor has the terminal for a moment
        terminal.wait_for(lambda _: graphics.deleted == [number] and len(graphics.taken) == 1)
        [again] = graphics.taken
        terminal.wait_for(lambda text: text.count(PLACEHOLDER) == 6 * 20)
        terminal.type("\x04")
        terminal.wait_for_exit()
        assert graphics.deleted == [number, again]
