"""What a closed screen leaves behind goes once nobody types, and not before."""

from __future__ import annotations

import gc
import os
import platform
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from codex_tui.collector import QUIET, Sweeper

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator


class Screen:
    """Refers to itself, as screens do."""

    def __init__(self) -> None:
        self.me = self


class Loop:
    """Does at once what should be done soon, and by hand what should be done later."""

    def __init__(self) -> None:
        self.later: list[Callable[[], object]] = []

    def call_soon_threadsafe(self, call: Callable[[], object]) -> None:
        call()

    def call_later(self, seconds: float, call: Callable[[], object]) -> None:
        assert seconds == QUIET
        self.later.append(call)

    def pass_time(self) -> None:
        due, self.later = self.later, []
        for call in due:
            call()


class Person:
    silent = 0.0

    def quiet_for(self) -> float:
        return self.silent


@pytest.fixture
def old_screen() -> Iterator[weakref.ref[Screen]]:
    """Something of the oldest generation that nobody has any more, and no collection but those that are asked for."""
    gc.disable()
    screen = Screen()
    gc.collect()
    lost = weakref.ref(screen)
    del screen
    yield lost
    gc.enable()


def watching(person: Person) -> tuple[Loop, Sweeper]:
    loop = Loop()
    sweeper = Sweeper(cast("asyncio.AbstractEventLoop", cast("Any", loop)), person.quiet_for)
    sweeper.watch()
    return loop, sweeper


def test_it_goes_once_nobody_types(old_screen: weakref.ref[Screen]) -> None:
    person = Person()
    loop, sweeper = watching(person)
    gc.collect(1)
    loop.pass_time()
    assert old_screen() is not None
    person.silent = 2 * QUIET
    loop.pass_time()
    assert old_screen() is None
    assert loop.later == []
    sweeper.unwatch()


def test_while_more_is_made_it_is_put_off_but_not_for_ever(old_screen: weakref.ref[Screen]) -> None:
    person = Person()
    person.silent = 2 * QUIET
    loop, sweeper = watching(person)
    gc.collect(1)
    seconds = 0.0
    while old_screen() is not None:
        assert seconds < 120
        gc.collect(1)
        loop.pass_time()
        seconds += QUIET
    assert seconds > 30
    sweeper.unwatch()


def test_nothing_is_looked_at_after_the_end(old_screen: weakref.ref[Screen]) -> None:
    person = Person()
    person.silent = 2 * QUIET
    loop, sweeper = watching(person)
    gc.collect(1)
    sweeper.unwatch()
    loop.pass_time()
    assert old_screen() is not None


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries give back memory by themselves"
)
def test_what_was_used_between_what_is_kept_goes_back_to_the_system(old_screen: weakref.ref[Screen]) -> None:
    person = Person()
    person.silent = 2 * QUIET
    loop, sweeper = watching(person)
    lines = [bytes(2_000) for _ in range(50_000)]
    kept = [*lines[::500], lines[-1]]
    before = resident_mb()
    del lines
    gc.collect(1)
    loop.pass_time()
    sweeper.unwatch()
    assert old_screen() is None
    assert kept
    assert resident_mb() < before - 50
