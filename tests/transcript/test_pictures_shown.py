"""Pictures in the transcript, drawn by the real process from real files."""

from __future__ import annotations

import asyncio
import base64
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from codex_tui import drawing
from codex_tui.demo.tools import draw_picture
from codex_tui.model.attachments import Attachment, AttachmentKind, carried, picture
from codex_tui.model.items import Item, ItemStatus
from codex_tui.model.named_files import files_named_in
from codex_tui.model.pictures import Pictures
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import ImageItem
from codex_tui.theming import LIGHT
from tests.transcript.host import THREAD, Host, agent, conversation, make_ports, numbered, user

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from codex_tui.messages import Said

    Compare = Callable[..., bool]

PICTURES = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")
HALF = "▀"
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def colours(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def viewed(path: Path | str, name: str = "view") -> ImageItem:
    return ImageItem(
        key=THREAD.item("turn", name),
        status=ItemStatus.COMPLETED,
        heading=SafeText("Viewed an image"),
        argument=SafeText(str(path)),
        path=SafeText(str(path)),
    )


def prompt(*attachments: Attachment, text: str = "Look at this") -> Item:
    item = user("u", text)
    item.attachments = attachments
    return item


class Drawer:
    """Draws for real and remembers for whom."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.book = Pictures(self.draw)

    async def draw(self, wish):
        self.asked.append(wish.item.item)
        return await drawing.draw(wish)


def host(
    *items: Item, drawer: Drawer | None = None, ascii_only: bool = False, theme: str = "codex-dark"
) -> Host:
    book = (drawer or Drawer()).book
    ports = replace(make_ports(ascii_only=ascii_only), pictures=lambda: book)
    return Host(conversation(*items), ports=ports, theme=theme)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not condition():
        assert loop.time() < deadline, "\n".join(pilot.app.screen_text)  # type: ignore[attr-defined]
        await pilot.pause()


def pictured(app: Host) -> int:
    """Rows of pictures on the screen."""
    return sum(HALF in row for row in app.screen_text)


@pytest.mark.parametrize(("width", "rows"), [(100, 17), (40, 11)])
def test_what_the_model_saw_is_shown_under_its_line_and_folds_to_its_name(tmp_path, width, rows):
    async def go() -> None:
        app = host(viewed(draw_picture(tmp_path)), agent("a", "Sales grow."))
        async with app.run_test(size=(width, 40)) as pilot:
            await until(pilot, lambda: pictured(app) == rows)
            shown = app.screen_text
            assert all(len(row) <= width for row in shown)
            assert any(row.startswith("• Sales grow.") for row in shown)
            app.transcript.focus()
            await pilot.press("k", "space")
            await until(pilot, lambda: pictured(app) == 0)
            assert any("Viewed an image" in row and "▸" in row for row in app.screen_text)
            await pilot.press("space")
            await until(pilot, lambda: pictured(app) == rows)
            app.transcript.fold_all(True)
            await until(pilot, lambda: pictured(app) == 0)

    asyncio.run(go())


def test_of_a_picture_its_path_is_copied_and_opened(tmp_path):
    async def go() -> None:
        path = draw_picture(tmp_path / "a folder") if (tmp_path / "a folder").mkdir() is None else tmp_path
        item = viewed(path)
        app = host(item)
        async with app.run_test(size=(100, 40)) as pilot:
            await until(pilot, lambda: pictured(app) > 0)
            app.transcript.focus()
            await pilot.press("y")
            await until(pilot, lambda: app.copied == [str(path)])
            assert [name.path for name in files_named_in(item)] == [str(path)]
            await pilot.press("Y")
            await until(pilot, lambda: len(app.copied) == 2)
            assert HALF not in app.copied[1]

    asyncio.run(go())


def test_pictures_of_a_prompt_are_shown_a_file_and_one_that_came_with_it_and_nothing_is_fetched(tmp_path):
    path = draw_picture(tmp_path)
    data = "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
    address = "https://example.com/a.png"

    async def go() -> None:
        drawer = Drawer()
        app = host(
            prompt(
                Attachment(AttachmentKind.LOCAL_IMAGE, SafeText(str(path)), SafeText(str(path))),
                Attachment(AttachmentKind.IMAGE, picture(address), data=carried(address)),
                Attachment(AttachmentKind.IMAGE, picture(data), data=carried(data)),
            ),
            drawer=drawer,
        )
        async with app.run_test(size=(100, 60)) as pilot:
            await until(pilot, lambda: pictured(app) == 34)
            chips = [row for row in app.screen_text if "▣ image" in row]
            assert ["▾" in row for row in chips] == [True, False, True]
            assert drawer.asked == ["u", "u"]

    asyncio.run(go())


def test_a_picture_that_is_not_on_the_screen_is_not_drawn_before_it_is(tmp_path):
    async def go() -> None:
        drawer = Drawer()
        path = draw_picture(tmp_path)
        app = host(viewed(path, "far"), *numbered(60), viewed(path, "near"), drawer=drawer)
        async with app.run_test(size=(80, 30)) as pilot:
            await until(pilot, lambda: pictured(app) > 0)
            assert drawer.asked == ["near"]
            app.transcript.focus()
            await pilot.press("g")
            await until(pilot, lambda: pictured(app) > 0)
            assert drawer.asked == ["near", "far"]

    asyncio.run(go())


def test_why_a_picture_is_not_shown_stands_in_its_place(tmp_path):
    async def go() -> None:
        app = host(viewed(tmp_path / "gone.png"))
        async with app.run_test(size=(100, 20)) as pilot:
            await until(pilot, lambda: "the file is not there, or no longer" in "\n".join(app.screen_text))

    asyncio.run(go())


@pytest.mark.parametrize("terminal", ["NO_COLOR", "16 colours", "ASCII"])
def test_where_a_picture_would_be_none_its_name_has_to_do(tmp_path, monkeypatch, terminal):
    if terminal == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    elif terminal == "16 colours":
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("COLORTERM")

    async def go() -> None:
        drawer = Drawer()
        app = host(viewed(draw_picture(tmp_path)), drawer=drawer, ascii_only=terminal == "ASCII")
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            assert "Viewed an image" in "\n".join(app.screen_text)
            assert pictured(app) == 0
            assert drawer.asked == []

    asyncio.run(go())


def test_without_the_extra_a_picture_has_its_name_and_once_it_is_said_what_is_missing(tmp_path):
    class Listening(Host):
        def __init__(self, shown) -> None:
            super().__init__(shown)
            self.told: list[str] = []

        def on_said(self, message: Said) -> None:
            self.told.append(message.text)

    async def go() -> None:
        app = Listening(conversation(viewed(draw_picture(tmp_path))))
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: len(app.told) == 1)
            app.start(viewed("other.png", "other"))
            await until(pilot, lambda: "other.png" in "\n".join(app.screen_text))
            assert app.told == ["For pictures: pip install textual-image"]
            assert pictured(app) == 0

    asyncio.run(go())


def looks(tmp_path: Path) -> list[Item]:
    path = draw_picture(tmp_path)
    item = viewed("sales.png")
    item.path = SafeText(str(path))
    return [
        prompt(),
        item,
        agent("a", "Sales grow."),
        viewed("gone.png", "gone"),
    ]


async def _all_drawn(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, Host)
    await until(pilot, lambda: "cannot be shown" in "\n".join(app.screen_text) and pictured(app) > 0)


@PICTURES
@pytest.mark.parametrize(("theme", "width"), [("codex-dark", 100), (LIGHT, 40)])
def test_pictures_look_like_that(tmp_path, snap_compare: Compare, theme, width):
    items = looks(tmp_path)
    assert snap_compare(host(*items, theme=theme), terminal_size=(width, 30), run_before=_all_drawn)
