"""codex-tui with a mistake in it: ``python failing.py PLACE ARGUMENTS``. The error holds a canary."""

from __future__ import annotations

import importlib
import sys

CANARY = "canary-0f9a"
PLACES = {
    "action": ("codex_tui.app", "CodexTui.action_redraw"),
    "screen": ("codex_tui.screens.help", "HelpScreen.compose"),
    "widget": ("codex_tui.screens.threads", "ThreadsScreen.action_toggle_folder"),
    "pump": ("codex_tui.session.runtime", "Session._welcome"),
    "keys": ("codex_tui.alt_keys", "AltKeys.rewrite"),
    "start": ("codex_tui.run", "make_app"),
    "list": ("codex_tui.shell.threads", "_list"),
    "import": ("codex_tui.run", "_import_session"),
}


def fail(*_arguments: object, **_named: object) -> None:
    written = f"{CANARY} is what somebody wrote"
    raise ValueError(f"cannot read {written}")


def break_it(place: str) -> None:
    module, name = PLACES[place]
    holder: object = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    setattr(holder, last, fail)


if __name__ == "__main__":
    for place in sys.argv[1].split(","):
        break_it(place)
    from codex_tui.cli import run

    sys.exit(run(sys.argv[2:]))
