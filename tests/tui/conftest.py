"""The whole application on the real server; its own state lies in the test's folder."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def state_folder(tmp_path, monkeypatch):
    """Where drafts and the history of prompts are kept."""
    folder = tmp_path / "state"
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))
    return folder
