"""How a conversation looks; the pictures are made on one Python only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.demo.markdown import MARKDOWN
from codex_tui.theming import LIGHT
from tests.transcript.host import Host, agent, conversation, make_ports
from tests.transcript.samples import mixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    Compare = Callable[..., bool]


async def _select_across_cells(pilot: Pilot[Any]) -> None:
    transcript = pilot.app.query_one("#transcript")
    await pilot.mouse_down(transcript, offset=(10, 7))
    await pilot.hover(transcript, offset=(30, 10))
    await pilot.mouse_up(transcript, offset=(30, 10))


async def _open_all_at_the_start(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, Host)
    await pilot.pause()
    app.transcript.focus()
    app.transcript.fold_all(False)
    await pilot.press("g", "j", "j")


def test_mixed_dark_80(snap_compare: Compare):
    assert snap_compare(Host(mixed()), terminal_size=(80, 60))


def test_mixed_light_80_selected(snap_compare: Compare):
    assert snap_compare(Host(mixed(), theme=LIGHT), terminal_size=(80, 60), run_before=_select_across_cells)


def test_mixed_dark_40(snap_compare: Compare):
    assert snap_compare(Host(mixed()), terminal_size=(40, 70))


def test_mixed_dark_80_open_with_cursor(snap_compare: Compare):
    assert snap_compare(Host(mixed()), terminal_size=(80, 60), run_before=_open_all_at_the_start)


def test_mixed_ascii_60_end(snap_compare: Compare):
    assert snap_compare(Host(mixed(), ports=make_ports(ascii_only=True)), terminal_size=(60, 24))


def test_markdown_dark_80(snap_compare: Compare):
    assert snap_compare(Host(conversation(agent("a", MARKDOWN))), terminal_size=(80, 108))


def test_markdown_light_40(snap_compare: Compare):
    assert snap_compare(Host(conversation(agent("a", MARKDOWN)), theme=LIGHT), terminal_size=(40, 140))


def test_empty_dark_60(snap_compare: Compare):
    assert snap_compare(Host(None), terminal_size=(60, 14))
