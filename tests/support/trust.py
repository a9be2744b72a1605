"""Folders of which the person has said that they are not trusted, so that nobody is asked for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def leave_untrusted(state: Path, *folders: Path) -> None:
    """Writes the answers into a folder of state, where codex-tui finds them."""
    state.mkdir(parents=True, exist_ok=True)
    answers = {"folders": {"": [str(folder) for folder in folders]}}
    (state / "untrusted-folders.json").write_text(json.dumps(answers))
