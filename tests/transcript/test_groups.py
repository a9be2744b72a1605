"""Commands that only look around are one cell: exact whatever comes, goes or changes, and wherever it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.exploring import (
    CommandStep,
    Exploration,
    StepKind,
    details,
    headline,
    only_looks,
    running_now,
)
from codex_tui.model.items import CommandItem, Item, ItemStatus
from codex_tui.model.keys import ThreadKey
from codex_tui.model.output import OutputBuffer
from codex_tui.model.safe_text import SafeText
from codex_tui.render.cells import renderer_for
from codex_tui.render.gaps import gap_between
from codex_tui.widgets.transcript.cells import Cells
from codex_tui.widgets.transcript.scene import Scene
from codex_tui.widgets.transcript.viewport import Row
from tests.transcript.fakes import context, text_item

THREAD = ThreadKey("local", "thread-1")
READ = CommandStep(StepKind.READ, SafeText("cart.py"))


def look(name: str, *steps: CommandStep, turn: str = "turn", **changes: object) -> CommandItem:
    item = CommandItem(
        key=THREAD.item(turn, name),
        command=SafeText(f"cat {name}"),
        cwd=SafeText("/src"),
        status=ItemStatus.COMPLETED,
        exit_code=0,
        steps=steps or (READ,),
        output=OutputBuffer(f"output of {name}\n"),
    )
    for attribute, value in changes.items():
        setattr(item, attribute, value)
    return item


def make_cells() -> Cells:
    cells = Cells(renderer_for, gap_between)
    cells.configure(context(60))
    return cells


def texts(cells: Cells) -> list[str]:
    """What all cells draw together."""
    for cell in cells.column:
        cells.measure(cell)
    return [line.strip.text.rstrip() for cell in cells.column for line in cell.lines]


def groups(cells: Cells) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in cells.column:
        if cell.group is not None:
            found.setdefault(id(cell.group), []).append(cell.item.key.item)
            assert cell in cell.group.cells
            assert all(cells.get(member.item.key) is member for member in cell.group.cells)
    return list(found.values())


def expected_groups(items: list[Item]) -> list[list[str]]:
    runs: list[list[Item]] = []
    last: Item | None = None
    for item in items:
        if only_looks(item):
            if last is not None and only_looks(last) and last.key.turn == item.key.turn:
                runs[-1].append(item)
            else:
                runs.append([item])
        last = item
    return [[item.key.item for item in run] for run in runs if len(run) > 1]


POOL = st.lists(st.integers(0, 23), unique=True, max_size=24)


@given(st.lists(st.tuples(POOL, st.lists(st.integers(0, 23), max_size=6)), min_size=1, max_size=6))
def test_groups_are_those_of_the_items_as_they_are(history: list[tuple[list[int], list[int]]]):
    pool: list[Item] = [
        text_item(str(number), "text") if number % 7 == 6 else look(str(number), turn=f"turn{number // 12}")
        for number in range(24)
    ]
    cells = make_cells()
    for numbers, changed in history:
        items = [pool[number] for number in numbers]
        cells.reconcile(items)
        for number in changed:
            item = pool[number]
            if isinstance(item, CommandItem):
                item.exit_code = 1 - (item.exit_code or 0)
                item.touch()
                cells.mark(item.key)
        assert groups(cells) == expected_groups(items)
        shown = texts(cells)
        assert cells.column.height == sum(cell.height for cell in cells.column)
        fresh = make_cells()
        fresh.reconcile(items)
        assert shown == texts(fresh)


def test_a_folded_group_is_one_sentence_and_short_lines():
    search = CommandStep(StepKind.SEARCH, SafeText("total"), SafeText("shop"))
    items = [
        look("a"),
        look("b", CommandStep(StepKind.READ, SafeText("receipt.py"))),
        look("c", search),
        look("d", CommandStep(StepKind.LIST, SafeText("tests"))),
        look("e", search),
    ]
    assert headline(items) == "Read 2 files, searched 2 times, listed files"
    assert details(items) == [("Read", "cart.py, receipt.py"), ("Search", "total in shop"), ("List", "tests")]
    cells = make_cells()
    cells.reconcile(items)
    assert [line.replace("▸", "").rstrip() for line in texts(cells)] == [
        "$ Read 2 files, searched 2 times, listed files",
        "  Read   cart.py, receipt.py",
        "  Search total in shop",
        "  List   tests",
    ]
    cells.configure(context(40))
    assert texts(cells)[0].replace("▸", "").rstrip() == "$ Read 2, searched 2, listed 1"


def test_opened_it_shows_every_command_and_folded_again_none():
    cells = make_cells()
    cells.reconcile([look("a"), look("b"), text_item("u", "next")])
    scene = Scene(cells)
    scene.viewport.height = 20
    folded = texts(cells)
    assert scene.toggle_fold(cells.column[0])
    opened = texts(cells)
    assert "▾" in opened[0]
    assert [line.split("   ")[0].strip() for line in opened if "cat " in line or "output of" in line] == [
        "$ cat a",
        "output of a",
        "$ cat b",
        "output of b",
    ]
    scene.toggle_fold(cells.column[0])
    assert texts(cells) == folded


def test_the_first_command_of_an_open_group_folds_by_itself():
    cells = make_cells()
    long = OutputBuffer("".join(f"a {number}\n" for number in range(40)))
    cells.reconcile([look("a", output=long), look("b"), text_item("u", "next")])
    scene = Scene(cells)
    scene.viewport.height = 100
    lead = cells.column[0]
    scene.toggle_fold(lead)
    short = texts(cells)
    assert any("35 more lines" in line for line in short)
    assert scene.open_more(lead)
    opened = texts(cells)
    assert "  a 20" in opened
    assert not scene.open_more(lead)
    # A click on its header, under the headline, takes it back; the group stays open.
    target = lead.lines[1].target
    assert target is not None
    assert scene.toggle_part(Row(lead, 1), 1, target)
    assert texts(cells) == short
    scene.toggle_fold(lead)
    scene.toggle_fold(lead)
    assert texts(cells) == short


def test_what_is_short_has_no_more_to_open():
    cells = make_cells()
    cells.reconcile([look("a"), look("b")])
    scene = Scene(cells)
    scene.viewport.height = 20
    assert not scene.open_more(cells.column[0])
    scene.toggle_fold(cells.column[0])
    assert not scene.open_more(cells.column[0])


def test_a_failed_command_is_never_hidden():
    cells = make_cells()
    failing = look("b", status=ItemStatus.RUNNING, exit_code=None)
    cells.reconcile([look("a"), failing, look("c")])
    assert groups(cells) == [["a", "b", "c"]]
    failing.status, failing.exit_code = ItemStatus.FAILED, 2
    failing.touch()
    cells.mark(failing.key)
    assert groups(cells) == []
    assert any("cat b" in line and "exit 2" in line for line in texts(cells))


def test_what_waits_for_an_answer_stands_alone():
    cells = make_cells()
    asks = look("b", status=ItemStatus.RUNNING, exit_code=None)
    cells.reconcile([look("a"), asks])
    cells.set_waiting(frozenset({asks.key}))
    assert groups(cells) == []
    cells.set_waiting(frozenset())
    assert groups(cells) == [["a", "b"]]


def test_while_one_runs_the_group_says_what_it_reads_and_moves():
    running = look("b", status=ItemStatus.RUNNING, exit_code=None, started_ms=1000)
    assert running_now([look("a"), running]) == "Reading cart.py"
    cells = make_cells()
    cells.reconcile([look("a"), running])
    lead = cells.column[0]
    assert "Reading cart.py" in texts(cells)[0]
    assert cells.runs(lead)
    assert cells.tick(lead, 3000, 1)
    running.status, running.exit_code = ItemStatus.COMPLETED, 0
    running.touch()
    cells.mark(running.key)
    assert not cells.runs(lead)
    assert texts(cells)[0].startswith("$ Read 1 file  ")


def test_the_group_is_copied_as_a_whole():
    cells = make_cells()
    cells.reconcile([look("a"), look("b")])
    item = cells.shown_item(cells.column[0])
    assert isinstance(item, Exploration)
    assert item.source() == "$ cat a\noutput of a\n\n$ cat b\noutput of b\n"
