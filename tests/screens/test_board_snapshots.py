"""Pictures of what one does with threads on the board: a selection, and the dialogs for new threads."""

import sys

import pytest

from codex_tui.model.worktree import WorktreeBase
from codex_tui.screens.folder_picker import FolderPicker
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.screens.worktree_dialog import WorktreeDialog
from codex_tui.theming import DARK, LIGHT
from tests.screens.support import PAY, SHOP, FakePorts, Host

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")


@pytest.mark.parametrize(("width", "theme"), [(40, LIGHT), (100, DARK)])
def test_selected_threads(snap_compare, fake, width, theme):
    host = Host(lambda: ThreadsScreen(fake.ports()), theme)
    assert snap_compare(host, terminal_size=(width, 20), press=["space", "j", "space"])


@pytest.mark.parametrize(("width", "theme"), [(40, LIGHT), (100, DARK)])
def test_folder_picker(snap_compare, fake: FakePorts, width, theme):
    async def more():
        return [PAY, "/home/ann/src/a-very-long-name-of-a-folder/that-is-deep/down", "/srv/見積書"]

    async def begin(folder):
        raise AssertionError(folder)

    host = Host(lambda: FolderPicker(fake.ports(), [PAY], more, begin), theme)
    assert snap_compare(host, terminal_size=(width, 16), press=["down"])


@pytest.mark.parametrize(("width", "theme"), [(40, LIGHT), (100, DARK)])
def test_worktree(snap_compare, fake: FakePorts, width, theme):
    async def look():
        return WorktreeBase(SHOP, SHOP, ".", "main", "2f67561099", frozenset({"main"}))

    async def make(base, branch, path):
        return "", "there is a branch fix/rounding already; name another"

    async def begin(folder):
        raise AssertionError(folder)

    host = Host(lambda: WorktreeDialog(fake.ports(), look, make, begin), theme)
    assert snap_compare(host, terminal_size=(width, 18), press=[*"fix", "slash", *"rounding", "tab"])
