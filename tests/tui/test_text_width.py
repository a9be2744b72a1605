"""A conversation on a wide screen takes no more columns than a person set, at once."""

from pathlib import Path

import pytest

from codex_app_server import AppServerConfig
from codex_tui.options import Options
from codex_tui.settings.loading import load
from tests.support.app import Running, ask, running


def widest(run: Running) -> int:
    """Columns of the widest row of the conversation, without its prompt, which lies over the first row."""
    transcript = run.app.screen.query_one("#transcript")
    rows = [strip.text.rstrip() for strip in transcript.render_lines(transcript.size.region)]
    return max(len(row) for row in rows[1:])


@pytest.mark.anyio
async def test_a_conversation_takes_no_more_columns_than_were_set(
    server_config: AppServerConfig, tmp_path: Path
):
    file = tmp_path / "settings.toml"
    file.touch()
    async with running(server_config, Options(new=True), size=(150, 40)) as run:
        run.app.ports.loaded = load(str(file))
        await run.press("alt+p")
        await ask(run, "@@plain " + "and so on " * 20)
        await run.shows("idle")
        assert widest(run) > 100
        run.app.choose_settings({"conversation.columns": 60})
        await run.until(lambda: 40 < widest(run) <= 60)
        await ask(run, "@@rich")
        await run.shows("idle")
        assert widest(run) <= 60
        run.app.choose_settings({"conversation.columns": 0})
        await run.until(lambda: widest(run) > 60)
