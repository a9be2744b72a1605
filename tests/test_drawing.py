"""Real files, and files that pretend to be pictures, drawn by the process that does it."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import zlib

import pytest

from codex_tui import drawing
from codex_tui.demo.tools import draw_picture
from codex_tui.model.keys import ItemKey
from codex_tui.model.pictures import Picture, PictureSource, PictureWish

KEY = ItemKey("local", "thread", "turn", "item")


def drawn(folder, path="", data="", columns=60, rows=20, dark=True) -> Picture:
    source = PictureSource(str(path), data)
    return asyncio.run(drawing.draw(PictureWish(KEY, 0, source, columns, rows, dark, str(folder))))


def png(width, height, colour_type, points: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(points))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("columns", "rows", "size"), [(60, 20, (60, 17)), (37, 12, (37, 11)), (60, 5, (18, 5))]
)
def test_a_picture_keeps_its_shape_in_the_room_that_there_is(tmp_path, columns, rows, size):
    picture = drawn(tmp_path, draw_picture(tmp_path), columns=columns, rows=rows)
    assert picture.problem == ""
    assert (picture.columns, len(picture.cells) // 6 // picture.columns) == size


def test_a_name_is_seen_from_the_folder_of_the_thread(tmp_path):
    draw_picture(tmp_path)
    assert drawn(tmp_path, "sales.png").columns == 60


def test_what_is_small_is_not_blown_up_and_its_points_are_the_halves_of_cells(tmp_path):
    red, blue = b"\xff\x00\x00", b"\x00\x00\xff"
    (tmp_path / "a.png").write_bytes(png(2, 2, 2, b"\0" + red + blue + b"\0" + blue + red))
    assert drawn(tmp_path, "a.png") == Picture(2, red + blue + blue + red)


@pytest.mark.parametrize(("dark", "lightest"), [(True, 60), (False, 255)])
def test_through_what_is_clear_one_sees_the_ground_of_the_theme(tmp_path, dark, lightest):
    (tmp_path / "a.png").write_bytes(png(1, 2, 6, b"\0\xff\x00\x00\x00" * 2))
    cells = drawn(tmp_path, "a.png", dark=dark).cells
    assert len(set(cells[:3])) <= 3
    assert lightest - 60 <= max(cells) <= lightest


@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_a_picture_that_came_with_the_message_needs_no_file(tmp_path, head):
    data = base64.b64encode(draw_picture(tmp_path).read_bytes()).decode()
    assert drawn("/", data=head + data).columns == 60


def broken(folder):
    (folder / "x").write_bytes(draw_picture(folder).read_bytes()[:300])


def bomb(folder):
    (folder / "x").write_bytes(png(60_000, 60_000, 2, b"\0" * 1000))


def pipe(folder):
    os.mkfifo(folder / "x")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: None, "the file is not there"),
        (lambda folder: (folder / "x").mkdir(), "Is a directory"),
        (pipe, "it is no file"),
        (lambda folder: (folder / "x").write_text("import os"), "none of PNG, JPEG, GIF, WebP and BMP"),
        (lambda folder: (folder / "x").write_bytes(b""), "none of PNG"),
        (broken, "it is broken"),
        (bomb, "more than 50 million points"),
    ],
)
def test_why_there_is_no_picture_is_said(tmp_path, make, why):
    make(tmp_path)
    picture = drawn(tmp_path, "x")
    assert picture.problem.startswith("The picture cannot be shown: ")
    assert why in picture.problem
    assert picture.cells == b""


def test_modules_in_the_folder_one_works_in_are_not_run(tmp_path, monkeypatch):
    draw_picture(tmp_path)
    for name in ("PIL", "textual_image", "codex_tui", "base64"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert drawn(tmp_path, "sales.png").problem == ""
