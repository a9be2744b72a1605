"""The composer is never pushed out, whatever else wants room on a small screen; and how its pieces look."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Mention, PastedText
from codex_tui.model.safe_text import SafeText
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import ConversationApp, command_approval, idle_state, running_state, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

PICTURES = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")

PROMPT = joined(
    (
        draft_of("Why does "),
        of_element(Mention(SafeText("@shop/cart.py"), SafeText("cart.py"), "/shop/cart.py")),
        draft_of(" fail like this: "),
        of_element(PastedText(SafeText("\n".join(map(str, range(214)))))),
        draft_of("\nIt should look like "),
        of_element(AttachedImage("/tmp/receipt.png", SafeText("receipt.png"), "640×480")),
    )
)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "size",
    [(40, 14), *(pytest.param(size, marks=pytest.mark.long) for size in ((40, 18), (80, 24))), (160, 14)],
)
async def test_with_a_request_a_long_draft_and_a_search_all_have_room(size: tuple[int, int]):
    app = ConversationApp(running_state())
    app.history.prompts = ["\n".join(map(str, range(40)))]
    async with app.run_test(size=size) as pilot:
        screen = app.conversation
        screen.composer.put_back("\n".join(map(str, range(40))))
        app.ask(command_approval(command="rm -rf " + "build/ " * 40))
        await settle(pilot, lambda: screen.dock.region.height > 0)
        await pilot.press("ctrl+r", "3")
        await settle(pilot, lambda: screen.recall_bar.region.height == 1)
        assert screen.status.region.y == size[1] - 1
        assert screen.composer.region.bottom == size[1] - 1
        assert screen.composer.content_region.height >= 1
        assert screen.recall_bar.region.bottom == screen.composer.region.y
        assert screen.dock.region.bottom == screen.recall_bar.region.y
        assert screen.dock.region.height >= 3
        assert screen.header.region.y == 0


async def show_recall(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, ConversationApp)
    app.history.drafts = [PROMPT, draft_of("What does cart.py do?")]
    await pilot.press("ctrl+r")
    await settle(pilot, lambda: app.conversation.recall_bar.has_focus_within)
    await pilot.press(*"cart.py", "ctrl+r")
    await settle(pilot, lambda: "Why" in app.conversation.composer.text)


@PICTURES
@pytest.mark.parametrize(
    ("size", "theme"), [((80, 16), DARK), ((40, 14), LIGHT)], ids=["80-dark", "40-light"]
)
def test_a_prompt_that_was_found(snap_compare: Callable[..., bool], size: tuple[int, int], theme: str):
    app = ConversationApp(idle_state(), theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=show_recall)
