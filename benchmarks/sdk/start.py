"""What it takes to begin: importing, the first typed event, and a client's first answer; ours beside upstream's SDK.

Each statement runs in a fresh interpreter, in turns, in one run; the interpreter's own start, measured in the same
run, is taken off the imports. ``python -m benchmarks.sdk.start``.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.sdk.recording import record, replay_command

FIRST_EVENT = """
from {package} import Codex, {config}
from {package}.generated.v2_all import ThreadItem, ThreadTokenUsage
with Codex({config}(launch_args_override={command!r})) as codex:
    for notification in codex.thread_start().turn("go").stream():
        if notification.method == "item/agentMessage/delta":
            assert notification.payload.delta
            break
"""

FIRST_ANSWER = """
from {package} import Codex, {config}
with Codex({config}(env={{"CODEX_HOME": {home!r}}})) as codex:
    assert codex.models().data
"""

PACKAGES = {
    "ours": {"package": "codex_app_server", "config": "AppServerConfig"},
    "upstream": {"package": "openai_codex", "config": "CodexConfig"},
}
GOALS = {"import": 0.25, "import, models, first typed event": 0.5, "Codex() to the first answer": 1.0}


def seconds(statement: str) -> float:
    """Wall time of a fresh interpreter that runs a statement."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        recording, home = Path(folder) / "turn.jsonl", Path(folder) / "codex"
        home.mkdir()
        record(recording, 100)
        values = {"command": replay_command(recording), "home": str(home)}
        templates = dict(zip(GOALS, ("import {package}", FIRST_EVENT, FIRST_ANSWER), strict=True))
        for _ in range(rounds + 1):  # the first round only warms the caches of the disk
            taken["nothing", ""].append(seconds("pass"))
            for what, template in templates.items():
                for name, package in PACKAGES.items():
                    taken[what, name].append(seconds(template.format(**package, **values)))
    medians = {key: statistics.median(times[1:]) for key, times in taken.items()}
    nothing = medians["nothing", ""]
    for what, goal in GOALS.items():
        ours, upstream = (medians[what, name] - nothing for name in PACKAGES)
        print(
            f"{what:36} ours {ours * 1000:5.0f} ms   upstream {upstream * 1000:5.0f} ms"
            f"   ratio {ours / upstream:.2f}   goal {goal}"
        )


if __name__ == "__main__":
    main()
