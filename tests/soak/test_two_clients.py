"""Two people at one server for minutes: both begin, answer, steer, queue, rename, archive and interrupt at random.

``SOAK_MINUTES`` is how long (1; ten in a recorded run), ``SOAK_SEED`` what the dice begin with. In the end both boards
and both views of every conversation are those of a client that begins now, and what was asked ran once or never.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from codex_app_server import launch_listening_server
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.model import answers
from codex_tui.model.canonical import canonical
from codex_tui.model.requests import CommandApproval
from codex_tui.model.row_actions import RowAction
from tests.session.test_two_boards import World

if TYPE_CHECKING:
    from pathlib import Path

    from codex_app_server import AppServerConfig
    from codex_tui.demo.request import ModelRequest
    from codex_tui.demo.server import ScriptedModel
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from tests.session.test_two_boards import Client

pytestmark = [pytest.mark.long, pytest.mark.anyio]

MINUTES = float(os.environ.get("SOAK_MINUTES", "1"))
SEED = int(os.environ.get("SOAK_SEED", "8"))
MOST_THREADS = 30


class Pair(World):
    """Two clients, and a file in which each command that was allowed writes its number."""

    def prepare(self, model: ScriptedModel, ran: Path, dice: random.Random) -> None:
        self.ran, self.dice = ran, dice
        self.asked = self.yes = self.no = 0
        model.on("@@asks", self._asks)

    def _asks(self, _request: ModelRequest) -> Script:
        self.asked += 1
        command = f"echo {self.asked} >> {self.ran}"
        return Script([[Shell(command, escalated=True, justification="May I?")], [Text("Went on.")]])

    async def both_answer(self) -> None:
        """Both decide on what waits, the one as soon as the other, and not always alike."""
        for client in self.dice.sample(self.clients, 2):
            for request in client.stage.state.inbox.all()[:2]:
                if isinstance(request, CommandApproval):
                    yes = self.dice.random() < 0.7
                    answer = answers.accept(request) if yes else answers.decline(request)
                    await client.session.approvals.answer(request.key, answer)

    async def steer(self, who: int, which: int) -> None:
        client, key, row = self.pick(who, which)
        if client.is_up and row is not None and row.state.active and not row.archived:
            client.stage.watch(key)
            if await client.session.threads.open_thread(key):
                await client.session.turns.submit(key, self.another_name("rather"))

    async def queue(self, who: int, which: int) -> None:
        client, key, row = self.pick(who, which)
        if client.is_up and row is not None and row.state.active and not row.archived:
            client.stage.watch(key)
            if await client.session.threads.open_thread(key):
                await client.session.queue.add(key, self.another_name("next @@plain"))

    async def step(self) -> str:
        dice = self.dice
        who, which = dice.randrange(2), dice.randrange(MOST_THREADS)
        new = None if len(self.threads) < MOST_THREADS and dice.random() < 0.3 else which
        actions = {
            "turn": lambda: self.turn(who, new, dice.choice(("@@plain", "@@held", "@@asks", "@@asks"))),
            "answer": self.both_answer,
            "steer": lambda: self.steer(who, which),
            "queue": lambda: self.queue(who, which),
            "name": lambda: self.name(who, which),
            "interrupt": lambda: self.interrupt(who, which),
            "finish": lambda: self.finish(which),
            "act": lambda: self.act(
                who,
                which,
                dice.choice((RowAction.ARCHIVE, RowAction.UNARCHIVE, RowAction.PIN, RowAction.UNPIN)),
            ),
        }
        name = dice.choice(list(actions))
        await actions[name]()
        return name

    async def answer_all(self) -> None:
        """Refuses what still waits, so that every turn can end."""
        for request in self.clients[0].stage.state.inbox.all():
            if isinstance(request, CommandApproval):
                await self.clients[0].session.approvals.answer(request.key, answers.decline(request))


async def test_two_clients(
    server_config: AppServerConfig, scripted_model: ScriptedModel, project_dir: Path, tmp_path: Path
) -> None:
    config = replace(
        server_config, config_overrides=(*server_config.config_overrides, 'sandbox_mode="read-only"')
    )
    ran = tmp_path / "ran"
    ran.touch()
    done: Counter[str] = Counter()
    with launch_listening_server(config, f"unix://{tmp_path}/s") as server:
        async with AsyncExitStack() as stack:
            world = Pair(scripted_model, server, stack, project_dir, tmp_path / "store")
            world.prepare(scripted_model, ran, random.Random(SEED))
            await world.begin()
            until = time.monotonic() + 60 * MINUTES
            while time.monotonic() < until:
                done[await world.step()] += 1
                scripted_model.requests.clear()
            await world.answer_all()
            await world.end()
            numbers = Counter(ran.read_text().split())
            print(
                f"seed {SEED}: {dict(done)}, {len(world.threads)} threads, {world.asked} asked, {len(numbers)} ran"
            )
            assert set(numbers.values()) <= {1}
            fresh = await world.another()
            for key in world.threads:
                *seen, whole = [
                    {turn["turn"]: turn for turn in canonical(of(client, key), kept_only=True)}
                    for client in (*world.clients, fresh)
                    if await client.session.threads.open_thread(key)
                ]
                for one in seen:
                    # Who was there all the time has more turns loaded than the newest pages.
                    assert list(one)[-1:] == list(whole)[-1:], key
                    assert [turn for turn in one if turn in whole] == [
                        turn for turn in whole if turn in one
                    ], key
                    for turn in one.keys() & whole.keys():
                        assert differences(one[turn], whole[turn]) == [], (key, turn)


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[Any]:
    """What is not alike in two turns, item by item, without what is."""
    if [item["id"] for item in one["items"]] != [item["id"] for item in other["items"]]:
        ids = [{item["id"] for item in turn["items"]} for turn in (one, other)]
        return [
            [item for item in turn["items"] if item["id"] not in ids[0] & ids[1]] for turn in (one, other)
        ]
    pairs = [(one, other), *zip(one["items"], other["items"], strict=True)]
    return [
        (mine.get("kind"), name, mine.get(name), theirs.get(name))
        for mine, theirs in pairs
        for name in mine.keys() | theirs.keys()
        if name != "items" and mine.get(name) != theirs.get(name)
    ]


def of(client: Client, key: ThreadKey) -> Conversation:
    return client.stage.state.conversations[key]
