"""The whole application on the real server; its own state lies in the test's folder."""

from __future__ import annotations

import json
import sys

import pytest

from codex_tui import page_call
from codex_tui.demo.tools import append_config
from codex_tui.session.commands import history, outline, search, threads
from tests.support import asking_mcp_server, plain_project
from tests.support.trust import leave_untrusted

project_dir, repository = plain_project.project_dir, plain_project.repository


@pytest.fixture(autouse=True)
def state_folder(tmp_path, monkeypatch):
    """Where drafts and the history of prompts are kept, and that the project is not trusted: nobody asks for it."""
    folder = tmp_path / "state"
    leave_untrusted(folder, tmp_path / "shop", tmp_path / "pay")
    monkeypatch.setenv("CODEX_TUI_STATE", str(folder))
    return folder


@pytest.fixture
def small_pages(monkeypatch):
    """A few turns are a long thread, most of which is not loaded."""
    monkeypatch.setattr(history.HistoryCommands.page, "__kwdefaults__", {"newer": False, "limit": 3})
    monkeypatch.setattr(history, "FAR", 8)
    for asked in (page_call, threads):
        monkeypatch.setattr(asked, "FIRST_PAGE", 3)
    monkeypatch.setattr(search, "PAGE", 2)
    monkeypatch.setattr(outline, "PAGE", 5)


@pytest.fixture
def form_config(server_config, codex_home):
    """A server with an MCP server whose tool ``ask`` asks the person whatever it is called with."""
    arguments = json.dumps(["-I", "-S", asking_mcp_server.__file__])
    command = json.dumps(sys.executable)
    append_config(codex_home, f"\n[mcp_servers.asking]\ncommand = {command}\nargs = {arguments}\n")
    return server_config
