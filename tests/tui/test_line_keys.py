"""In a line of a dialog a key takes effect before what is typed behind it, also where all of it comes in one breath."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from codex_tui.screens.conversation import ConversationScreen
from tests.support.app import ask, open_line, running
from tests.tui.test_commands import NEW

if TYPE_CHECKING:
    from codex_app_server import AppServerConfig

pytestmark = pytest.mark.anyio

DIALOGS = ("/export", "/keys", "/map")


@pytest.mark.parametrize(
    "command", [DIALOGS[0], *(pytest.param(other, marks=pytest.mark.long) for other in DIALOGS[1:])]
)
async def test_keys_that_edit_a_line_do_so_in_their_order(
    server_config: AppServerConfig, command: str
) -> None:
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        line = await open_line(run, command)
        await run.type_all("ctrl+u", "nomx", "backspace", "e", "home", "in ", "left", "left", "X")
        await run.until(lambda: line.value == "iXn nome")


async def test_keys_behind_a_command_are_for_what_it_opens(server_config: AppServerConfig) -> None:
    async with running(server_config, NEW) as run:
        await run.shows("Ask anything")
        await run.type_all("/login", "enter", "down", "down", "enter", "sk-typed")
        await run.shows("Type or paste the key", "•" * len("sk-typed"))
        await run.press("escape", "escape")
        await run.hides("Log in")
        await run.type_all("/review", "enter", "tab", "tab", "cart")
        await run.shows("· [commit] ·", "cart")
        await run.press("escape")
        await run.hides("Changes  ")
        await run.shows("Ask anything")


async def test_a_word_behind_the_key_that_finds_is_looked_for(server_config: AppServerConfig) -> None:
    async with running(server_config, NEW) as run:
        await ask(run, "hello @@plain")
        await run.shows("· idle")
        await run.type_all("alt+up", "/expand", "enter")
        await run.shows("expand", "no hits")


async def test_keys_behind_a_command_wait_for_what_it_opens_also_on_a_machine_with_much_to_do(
    server_config: AppServerConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_command = ConversationScreen.give_command

    async def give_command_slowly(screen: ConversationScreen, text: str) -> bool:
        free = asyncio.Event()
        asyncio.get_running_loop().call_later(1.2, free.set)
        await free.wait()
        return await give_command(screen, text)

    monkeypatch.setattr(ConversationScreen, "give_command", give_command_slowly)
    async with running(server_config, NEW) as run:
        await run.shows("Ask anything")
        await run.type_all("/login", "enter", "down", "down", "enter", "sk-typed")
        await run.shows("Type or paste the key", "•" * len("sk-typed"))
