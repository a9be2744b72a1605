"""Pictures of the threads, the model picker and the help, at the widths that matter, dark and light."""

import sys
from collections.abc import Callable

import pytest

from codex_tui.keymap import Scope
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.help import HelpScreen
from codex_tui.screens.model_picker import ModelPicker
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.theming import DARK, LIGHT
from tests.screens.support import SHOP, FakePorts, Host, busy_board, key, ready

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")
SIZES = {40: (40, 14), 80: (80, 24), 120: (120, 30), 160: (160, 30)}


def threads(prepare: Callable[[FakePorts], None], theme: str = DARK) -> Host:
    fake = FakePorts()
    prepare(fake)
    return Host(lambda: ThreadsScreen(fake.ports()), theme)


def busy(fake: FakePorts) -> None:
    busy_board(fake.state)


def lost(fake: FakePorts) -> None:
    busy_board(fake.state)
    fake.state.server.state = ConnectionState.LOST
    fake.state.server.problem = SafeText("The server ended with exit code 101 in the middle of two turns.")


def empty(fake: FakePorts) -> None:
    ready(fake.state)
    fake.state.board.listing.cwd = SHOP


BUSY = [(40, DARK), (80, LIGHT), (160, DARK)]
"""The others differ from these in width or in colour alone."""


@pytest.mark.parametrize(
    ("theme", "width"),
    [
        pytest.param(theme, width, marks=() if (width, theme) in BUSY else pytest.mark.long)
        for theme in (DARK, LIGHT)
        for width in SIZES
    ],
)
def test_threads_busy(snap_compare, width, theme):
    assert snap_compare(threads(busy, theme), terminal_size=SIZES[width])


@pytest.mark.parametrize("width", [40, 120])
def test_threads_filtered(snap_compare, width):
    assert snap_compare(threads(busy), terminal_size=SIZES[width], press=["slash", *"the"])


@pytest.mark.parametrize("width", [40, 80])
def test_threads_lost(snap_compare, width):
    assert snap_compare(threads(lost, LIGHT), terminal_size=SIZES[width])


def test_threads_empty(snap_compare):
    assert snap_compare(threads(empty), terminal_size=SIZES[80])


def test_threads_rename(snap_compare):
    assert snap_compare(threads(busy), terminal_size=SIZES[80], press=["r"])


@pytest.mark.parametrize(("width", "theme"), [(40, DARK), (80, LIGHT), (120, DARK)])
def test_model_picker(snap_compare, width, theme):
    fake = FakePorts()
    ready(fake.state)
    fake.state.conversation(key("7f3a")).settings.model = SafeText("gpt-6-sol")
    assert snap_compare(
        Host(lambda: ModelPicker(fake.ports(), key("7f3a")), theme), terminal_size=SIZES[width]
    )


@pytest.mark.parametrize(("width", "theme"), [(40, LIGHT), (80, DARK)])
def test_help(snap_compare, width, theme):
    scopes = (Scope.COMPOSER, Scope.APP)
    assert snap_compare(Host(lambda: HelpScreen(scopes), theme), terminal_size=SIZES[width])
