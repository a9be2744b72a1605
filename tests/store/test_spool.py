"""The whole output of commands on disk: what comes back, who may read it, what the bounds say, what is left behind."""

from __future__ import annotations

import gc
import random
import stat
import tempfile
from typing import TYPE_CHECKING

import anyio
import anyio.lowlevel
import pytest

from codex_tui.model.output_log import HALF
from codex_tui.store.spool import Spool, SpoolFile

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def spooled(folder: Path) -> list[Path]:
    return sorted(folder.glob("codex-tui-*/*.log"))


async def on_disk(folder: Path, size: int) -> Path:
    with anyio.fail_after(10):
        while sum(path.stat().st_size for path in spooled(folder)) < size:
            await anyio.lowlevel.checkpoint()
    return spooled(folder)[0]


def text_of(file: SpoolFile) -> str:
    return file.read(0, file.size).decode()


async def test_what_was_written_is_read_before_and_after_it_is_on_disk(temporary: Path):
    spool = Spool()
    file = spool.open()
    whole = "".join(f"line {number} ä\n" for number in range(1000))
    file.write(whole[:500])
    assert text_of(file) == whole[:500]
    path = await on_disk(temporary, 500)
    file.write(whole[500:])
    assert text_of(file) == whole
    await on_disk(temporary, file.size)
    assert text_of(file) == whole
    assert file.read(5, 6) == b"0 \xc3\xa4\nl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await spool.close()
    assert not path.parent.exists()


async def test_what_a_command_printed_goes_once_nobody_can_read_it(temporary: Path):
    spool = Spool(total_limit=1000)
    for number in range(5):
        file = spool.open()
        file.write("x" * 900)
        assert file.note == "", f"the {number} before it took no room any more"
        await on_disk(temporary, 900)
        del file
        with anyio.fail_after(10):
            while spooled(temporary):
                gc.collect()
                await anyio.lowlevel.checkpoint()
    await spool.close()


async def test_one_command_takes_no_more_than_its_limit_and_says_so():
    spool = Spool(file_limit=1000)
    file = spool.open()
    file.write("x" * 900)
    file.write("y" * 200)
    file.write("z")
    assert text_of(file) == "x" * 900
    assert "201 more bytes are not kept" in file.note
    assert "one command" in file.note
    await spool.close()


async def test_finished_commands_make_room_for_new_ones():
    spool = Spool(total_limit=1000)
    old, running = spool.open(), spool.open()
    old.write("a" * 400)
    running.write("b" * 400)
    old.finish(None)
    running.write("c" * 500)
    assert old.gone
    assert text_of(running) == "b" * 400 + "c" * 500
    running.write("d" * 200)
    assert "all commands together" in running.note
    await spool.close()


async def test_what_the_server_says_at_the_end_goes_over_a_stream_with_holes(temporary: Path):
    spool = Spool()
    file = spool.open()
    file.write("one\nthree\n")
    await on_disk(temporary, 10)
    file.finish("one\ntwo\nthree\n")
    assert text_of(file) == "one\ntwo\nthree\n"
    assert file.note == ""
    await on_disk(temporary, 14)
    assert text_of(file) == "one\ntwo\nthree\n"
    await spool.close()


async def test_of_an_output_that_the_server_shortened_both_ends_are_whole_and_the_loss_is_counted():
    rows = [f"row {number:07}\n" for number in range(150_000)]
    whole = "".join(rows)
    head, tail = whole[:HALF], whole[-HALF:]
    omitted = len(whole) - 2 * HALF
    random_ = random.Random(5)
    chunks = [whole[start : start + 8192] for start in range(0, len(whole), 8192)]
    lost = {0, 3, len(chunks) // 2, len(chunks) - 2, *random_.sample(range(len(chunks)), 5)}
    spool = Spool()
    file = spool.open()
    for number, chunk in enumerate(chunks):
        if number not in lost:
            file.write(chunk)
    file.finish(f"{head}\n... {omitted} bytes omitted ...\n{tail}")
    text = text_of(file)
    assert text.startswith(head)
    assert text.endswith(tail)
    assert len(whole) - len(text) == file.lost
    assert f"{file.lost:,} bytes of the middle are missing" in file.note
    await spool.close()


async def test_without_a_place_to_write_the_output_is_missing_and_nothing_breaks(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    spool = Spool()
    file = spool.open()
    file.write("lost")
    with anyio.fail_after(10):
        while not file.note:
            await anyio.lowlevel.checkpoint()
    assert "4 more bytes are not kept" in file.note
    assert file.size == 0
    await spool.close()
