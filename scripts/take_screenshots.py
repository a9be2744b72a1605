"""Writes screenshots/*.svg: the application on the real server with the scripted model, as the README shows it.

Run with ``make screenshots``. Ages, ids and durations in the pictures are real, so they differ from run to run.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the harness of the tests drives the application

from tests.support.app import Running, running

from codex_app_server import AppServerConfig
from codex_tui.demo.session import prepare_demo
from codex_tui.options import Options
from codex_tui.theming import LIGHT

OUT = Path(__file__).parents[1] / "screenshots"
PROMPT = "Why does the cart charge too little?"


def save(run: Running, name: str) -> None:
    """Writes what is on the screen. No font address: the picture must not ask the network for anything."""
    svg = run.app.export_screenshot(title="codex-tui")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    (OUT / f"{name}.svg").write_text(svg, encoding="utf-8")


async def take(config: AppServerConfig) -> None:
    async with running(config, Options(new=True), size=(100, 34)) as run:
        await run.shows("│ Ask ")
        await run.type(PROMPT)
        await run.press("enter")
        await run.until(lambda: len(run.app.state.inbox) > 0)
        await run.pilot.pause()
        save(run, "approval")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("│ Ask for")
        await run.pilot.pause()
        save(run, "conversation")
        await run.pilot.resize_terminal(40, 24)
        await run.pilot.pause()
        save(run, "narrow")
        await run.pilot.resize_terminal(100, 34)
        run.app.theme = LIGHT
        await run.pilot.pause()
        save(run, "light")
        await run.press("f6", "alt+m")
        await run.shows("Effort")
        save(run, "models")
        await run.press("escape", "alt+t")
        await run.shows("RECENT")
        await run.pilot.pause()
        save(run, "threads")


def main() -> None:
    OUT.mkdir(exist_ok=True)
    state = tempfile.mkdtemp()
    demo = prepare_demo()
    try:
        os.environ["CODEX_TUI_STATE"] = state
        config = AppServerConfig(
            config_overrides=demo.config_overrides, cwd=str(demo.cwd), env=demo.env, client_name="codex-tui"
        )
        asyncio.run(take(config))
    finally:
        demo.close()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    main()
