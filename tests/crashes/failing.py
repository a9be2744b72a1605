"""codex-tui with a mistake in it: ``python failing.py PLACE ARGUMENTS``. The error holds a canary."""

from __future__ import annotations

import importlib
import sys
import threading

CANARY = "canary-0f9a"
PLACES = {
    "action": ("codex_tui.app", "CodexTui.action_redraw"),
    "unseen": ("codex_tui.app", "CodexTui.action_redraw"),
    "thread": ("codex_tui.app", "CodexTui.action_redraw"),
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


class FailsAsItGoes:
    def __del__(self) -> None:
        fail()


def fail_unseen(*_arguments: object) -> None:
    FailsAsItGoes()


def fail_in_thread(*_arguments: object) -> None:
    threading.Thread(target=fail).start()


HOW = {"unseen": fail_unseen, "thread": fail_in_thread}


def break_it(place: str) -> None:
    module, name = PLACES[place]
    holder: object = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    setattr(holder, last, HOW.get(place, fail))


if __name__ == "__main__":
    for place in sys.argv[1].split(","):
        break_it(place)
    from codex_tui.cli import run

    sys.exit(run(sys.argv[2:]))
