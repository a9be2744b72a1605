"""Pictures of the menu over the composer: of files, whose rows are the test's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.file_search import FileSearch, FoundFile, found_file
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import ConversationApp, idle_state, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")


def found(path: str, *, is_folder: bool = False) -> FoundFile:
    at = path.index("cart")
    return found_file(path, range(at, at + 4), is_folder=is_folder)


FOUND = (
    found("src/shop/cart.py"),
    found("packages/storefront/src/shop/checkout/payment/cart_total.py"),
    found("tests/cart", is_folder=True),
)


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")


@pytest.mark.parametrize(("size", "theme"), [((40, 14), DARK), ((80, 24), DARK), ((80, 24), LIGHT)])
def test_files(snap_compare: Callable[..., bool], size: tuple[int, int], theme: str):
    app = ConversationApp(idle_state(), theme=theme)
    app.state.file_search = FileSearch("/home/me/src/shop", "cart", FOUND, answered=True)

    async def type_it(pilot: Pilot[None]) -> None:
        await pilot.press(*"see @cart")
        await settle(pilot, lambda: (menu := app.conversation.menu) is not None and menu.entry is not None)
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=type_it)


def test_a_command_of_ones_own(snap_compare: Callable[..., bool]):
    async def type_it(pilot: Pilot[None]) -> None:
        await pilot.press(*"!git status")
        await settle(pilot)

    assert snap_compare(ConversationApp(idle_state()), terminal_size=(80, 24), run_before=type_it)
