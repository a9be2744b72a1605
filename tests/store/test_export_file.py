"""The file of an export: where it may be, and that nothing is replaced unasked nor left half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codex_tui.store.export_file import obstacle, target_of, write_export


def test_a_path_is_seen_from_the_folder_and_a_tilde_is_the_home():
    assert target_of(" out.md ", "/src/shop") == Path("/src/shop/out.md")
    assert target_of("/tmp/out.md", "/src/shop") == Path("/tmp/out.md")
    assert target_of("~/out.md", "/src/shop") == Path(os.environ["HOME"], "out.md")
    assert target_of("~nosuchuser/out.md", "/src/shop") == Path("/src/shop/~nosuchuser/out.md")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("new.md", ""),
        ("there.md", ""),
        ("x" * 300, ""),
        ("", "is a folder: name a file in it"),
        (".", "is a folder"),
        ("no/new.md", "does not exist: create it, or name another"),
        ("there.md/new.md", "does not exist"),
        ("/dev/null", "is no plain file: name another"),
        ("a\0b", "This cannot be the name of a file"),
        ("a\ud800b", "This cannot be the name of a file"),
    ],
)
def test_what_stands_in_the_way_is_said(tmp_path, typed, why):
    (tmp_path / "there.md").touch()
    assert why in obstacle(target_of(typed, str(tmp_path)))
    assert bool(why) == bool(obstacle(target_of(typed, str(tmp_path))))


def test_a_file_is_replaced_only_if_told_so_and_nothing_else_is_left(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    path = folder / "out.md"
    write_export(path, b"one", replace=False)
    with pytest.raises(FileExistsError):
        write_export(path, b"two", replace=False)
    assert path.read_bytes() == b"one"
    write_export(path, b"two", replace=True)
    assert path.read_bytes() == b"two"
    with pytest.raises(OSError, match="too long"):
        write_export(folder / ("x" * 300), b"three", replace=False)
    assert os.listdir(folder) == ["out.md"]
