"""Taking changes back with the real git: exactly what was shown, and nothing outside of the folder."""

from __future__ import annotations

import os
import shutil

import pytest

from codex_tui.model.diff import FilePatch, cut
from codex_tui.session.git import GitError
from codex_tui.session.revert import take_back
from codex_tui.session.work_tree import read_work_tree

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]


def patch(path, raw: str, change: str = "update", **more) -> FilePatch:
    return FilePatch(str(path), change, cut(raw, change), **more)


@pytest.fixture(params=["in a repository", "without one"])
def folder(request, project_dir):
    if request.param == "without one":
        shutil.rmtree(project_dir / ".git")
    return project_dir


@pytest.mark.parametrize(
    ("before", "after", "diff"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
        (b"a\r\nb\r\n", b"a\r\nB\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n"),
        (b"a\nb", b"a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"),
        ("a\n\x1bö\n".encode(), b"a\nx\n", "@@ -1,2 +1,2 @@\n a\n-\x1bö\n+x\n"),
    ],
)
async def test_a_hunk_is_taken_back_byte_by_byte(folder, before, after, diff):
    path = folder / "sub" / "a file.txt"
    path.parent.mkdir()
    path.write_bytes(after)
    file = patch(path, diff)
    await take_back(file, file.hunks[0], str(folder))
    assert path.read_bytes() == before


async def test_new_and_deleted_files_come_and_go_as_a_whole(folder):
    new, gone, empty = folder / "new.txt", folder / "gone.txt", folder / "empty.txt"
    new.write_text("one\ntwo")
    empty.write_text("")
    await take_back(patch(new, "one\ntwo", "add"), None, str(folder))
    await take_back(patch(gone, "was here\n", "delete"), None, str(folder))
    await take_back(patch(empty, "", "add"), None, str(folder))
    assert not new.exists() and not empty.exists()
    assert gone.read_text() == "was here\n"
    new.write_text("one\nthree\n")
    with pytest.raises(GitError, match="changed since"):
        await take_back(patch(new, "one\ntwo", "add"), None, str(folder))
    assert new.read_text() == "one\nthree\n"


async def test_where_a_later_step_fails_the_file_is_as_it_was(folder):
    path = folder / "steps.txt"
    path.write_text("c\n")
    hunks = (*cut("@@ -1 +1 @@\n-nothing like it\n+b\n"), *cut("@@ -1 +1 @@\n-b\n+c\n", patch=1))
    with pytest.raises(GitError, match="changed since"):
        await take_back(
            FilePatch(str(path), "update", (*hunks[1:], *cut("@@ -1 +1 @@\n-a\n+x\n"))), None, str(folder)
        )
    assert path.read_text() == "c\n"
    await take_back(FilePatch(str(path), "update", hunks), None, str(folder))
    assert path.read_text() == "nothing like it\n"


async def test_a_moved_file_goes_back_to_where_it_was(folder):
    path = folder / "there" / "b.txt"
    path.parent.mkdir()
    path.write_text("B\n")
    await take_back(patch(path, "@@ -1 +1 @@\n-b\n+B\n", moved_from=str(folder / "a.txt")), None, str(folder))
    assert (folder / "a.txt").read_text() == "b\n"
    assert not path.exists()


async def test_nothing_outside_of_the_folder_is_touched(project_dir, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text("B\n")
    os.symlink(outside, project_dir / "link")
    os.symlink(outside / "a.txt", project_dir / "a.txt")
    diff = "@@ -1 +1 @@\n-b\n+B\n"
    for path, why in [
        (outside / "a.txt", "outside"),
        (f"{project_dir}/../outside/a.txt", "outside"),
        ("outside/a.txt", "outside"),
        (project_dir / "link" / "a.txt", "over a link"),
        (project_dir / "a.txt", "is a link"),
        (project_dir / ".git" / "config", "git itself"),
    ]:
        file = patch(path, diff)
        for hunk in (file.hunks[0], None):
            with pytest.raises(GitError, match=why):
                await take_back(file, hunk, str(project_dir))
    with pytest.raises(GitError, match="outside"):
        moved = patch(project_dir / "README.md", "", moved_from=str(outside / "b.txt"))
        await take_back(moved, None, str(project_dir))
    assert sorted(path.name for path in outside.iterdir()) == ["a.txt"]
    assert (outside / "a.txt").read_text() == "B\n"


async def test_the_working_tree_runs_no_program_and_follows_no_link(project_dir, tmp_path, monkeypatch):
    trace = tmp_path / "ran"
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {trace}")
    with (project_dir / ".git" / "config").open("a") as config:
        config.write(
            f"[diff]\n external = touch {trace}\n noprefix = true\n[core]\n fsmonitor = touch {trace}\n"
        )
        config.write(f'[diff "x"]\n textconv = touch {trace};\n')
    (project_dir / ".gitattributes").write_text("*.py diff=x\n")
    (project_dir / "shop" / "cart.py").write_text("changed\n")
    os.symlink("/etc/passwd", project_dir / "link")
    os.mkfifo(project_dir / "pipe")
    (project_dir / "big").write_bytes(b"x" * 2_000_000)
    (project_dir / "bin").write_bytes(b"\0\1")
    os.symlink(project_dir, tmp_path / "by link")
    tree = await read_work_tree(str(tmp_path / "by link"))
    assert not trace.exists()
    notes = {file.path.removeprefix(f"{tmp_path}/by link/"): file.note for file in tree.files}
    assert notes["link"] == "A link to /etc/passwd."
    assert "2,000,000" in notes["big"] and "binary" in notes["bin"]
    assert notes["shop/cart.py"] == ""
    assert "pipe" not in notes or "No regular file" in notes["pipe"]
    [cart] = [file for file in tree.files if file.path.endswith("cart.py")]
    await take_back(cart, None, str(tmp_path / "by link"))
    assert "class Line" in (project_dir / "shop" / "cart.py").read_text()


async def test_before_the_first_commit_everything_is_new(project_dir):
    shutil.rmtree(project_dir / ".git" / "refs" / "heads")
    (project_dir / ".git" / "refs" / "heads").mkdir()
    tree = await read_work_tree(str(project_dir))
    assert {file.change for file in tree.files} == {"add"}, tree
    assert any(file.path.endswith("cart.py") for file in tree.files)
