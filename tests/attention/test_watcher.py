"""What is told, and what is not, by a clock of the test's own."""

from __future__ import annotations

import pytest

from codex_tui.attention.settings import AttentionSettings
from codex_tui.attention.watcher import PAUSE, Notice, Watcher
from codex_tui.model.board import ThreadRow, ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import LOCAL, AppState, ConnectionState

IDLE, RUNS, WAITS = ThreadState.IDLE, ThreadState.RUNNING, ThreadState.NEEDS_APPROVAL


class Scene:
    """Some threads, and somebody who looks elsewhere."""

    def __init__(self) -> None:
        self.state = AppState("/home/me/shop")
        self.now = 100.0
        self.away = True
        self.watcher = Watcher(self.state, AttentionSettings(), lambda: self.now)

    def becomes(self, name: str, state: ThreadState, activity: str = "") -> ThreadKey:
        key = ThreadKey(LOCAL, name)
        row = self.state.board.rows.get(key)
        if row is None:
            row = ThreadRow(key, name=SafeText(name))
            self.state.board.put(row)
        row.state, row.activity = state, SafeText(activity)
        self.watcher.status_changed(key, away=self.away)
        return key

    def told(self, elsewhere: float | None = None) -> Notice | None:
        """What is told once its time has come; another client tells it for so many seconds."""
        wait = self.watcher.wait()
        if wait is None:
            return None
        self.now += wait
        return self.watcher.take(elsewhere)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_thread_that_begins_to_wait_is_told_with_what_it_waits_for(scene: Scene):
    scene.becomes("Migrate", RUNS)
    assert scene.told() is None
    scene.becomes("Migrate", WAITS, "run: rm -rf build/")
    assert scene.told() == Notice("Migrate", "needs you: run: rm -rf build/")
    # Still the same one.
    scene.becomes("Migrate", WAITS, "run: rm -rf build/")
    assert scene.told() is None


def test_nothing_is_told_to_somebody_who_looks_here(scene: Scene):
    scene.away = False
    scene.becomes("Migrate", WAITS)
    scene.becomes("Other", RUNS)
    scene.now += 1000
    scene.becomes("Other", IDLE)
    assert scene.told() is None


def test_coming_back_in_time_is_enough(scene: Scene):
    scene.becomes("Migrate", WAITS)
    scene.watcher.back()
    assert scene.told() is None


def test_what_is_answered_elsewhere_meanwhile_is_not_told(scene: Scene):
    scene.becomes("Migrate", WAITS)
    scene.becomes("Migrate", RUNS)
    assert scene.told() is None


def test_only_a_long_turn_is_told_when_it_ends(scene: Scene):
    scene.becomes("Short", RUNS)
    scene.becomes("Long", RUNS)
    scene.now += 5
    scene.becomes("Short", IDLE)
    assert scene.told() is None
    scene.now += 67
    scene.becomes("Long", IDLE)
    assert scene.told() == Notice("Long", "done after 1m12s")


def test_the_end_of_a_sub_agent_is_its_parents_matter(scene: Scene):
    key = scene.becomes("Agent", RUNS)
    scene.state.board.rows[key].parent = "Parent"
    scene.now += 60
    scene.becomes("Agent", IDLE)
    assert scene.told() is None


def test_a_failure_says_why(scene: Scene):
    scene.becomes("Upgrade", RUNS)
    scene.now += 60
    scene.becomes("Upgrade", IDLE, "failed: context window")
    assert scene.told() == Notice("Upgrade", "failed: context window (after 1m00s)")


def test_several_within_a_moment_are_one_and_then_there_is_a_pause(scene: Scene):
    for name in ("one", "two", "three", "four"):
        scene.becomes(name, WAITS)
    assert scene.told() == Notice("codex-tui: 4 need you", "one, two, three and 1 more")
    told_at = scene.now
    scene.becomes("five", WAITS, "question")
    assert scene.told() == Notice("five", "needs you: question")
    assert scene.now == told_at + PAUSE


def test_the_title_says_how_it_stands_and_where_one_is(scene: Scene):
    assert scene.watcher.title(None) == "codex-tui · shop"
    key = scene.becomes("Migrate", RUNS)
    assert scene.watcher.title(key) == "codex-tui · running · Migrate"
    scene.state.server.state = ConnectionState.LOST
    assert scene.watcher.title(None) == "codex-tui · server lost · shop"


def test_what_another_client_tells_is_told_once_and_what_it_cannot_know_is_told_here(scene: Scene):
    scene.becomes("Migrate", WAITS, "run: make")
    assert scene.told(elsewhere=5) is None
    for name, took in (("short", 40), ("long", 400)):
        scene.becomes(name, RUNS)
        scene.now += took
        scene.becomes(name, IDLE)
    assert scene.told(elsewhere=60) == Notice("long", "done after 6m40s")
    # When that client is gone.
    scene.becomes("Pay", WAITS, "run: make")
    assert scene.told() == Notice("Pay", "needs you: run: make")
