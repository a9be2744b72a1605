"""What importing the SDK costs, in fresh interpreters, beside one that imports nothing and one with pydantic.

Run: ``python -m benchmarks.imports``. If upstream's ``openai-codex`` is installed too, it is measured in the same run.
"""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import time

ROUNDS = 9

STATEMENTS = {
    "nothing": "pass",
    "pydantic": "from pydantic import BaseModel; BaseModel",
    "codex_app_server": "import codex_app_server",
    "+ start a server": "from codex_app_server import AppServerConfig, launch_server",
    "+ the client": "from codex_app_server import AsyncCodex",
    "+ reference's models": (
        "from codex_app_server import AsyncCodex\n"
        "from codex_app_server.generated.v2_all import ThreadItem, ThreadTokenUsage"
    ),
}
UPSTREAM = "openai_codex"


def seconds(statement: str) -> float:
    """Wall time of a fresh interpreter that runs a statement."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def main() -> None:
    statements = dict(STATEMENTS)
    if importlib.util.find_spec(UPSTREAM) is not None:
        statements["upstream"] = f"import {UPSTREAM}"
    rounds = [{name: seconds(code) for name, code in statements.items()} for _ in range(ROUNDS + 1)][1:]
    medians = {name: statistics.median(row[name] for row in rounds) for name in statements}
    yardstick = "upstream" if "upstream" in medians else "pydantic"
    for name, median in medians.items():
        print(f"{name:22} {median * 1000:6.0f} ms   {median / medians[yardstick]:.2f} of {yardstick}")


if __name__ == "__main__":
    main()
