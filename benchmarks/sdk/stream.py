"""How fast the notifications of a turn come through: ours, upstream's SDK and the floor, in one run on one machine.

A recorded turn of the real server is played through a pipe as fast as it is read. Every case runs in a process of
its own, case after case and round after round; the best round of each counts. ``python -m benchmarks.sdk.stream``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.sdk.cases import CASES
from benchmarks.sdk.recording import record

GOALS = (
    ("ours, async (asyncio)", "upstream, async", 12.0),
    ("ours, async (trio)", "upstream, async", 12.0),
    ("ours, sync", "upstream, sync", 1.5),
    ("ours, async (asyncio)", "floor", 0.5),
    ("ours, async (trio)", "floor", 0.5),
    ("ours, sync", "floor", 0.5),
)
"""Which case is to carry at least how many times the notifications of which other."""


def seconds(case: str, recording: Path, deltas: int) -> float:
    """How long a case takes to read the recording; all of it."""
    command = [sys.executable, "-m", "benchmarks.sdk.cases", case, str(recording)]
    came, taken = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.split()
    assert int(came) == deltas, f"{case} carried {int(came)} of {deltas} deltas"
    return float(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--deltas", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "turn.jsonl"
        record(recording, options.deltas)
        with recording.open("rb") as file:
            notifications = sum(1 for _ in file) - 1
        best = dict.fromkeys(CASES, float("inf"))
        for _ in range(options.rounds):
            for case in CASES:
                best[case] = min(best[case], seconds(case, recording, options.deltas))
    for case, best_seconds in best.items():
        print(f"{case:24}{notifications / best_seconds:12,.0f} notifications/s")
    for case, yardstick, goal in GOALS:
        print(f"{case:24}{best[yardstick] / best[case]:8.2f} x {yardstick:18} goal {goal}")


if __name__ == "__main__":
    main()
