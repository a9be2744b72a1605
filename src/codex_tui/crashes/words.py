"""What is said of a crash of before."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def told_of(report: Path, now: float | None = None) -> str:
    """One line on a report."""
    when = report.stat().st_mtime
    place = str(report)
    home = os.path.expanduser("~")
    if len(home) > 1 and place.startswith(f"{home}{os.sep}"):
        place = f"~{place[len(home) :]}"
    return f"codex-tui was ended by an error of its own {_ago(when, now)}. Report: {place}"


def _ago(when: float, now: float | None) -> str:
    then, today = time.localtime(when), time.localtime(now)
    clock = time.strftime("%H:%M", then)
    if then[:3] == today[:3]:
        return f"at {clock}"
    return f"on {time.strftime('%Y-%m-%d', then)} at {clock}"
