"""A thousand approvals on one real server, answered in any order by two clients: each exactly once."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from codex_app_server import AsyncCodex, ServerRequestClosedError, launch_listening_server
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.messages import ApprovalRequested
from codex_tui.model import answers
from codex_tui.model.requests import CommandApproval

from .conftest import Stage, running

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig, ServerRequest
    from codex_tui.demo.server import ScriptedModel

pytestmark = pytest.mark.anyio

SEED = 20_261_129


async def answer_all(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    project_dir: Path,
    store: Path,
    threads: int,
    each: int,
) -> set[str]:
    """Has so many commands in so many threads asked for, and answers them at random; the files that shall be there."""
    for thread in range(threads):
        commands = [
            Shell(f"echo x >> ran-{thread}-{number}", escalated=True, justification="May I?")
            for number in range(each)
        ]
        scripted_model.on(f"@@thread-{thread}!", Script([commands, [Text("Went on.")]]))
    chance = random.Random(SEED)
    yes: set[str] = set()
    no: set[str] = set()
    by_other: set[str] = set()
    with launch_listening_server(server_config) as server:
        joined = replace(server_config, config_overrides=(), endpoint=server.endpoint, concurrent_turns=True)
        async with running(Stage(joined, project_dir, store)) as stage, AsyncCodex(joined) as other:
            await stage.ready()
            told: dict[str, ServerRequest] = {}

            async def listen() -> None:
                async for request in other.server_requests():
                    told[str(request.raw_params["itemId"])] = request

            listening = asyncio.create_task(listen())
            conversations = [await stage.submit(f"do @@thread-{thread}!") for thread in range(threads)]
            for conversation in conversations:
                await other.thread_resume(conversation.key.thread)

            async def answer_here(request: CommandApproval, *, allowed: bool) -> None:
                given = answers.accept(request) if allowed else answers.decline(request)
                await stage.session.approvals.answer(request.key, given, seen=request)

            async def answer_there(request: CommandApproval, *, allowed: bool) -> None:
                assert request.item is not None
                asked = told.get(request.item.item)
                if asked is None:  # it has not heard of it yet
                    await answer_here(request, allowed=allowed)
                    return
                with suppress(ServerRequestClosedError):
                    await asked.respond({"decision": "accept" if allowed else "decline"})
                    by_other.add(request.command)

            async def answer_in_both(request: CommandApproval, *, allowed: bool) -> None:
                await asyncio.gather(
                    *(answer(request, allowed=allowed) for answer in (answer_here, answer_there))
                )

            while len(yes) + len(no) < threads * each:
                await stage.ears.until(lambda: len(stage.state.inbox))
                request = chance.choice(stage.state.inbox.all())
                assert isinstance(request, CommandApproval)
                name = request.command.rpartition(" ")[2]
                assert name not in yes | no, f"{name} was asked about twice"
                allowed = chance.random() < 0.5
                (yes if allowed else no).add(name)
                answer = chance.choice([answer_here, answer_there, answer_in_both])
                await answer(request, allowed=allowed)
                await stage.ears.until(partial(is_gone, stage, request))
            for conversation in conversations:
                await stage.turn_over(conversation)
            listening.cancel()
            assert not stage.state.inbox
            assert not [one for one in told.values() if one.is_open]
            assert len(stage.ears.of(ApprovalRequested)) == threads * each
    assert by_other
    return yes


def is_gone(stage: Stage, request: CommandApproval) -> bool:
    return stage.state.inbox.get(request.key) is None


def what_ran(folder: Path) -> dict[str, str]:
    """The files that commands wrote: a line for each time that one ran."""
    return {path.name: path.read_text() for path in folder.glob("ran-*")}


async def test_fifteen_in_any_order(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    yes = await answer_all(server_config, scripted_model, project_dir, tmp_path / "state", threads=3, each=5)
    assert what_ran(project_dir) == dict.fromkeys(yes, "x\n")


@pytest.mark.long
async def test_a_thousand_in_any_order(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    yes = await answer_all(
        server_config, scripted_model, project_dir, tmp_path / "state", threads=50, each=20
    )
    assert what_ran(project_dir) == dict.fromkeys(yes, "x\n")
