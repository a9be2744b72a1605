"""The lines of the panel: what it says, what gives way where it is low, and that it never overflows."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus, PlanStep, StepStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import EditedFile, FileTally, Tokens, edited, line_counts
from codex_tui.render.panel import PanelContent, RunningCommand, panel_lines
from tests.render.support import KEY, context


def step(text: str, status: StepStatus = StepStatus.PENDING) -> PlanStep:
    return PlanStep(SafeText(text), status)


def drawn(content: PanelContent, height: int = 40, width: int = 34, *, now_ms: int = 0) -> list[str]:
    lines = panel_lines(content, context(width, now_ms=now_ms, folder="/shop"), height)
    return [line.strip.text.rstrip() for line in lines]


FULL = PanelContent(
    steps=(
        step("read the sender", StepStatus.COMPLETED),
        step("write the retry", StepStatus.COMPLETED),
        step("run the tests of the sender and of the queue", StepStatus.IN_PROGRESS),
        step("document"),
        step("clean up"),
    ),
    progress="2 of 5",
    plan_runs=True,
    commands=(
        RunningCommand(SafeText("pytest -q tests/hooks"), 8_000, outlived_turn=False),
        RunningCommand(SafeText("npm run dev"), None, outlived_turn=True),
    ),
    files=(
        EditedFile(SafeText("/shop/src/hooks/sender.py"), 18, 3),
        EditedFile(SafeText("/shop/src/a/very/deep/folder/of/things/queue.py"), 2, 0),
        EditedFile(SafeText("/shop/old.py"), 0, 40, deleted=True),
    ),
    agents=((SafeText("explorer"), "running"),),
    context_tokens=62_000,
    window=272_000,
    context=Tokens(62_000, 60_000, 41_000, 2_000, 900),
    total=Tokens(410_000, 400_000, 300_000, 10_000),
    model="gpt-6-sol medium",
)


def test_everything_has_its_section() -> None:
    assert drawn(FULL, now_ms=20_000) == [
        "Plan                        2 of 5",
        "☑ read the sender",
        "☑ write the retry",
        "⠋ run the tests of the sender and",
        "  of the queue",
        "☐ document",
        "☐ clean up",
        "",
        "Running",
        "$ pytest -q tests/hooks        12s",
        "$ npm run dev",
        "  its turn is over",
        "",
        "Changed           3 files  +20 -43",
        "src/hooks/sender.py         +18 -3",
        "…/folder/of/things/queue.py  +2 -0",
        "old.py                     deleted",
        "",
        "Agents",
        "explorer                   running",
        "",
        "Context                        23%",
        "tokens                 62k of 272k",
        "input                          60k",
        "  cached                       41k",
        "output                        2.0k",
        "  reasoning                    900",
        "all turns                     410k",
        "",
        "Model",
        "gpt-6-sol medium",
    ]


def test_what_has_no_room_is_counted_and_what_runs_stays() -> None:
    shown = drawn(FULL, 19, now_ms=20_000)
    assert len(shown) <= 19
    assert "⠋ run the tests of the sender and" in shown
    assert "$ pytest -q tests/hooks        12s" in shown
    assert any(line.endswith("more") for line in shown)
    assert "tokens                 62k of 272k" in shown


def test_a_section_without_content_takes_no_room() -> None:
    assert drawn(PanelContent(model="gpt-6-sol")) == ["Model", "gpt-6-sol"]
    assert drawn(PanelContent()) == []


TEXT = st.text(max_size=80).map(SafeText)
COUNT = st.integers(0, 10**7)
CONTENT = st.builds(
    PanelContent,
    steps=st.lists(st.builds(PlanStep, TEXT, st.sampled_from(StepStatus)), max_size=30).map(tuple),
    progress=st.just("1 of 2"),
    plan_runs=st.booleans(),
    commands=st.lists(st.builds(RunningCommand, TEXT, st.none() | COUNT, st.booleans()), max_size=6).map(
        tuple
    ),
    files=st.lists(st.builds(EditedFile, TEXT, COUNT, COUNT, st.booleans()), max_size=40).map(tuple),
    agents=st.lists(st.tuples(TEXT, st.just("running")), max_size=6).map(tuple),
    context_tokens=COUNT,
    window=st.none() | st.integers(1, 10**6),
    context=st.builds(Tokens, COUNT, COUNT, COUNT, COUNT, COUNT),
    total=st.builds(Tokens, COUNT),
    model=TEXT,
)


SIGNS = (RunningCommand(SafeText("\u2e8000000000000\u0080\u0080"), None, False),)
"""A second line that is as wide as the panel and has to be cut."""


MANY = [EditedFile(SafeText(), 10**6, 10**6, False)] * 10
"""Files whose counts together are wider than the panel."""


@given(CONTENT, st.integers(0, 45), st.integers(28, 40), st.booleans())
@example(PanelContent(commands=SIGNS), 3, 28, True)
@example(PanelContent(files=tuple(MANY)), 3, 28, False)
def test_it_holds_in_its_height_and_width_whatever_it_says(
    content: PanelContent, height: int, width: int, ascii_only: bool
) -> None:
    lines = panel_lines(content, context(width, now_ms=10**9, ascii_only=ascii_only), height)
    assert len(lines) <= height
    assert all(line.strip.cell_length <= width for line in lines)


# --- sums ---------------------------------------------------------------------------------------------------


def change(path: str, kind: str, diff: str, moved_to: str | None = None) -> FileChange:
    return FileChange(SafeText(path), kind, SafeText(diff), SafeText(moved_to) if moved_to else None)


def patch(*changes: FileChange, status: ItemStatus = ItemStatus.COMPLETED) -> FileChangeItem:
    return FileChangeItem(key=KEY, status=status, changes=changes)


def test_lines_are_counted_as_a_diff_means_them() -> None:
    assert line_counts(change("a", "add", "one\ntwo\n")) == (2, 0)
    assert line_counts(change("a", "delete", "one\n-two\n")) == (0, 2)
    diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-++ two\n+-- two\n"
    assert line_counts(change("a", "update", diff)) == (1, 1)
    assert line_counts(change("a", "add", "")) == (0, 0)


def test_a_file_that_was_changed_twice_is_one_and_the_last_one_is_first() -> None:
    def files(*patches: FileChangeItem) -> list[tuple[str, int, int]]:
        return [(file.path, file.added, file.removed) for file in FileTally().files(patches)]

    first = patch(change("a", "add", "one\n"), change("b", "update", "@@ -1 +1 @@\n-x\n+y\n"))
    second = patch(change("a", "update", "@@ -1 +1,2 @@\n one\n+two\n"))
    declined = patch(change("c", "add", "no\n"), status=ItemStatus.DECLINED)
    assert files(first, second, declined) == [("a", 2, 0), ("b", 1, 1)]
    moved = patch(change("a", "update", "", "z"))
    assert files(first, second, moved) == [("z", 2, 0), ("b", 1, 1)]
    assert edited([declined]) is None
