from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color

from codex_tui.model import output as output_module
from codex_tui.model.items import CommandItem, ItemStatus
from codex_tui.model.output import OutputBuffer
from codex_tui.model.safe_text import SafeText
from codex_tui.render.command import CommandRenderer
from codex_tui.render.pieces import PieceLines
from tests.render.support import KEY, PALETTE, context, copied, shown, texts, token_at


def command(text: str = "pytest -q", output: str = "", **changes: Any) -> CommandItem:
    item = CommandItem(
        key=KEY, command=SafeText(text), cwd=SafeText("/src"), output=OutputBuffer(output), started_ms=1000
    )
    for name, value in changes.items():
        setattr(item, name, value)
    return item


def done(text: str = "pytest -q", output: str = "", exit_code: int = 0) -> CommandItem:
    return command(text, output, status=ItemStatus.COMPLETED, exit_code=exit_code, duration_ms=2300)


NUMBERED = "".join(f"line {number}\n" for number in range(1, 11))


def test_a_running_command_shows_its_time_and_the_end_of_its_output() -> None:
    assert shown(CommandRenderer(command(output=NUMBERED)), context(40, folded=True, now_ms=5000)) == [
        "⠋ pytest -q               running     4s",
        "  … 5 more lines  ▸",
        "  line 6",
        "  line 7",
        "  line 8",
        "  line 9",
        "  line 10",
    ]


def test_a_finished_command_shows_how_it_ended_and_both_ends_of_its_output() -> None:
    assert shown(CommandRenderer(done(output=NUMBERED)), context(40, folded=True)) == [
        "$ pytest -q                exit 0   2.3s",
        "  line 1",
        "  line 2",
        "  … 5 more lines  ▸",
        "  line 8",
        "  line 9",
        "  line 10",
    ]


def test_unfolded_it_shows_all_and_its_folder() -> None:
    renderer = CommandRenderer(done(output=NUMBERED))
    lines = shown(renderer, context(40))
    assert lines[1] == "  in /src"
    assert lines[2:] == [f"  line {number}" for number in range(1, 11)]
    assert renderer.foldable
    assert renderer.lines[0].target == "fold"


@pytest.mark.parametrize(
    ("changes", "word", "token"),
    [
        ({"status": ItemStatus.FAILED, "exit_code": 2}, "exit 2", "error"),
        ({"status": ItemStatus.COMPLETED, "exit_code": 0}, "exit 0", "muted"),
        ({"status": ItemStatus.DECLINED}, "declined", "muted"),
        ({"status": ItemStatus.INTERRUPTED}, "never completed · live only", "muted"),
        ({"outlived_turn": True}, "still running", "strong"),
    ],
)
def test_how_it_stands_is_said_in_words(changes: dict[str, Any], word: str, token: str) -> None:
    renderer = CommandRenderer(command(**changes))
    assert word in shown(renderer, context(60))[0]
    assert token_at(renderer.lines, word) == {token}


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": ItemStatus.DECLINED}, "declined"),
        ({"status": ItemStatus.INTERRUPTED}, "never completed"),
        ({"outlived_turn": True}, "still running"),
    ],
)
def test_in_a_narrow_terminal_how_it_stands_is_said_before_all_else(
    changes: dict[str, Any], said: str, folded: bool
) -> None:
    long = command("rm -rf build/ dist/ and more of it", duration_ms=2000, **changes)
    lines = shown(CommandRenderer(long), context(38, folded=folded, now_ms=5000))
    assert said in lines[0]
    assert max(map(len, lines)) <= 38


def test_only_the_first_line_moves_while_it_runs() -> None:
    renderer = CommandRenderer(command(output="out\n"))
    renderer.update(context(40, now_ms=2000))
    rest = list(renderer.lines[1:])
    assert renderer.tick(context(40, now_ms=5000, frame=1))
    assert renderer.lines[0].strip.text == "⠙ pytest -q               running     4s"
    assert not renderer.tick(context(40, now_ms=5100, frame=1))
    assert renderer.lines[1:] == rest
    renderer.item.status = ItemStatus.COMPLETED
    assert not renderer.tick(context(40, now_ms=9000, frame=2))


def test_a_long_command_is_cut_when_folded_and_whole_when_not() -> None:
    item = done("echo one two three four five six seven\necho eight")
    folded = shown(CommandRenderer(item), context(24, folded=True))
    assert folded == ["$ echo one two three fo…"]
    renderer = CommandRenderer(item)
    renderer.update(context(24))
    assert copied(renderer.lines[:-1]) == "echo one two three four five six seven\necho eight"


def test_output_keeps_its_colours_and_long_lines_wrap_without_breaks_in_the_copy() -> None:
    renderer = CommandRenderer(done(output="\x1b[31mred\x1b[0m plain\tx\n" + "y" * 50))
    lines = shown(renderer, context(30))
    assert lines[2:] == ["  red plain   x", "  " + "y" * 28, "  " + "y" * 22]
    colours = {segment.text: segment.style.color for segment in renderer.lines[2].strip if segment.style}
    assert colours["red"] == Color.from_ansi(1)
    assert colours[" plain   x"] == PALETTE.muted.color
    assert copied(renderer.lines[2:]) == "red plain   x\n" + "y" * 50


def test_what_was_omitted_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_module, "HEAD_LIMIT", 14)
    monkeypatch.setattr(output_module, "TAIL_LIMIT", 16)
    assert shown(CommandRenderer(done(output=NUMBERED)), context(60))[2:] == [
        "  line 1",
        "  line 2",
        "  … 6 lines, 42 characters omitted  ▸",
        "  line 9",
        "  line 10",
    ]


OUTPUT = st.text(st.sampled_from("ab \n\n\r\t\x1b漢"), max_size=30) | st.sampled_from(
    ["\x1b[32mgreen\n", "line\n" * 5]
)


@given(st.lists(st.tuples(OUTPUT, st.booleans()), max_size=25), st.integers(20, 60), st.booleans())
def test_growing_output_ends_in_the_lines_of_the_whole(
    deltas: list[tuple[str, bool]], width: int, folded: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output_module, "HEAD_LIMIT", 40)
        patch.setattr(output_module, "TAIL_LIMIT", 80)
        item = command()
        renderer = CommandRenderer(item)
        at = context(width, folded=folded)
        renderer.update(at)
        followed = list(renderer.lines)
        for delta, draw in deltas:
            item.output.append(delta)
            item.touch()
            if draw:
                first = renderer.update(at)
                followed[first:] = renderer.lines[first:]
                assert followed == renderer.lines
        renderer.update(at)
        fresh = CommandRenderer(item)
        fresh.update(at)
        assert texts(renderer.lines) == texts(fresh.lines)
        assert renderer.lines == fresh.lines
        assert all(line.strip.cell_length <= width for line in renderer.lines)
        offsets = [line.source for line in renderer.lines]
        assert offsets == sorted(offsets)


def test_a_command_that_waits_for_a_yes_stands_still_and_says_so() -> None:
    renderer = CommandRenderer(command())
    at = context(40, folded=True, now_ms=5000, frame=3)
    assert shown(renderer, at._replace(waiting=True)) == ["? pytest -q                waits for you"]
    assert token_at(renderer.lines, "waits for you") == {"warning"}
    assert shown(renderer, at) == ["⠸ pytest -q               running     4s"]


def test_of_much_output_only_what_is_looked_at_is_laid_out() -> None:
    item = done(output="".join(f"line {number} of what was printed\n" for number in range(10_000)))
    renderer = CommandRenderer(item)
    for width in (100, 60, 80):
        renderer.update(context(width))
        lines = renderer.lines
        assert isinstance(lines, PieceLines)
        before = lines.laid_out
        last = lines.reach(len(lines) - 1, 40, 1)
        assert lines[last].strip.text.strip() == "line 9999 of what was printed"
        assert lines[last - 39].strip.text.strip() == "line 9960 of what was printed"
        assert 40 <= lines.laid_out - before < 1_000


def test_output_that_was_omitted_since_the_last_frame_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_module, "HEAD_LIMIT", 30)
    monkeypatch.setattr(output_module, "TAIL_LIMIT", 300)
    item = command(output="".join(f"line {number}\n" for number in range(60)))
    renderer = CommandRenderer(item)
    renderer.update(context(60))
    for number in range(60, 2_000):
        item.output.append(f"line {number}\n")
    assert len(renderer.lines)
    assert isinstance(renderer.lines, PieceLines)
    renderer.lines.lay_out_all()
    item.touch()
    renderer.update(context(60))
    assert texts(renderer.lines)[-1].strip() == "line 1999"


def test_folded_it_names_a_folder_other_than_that_of_the_thread() -> None:
    elsewhere = shown(CommandRenderer(done("make")), context(40, folded=True, folder="/home"))
    assert elsewhere[0].startswith("$ make  in /src")
    here = shown(CommandRenderer(done("make")), context(40, folded=True, folder="/src"))
    assert "in /src" not in here[0]


def test_a_command_of_a_person_says_so() -> None:
    mine = shown(CommandRenderer(command("ls", from_user=True)), context(40, folded=True))
    assert "you  running" in mine[0]
    assert "you" not in shown(CommandRenderer(command("ls")), context(40, folded=True))[0]


def test_what_the_server_left_out_is_said_where_lines_are_hidden() -> None:
    renderer = CommandRenderer(
        command(output=NUMBERED, status=ItemStatus.COMPLETED, exit_code=0, left_out=4_051_480)
    )
    assert "  … 5 more lines and 4.1 MB that the server left out  ▸" in shown(
        renderer, context(70, folded=True)
    )
