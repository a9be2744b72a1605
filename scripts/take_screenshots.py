"""Writes screenshots/*.svg and docs/guide/pictures/*.svg: the application on the real server with the scripted model.

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
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))  # the harness of the tests drives the application

from tests.support.app import Running, ask, running

from codex_app_server import AppServerConfig
from codex_tui.demo.session import prepare_demo
from codex_tui.options import Options
from codex_tui.theming import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

ROOT = Path(__file__).parents[1]
OUT = ROOT / "screenshots"
GUIDE = ROOT / "docs" / "guide" / "pictures"
PROMPT = "Why does the cart charge too little?"


def save(run: Running, name: str, folder: Path = OUT) -> None:
    """Writes what is on the screen. No font address: the picture must not ask the network for anything."""
    svg = run.app.export_screenshot(title="codex-tui")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


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
        run.app.theme = DARK
        await run.type("/")
        await run.shows("Commands ·", "/compact")
        await run.pilot.pause()
        save(run, "commands")


async def take_for_guide(config: AppServerConfig) -> None:
    """What the guide to the conversation shows."""
    async with running(config, Options(new=True), size=(140, 40)) as run:
        await run.shows("│ Ask ")
        await run.type(PROMPT)
        await run.press("enter")
        await run.until(lambda: len(run.app.state.inbox) > 0)
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("│ Ask for", "· idle")
        await run.pilot.pause()
        save(run, "wide", GUIDE)
        await run.press("f3")
        await run.type("total")
        await run.shows(" of ")
        save(run, "find", GUIDE)
        await run.press("escape", "escape", "alt+d")
        await run.shows("comment")
        await run.press("tab", "j", "j", "j", "c")
        await run.type("Say why it is rounded here.")
        await run.press("enter")
        await run.shows("Say why it is rounded here.")
        save(run, "changes", GUIDE)


async def take_board(config: AppServerConfig) -> None:
    """The board with threads in each state, and what waits in them: a rule, a question, a form, the inbox."""
    async with running(config, Options(), size=(100, 24)) as run:
        await run.shows("RECENT", "Explain the checkout flow")
        await begin(run, "Clean up before the release: @@approval", "Run it outside")
        await run.press("alt+a")
        await run.letters_count()
        await run.press("p")
        await run.shows("Save this as a rule?")
        save(run, "rule", GUIDE)
        await run.press("escape", "escape")
        await begin(run, "How shall the total be rounded? @@question", "Half even")
        await run.press("alt+a")
        await run.shows("esc later")
        save(run, "question", GUIDE)
        await run.press("escape")
        await begin(run, "Order what is missing: @@form", "shop asks")
        await run.press("alt+a")
        await run.shows("esc later", "What shall the shop order?", "Boxes of milk")
        await run.pilot.pause()
        save(run, "form", GUIDE)
        await run.pilot.resize_terminal(120, 20)
        await run.press("escape", "alt+i")
        await run.shows("Inbox", "3 waiting", "to answer")
        save(run, "inbox", GUIDE)
        await run.pilot.resize_terminal(132, 24)
        await run.press("escape", "alt+t")
        await run.shows("NEEDS YOU", "Explain the checkout flow")
        await run.press("G", "k", "k", "f")
        await run.shows("Ask for")
        await run.press("alt+t", "k")
        await run.shows("└ fork", "shop/receipt.py")
        await run.press("alt+n")
        await ask(run, "Write the handbook: @@markdown")
        await run.shows("running")
        await queue(run, "Then a page for those who only have a minute", "And translate both")
        await run.press("alt+t", "j")
        await run.shows("RUNNING", "shop/receipt.py")
        save(run, "board", GUIDE)
        await run.pilot.resize_terminal(100, 20)
        await run.press("alt+i", "enter")
        await run.letters_count()
        await run.press("p")
        await run.shows("Save this as a rule?")
        await run.letters_count()
        await run.press("s")
        await run.until(lambda: len(run.app.state.inbox) == 2)
        await run.press("alt+l")
        await run.shows("allowed  rm -rf")
        save(run, "rules", GUIDE)


async def take_models(config: AppServerConfig) -> None:
    """The model picker, and a prompt on three models."""
    async with running(config, Options(new=True), size=(132, 36)) as run:
        await run.shows("│ Ask ")
        await run.type("@@compare Why does the cart charge too little?")
        await run.press("alt+m")
        await run.shows("GPT-6-Luna")
        await run.pilot.pause()
        save(run, "models", GUIDE)
        await run.press("escape", "alt+c")
        await run.shows("Mark models")
        for model in ("6-luna", "6-astra", "6-sol"):
            await run.press("ctrl+u")
            await run.type(model)
            await run.press("space")
        await run.shows("3 marked")
        await run.press("enter")
        await run.shows("One prompt, 3 models")
        await run.press("tab")
        await run.shows("They begin with")
        await run.press("enter")
        await run.shows("3 models: 3 done")
        save(run, "comparison", GUIDE)
        await run.pilot.resize_terminal(40, 14)
        await run.shows("3 done", "1✓", "gpt-6-luna medium")
        save(run, "comparison-narrow", GUIDE)


async def queue(run: Running, *prompts: str) -> None:
    """Lets prompts wait for the end of the running turn."""
    for prompt in prompts:
        await run.type(prompt)
        await run.press("tab")
    await run.shows(f"Queued {len(prompts)}")
    save(run, "queue", GUIDE)


async def begin(run: Running, prompt: str, asked: str) -> None:
    """Begins a thread, and waits until it asks."""
    await run.press("alt+n")
    await ask(run, prompt)
    await run.shows("alt+a to answer", asked)


def with_demo(take_pictures: Callable[[AppServerConfig], Coroutine[None, None, None]]) -> None:
    """Takes pictures in a project of the demo of their own: its first prompt is the one with everything."""
    demo = prepare_demo()
    try:
        config = AppServerConfig(
            config_overrides=demo.config_overrides, cwd=str(demo.cwd), env=demo.env, client_name="codex-tui"
        )
        asyncio.run(take_pictures(config))
    finally:
        demo.close()


def main() -> None:
    OUT.mkdir(exist_ok=True)
    GUIDE.mkdir(exist_ok=True)
    state = tempfile.mkdtemp()
    os.environ["CODEX_TUI_STATE"] = state
    try:
        with_demo(take)
        with_demo(take_for_guide)
        with_demo(take_board)
        with_demo(take_models)
    finally:
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    main()
