"""Sets the stage of the demo: a temporary home with some threads, a project with a bug, the running model.

Runs in the demo's own process (`__main__`), before and while the application is on the screen.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

from codex_tui.demo.comparing import answer_by_model
from codex_tui.demo.project import make_project
from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import Script
from codex_tui.demo.seed import seed_threads
from codex_tui.demo.server import MODEL, ScriptedModel
from codex_tui.demo.tools import add_hooks, add_mcp_server, draw_picture
from codex_tui.demo.tour import NO_SANDBOX_OVERRIDES, PROJECT_FILES, SANDBOX_OVERRIDES, SUGGESTIONS, Tour
from codex_tui.store.temporary import clear_abandoned, owned_folder

PACE = 0.025
"""Seconds for a word: about what a fast model takes."""

_PAUSE = 0.6
"""Seconds for which a quick model of a comparison thinks."""
_REMOVAL_ATTEMPTS, _REMOVAL_INTERVAL = 40, 0.05

_PAY_FILES = {"README.md": "# pay\n\nTakes the money.\n", "pay.py": "CURRENCY = 'EUR'\n"}


@contextmanager
def set_up(codex_bin: str | None = None) -> Iterator[dict[str, object]]:
    """Prepare everything, yield its description as `session` reads it, and clean up.

    Args:
        codex_bin: The binary to seed the threads with; found as the SDK finds it if None.
    """
    root = owned_folder("demo-").resolve()
    Thread(target=clear_abandoned, name="clear what was left", daemon=True).start()
    try:
        shop, pay = root / "shop", root / "pay"
        make_project(shop, PROJECT_FILES)
        make_project(pay, _PAY_FILES)
        env = {"CODEX_HOME": str(root / "codex-home"), "HOME": str(root / "home")}
        for folder in env.values():
            os.mkdir(folder)
        draw_picture(root)
        codex_home = Path(env["CODEX_HOME"])
        add_hooks(codex_home)
        with ScriptedModel(_by_model(Tour())) as model:
            model.on("@@compare", partial(answer_by_model, pause=_PAUSE))
            base = model.config_overrides()
            sandbox_works = asyncio.run(
                seed_threads(model, (*base, *SANDBOX_OVERRIDES), env, shop=shop, pay=pay, codex_bin=codex_bin)
            )
            add_mcp_server(codex_home)  # only now: the threads of the past need none of their own
            overrides = (*base, *(SANDBOX_OVERRIDES if sandbox_works else NO_SANDBOX_OVERRIDES))
            model.pace = PACE
            yield {
                "config_overrides": overrides,
                "env": env,
                "cwd": str(shop),
                "suggestions": SUGGESTIONS,
            }
    finally:
        _remove(root)


def _by_model(tour: Tour) -> Callable[[ModelRequest], Script]:
    """The tour by the model that the demo begins with; any other answers in its own way."""
    return lambda request: tour(request) if request.model == MODEL else answer_by_model(request, pause=_PAUSE)


def _remove(root: Path) -> None:
    """Delete the folder, into which the server of an application that crashed may still be writing."""
    for _ in range(_REMOVAL_ATTEMPTS):
        shutil.rmtree(root, ignore_errors=True)
        if not root.exists():
            return
        time.sleep(_REMOVAL_INTERVAL)
