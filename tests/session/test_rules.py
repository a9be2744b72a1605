"""What is allowed for good, on the real server: it is saved, found, taken back, and asked about again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_app_server import AppServerConfig
from codex_tui.demo.script import Script, Shell, Text
from codex_tui.messages import RulesLoaded, Said
from codex_tui.model import answers
from codex_tui.model.requests import CommandApproval
from codex_tui.model.rule_book import AllowedTool, SavedRule
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.state import Server
from codex_tui.session.commands.rules import ELSEWHERE
from codex_tui.session.launch import Way
from codex_tui.session.returning import host_of

from .test_answers import asked, asking, greet

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.demo.server import ScriptedModel

    from .conftest import Stage

pytestmark = pytest.mark.anyio


async def test_a_rule_is_saved_listed_and_removed_and_new_threads_ask_again(
    stage: Stage, scripted_model: ScriptedModel, codex_home: Path, project_dir: Path
) -> None:
    shell = Shell("touch made", escalated=True, justification="May I?")
    scripted_model.on("@@touch", Script([[shell], [Text("Done.")]]))
    (codex_home / "rules").mkdir()
    file = codex_home / "rules" / "default.rules"
    file.write_text("# mine\n")
    conversation = await stage.submit("@@touch")
    request = await asked(stage)
    assert isinstance(request, CommandApproval)
    await stage.session.approvals.answer(request.key, answers.always(request, request.raw_amendment))
    await stage.turn_over(conversation)

    book = await stage.session.rules.read(str(project_dir))
    await stage.ears.until(lambda: stage.ears.of(RulesLoaded))
    assert stage.state.rules == book
    (entry,) = book.entries
    assert isinstance(entry, SavedRule)
    assert (entry.title, entry.path, entry.saved_at) == ("touch made …", str(file), 1_800_000_000.0)

    other = await stage.submit("@@touch")
    await stage.turn_over(other)
    assert not stage.state.inbox

    await stage.session.rules.remove(entry, str(project_dir))
    await stage.ears.until(lambda: any("loaded threads keep it" in said.text for said in stage.ears.of(Said)))
    assert file.read_text() == "# mine\n"
    assert stage.state.rules is not None
    assert stage.state.rules.entries == ()
    # The thread that is loaded keeps it, as is said; another one asks.
    await stage.submit("@@touch", other.key)
    await stage.turn_over(other)
    assert not stage.state.inbox
    await stage.submit("@@touch")
    await asked(stage)


async def test_a_tool_that_is_allowed_for_good_can_be_taken_back(
    server_config: AppServerConfig,
    scripted_model: ScriptedModel,
    codex_home: Path,
    project_dir: Path,
    tmp_path: Path,
) -> None:
    scripted_model.on("@@greet", greet)
    async with asking(server_config, codex_home, project_dir, tmp_path) as stage:
        conversation = await stage.submit("@@greet")
        request = await asked(stage)
        await stage.session.approvals.answer(request.key, answers.always(request))
        await stage.turn_over(conversation)
        book = await stage.session.rules.read(str(project_dir))
        assert book.entries == (AllowedTool("cafe", "greet"),)
        await stage.session.rules.remove(book.entries[0], str(project_dir))
        assert stage.state.rules is not None
        assert stage.state.rules.entries == ()
        assert "approval_mode" not in (codex_home / "config.toml").read_text()
        await stage.submit("@@greet")
        await asked(stage)


async def test_the_rules_of_another_machine_are_not_looked_for_here(stage: Stage, project_dir: Path) -> None:
    for endpoint, here in (
        (None, True),
        ("unix:///run/codex.sock", True),
        ("ws://127.0.0.1:4500", True),
        ("wss://example.com/codex", False),
    ):
        way = Way(ServerKind.REMOTE, AppServerConfig(endpoint=endpoint))
        assert Server(host=host_of(way)).here is here
    stage.state.server.host = SafeText("example.com")
    book = await stage.session.rules.read(str(project_dir))
    assert book.problems == (ELSEWHERE,)
