"""The whole application on the real server; its own state lies in the test's folder."""

from __future__ import annotations

import pytest

from tests.support.trust import leave_untrusted


@pytest.fixture(autouse=True)
def state_folder(tmp_path, monkeypatch):
    """Where drafts and the history of prompts are kept, and that the project is not trusted: nobody asks for it."""
    folder = tmp_path / "state"
    leave_untrusted(folder, tmp_path / "shop", tmp_path / "pay")
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))
    return folder
