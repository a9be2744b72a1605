"""Every string that a server may send, as the schema has it, with what would harm a terminal: what arrives there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from codex_app_server.generated import v2_all
from codex_app_server.generated.registry import CLIENT_REQUESTS, NOTIFICATIONS, SERVER_REQUESTS
from codex_tui.options import Options
from tests.hostile.fragments import FRAGMENTS
from tests.hostile.on_terminal import on_terminal, played
from tests.hostile.schema_samples import LEFT_OUT, Samples, strings_of
from tests.hostile.tour import THREAD, TIES, Hostile, Walk, answers, named

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from tests.hostile.sent import Sent

SHOWN = {
    "Thread.name",
    "AgentMessageThreadItem.text",
    "ReasoningThreadItem.summary",
    "CommandExecutionThreadItem.command",
    "CommandExecutionThreadItem.cwd",
    "CommandExecutionThreadItem.aggregatedOutput",
    "FileUpdateChange.diff",
    "TurnError.message",
    "CommandExecutionRequestApprovalParams.command",
}
"""Of what is shown whatever stands before it, so that a walk that shows nothing is noticed."""


async def walked(
    monkeypatch: pytest.MonkeyPatch, folder: Path, first: int, *, thorough: bool
) -> tuple[Sent, Samples]:
    text = Hostile(first)
    samples = Samples(text, TIES)
    config, feed = played(folder, answers(samples, str(folder), thorough=thorough), text("refusal"))
    async with on_terminal(monkeypatch, config, feed, Options(resume=THREAD)) as run:
        await Walk(run, samples, thorough=thorough).all()
        return run.read(), samples


def check(sent: Sent) -> None:
    assert sent.wrong == []
    assert sent.bells == 0
    assert sent.copied == []
    assert SHOWN - named("".join(sent.text)) == set()
    assert any("Thread.name" in title for title in sent.titles)
    assert all(link.startswith(("https://", "file:///")) for link in sent.links)


@pytest.mark.long
@pytest.mark.anyio
async def test_no_string_of_the_server_does_anything_to_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sent, _ = await walked(monkeypatch, tmp_path, 0, thorough=False)
    check(sent)


@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.parametrize("first", range(0, len(FRAGMENTS), 20))
async def test_no_string_of_any_form_of_any_message_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: int
) -> None:
    sent, samples = await walked(monkeypatch, tmp_path, first, thorough=True)
    check(sent)
    assert carried() - samples.filled == set()


def carried() -> set[str]:
    """Every string of every message that a server sends, by its name."""
    models = [
        *NOTIFICATIONS.values(),
        *(params for params, _ in SERVER_REQUESTS.values()),
        *(answer for _, answer in CLIENT_REQUESTS.values()),
    ]
    found: set[str] = set()
    seen: set[type[BaseModel]] = set()
    for model in models:
        strings_of(getattr(v2_all, model), found, seen)
    return found


def test_every_string_of_the_schema_is_tried() -> None:
    """A field that is new in the schema is in the messages, or somebody says why it need not be."""
    samples = Samples(Hostile(), TIES)
    for method, (_, answer) in CLIENT_REQUESTS.items():
        assert list(samples.all(answer)), method
    sent: list[Any] = [list(samples.all(model)) for model in NOTIFICATIONS.values()]
    sent += [list(samples.all(params)) for params, _ in SERVER_REQUESTS.values()]
    assert all(sent)
    assert carried() - samples.filled == set()
    assert samples.filled.isdisjoint(LEFT_OUT)
