from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.model.items import AgentItem, ItemStatus
from codex_tui.render.agent import AgentRenderer
from codex_tui.render.markdown import stream
from tests.render.support import KEY, context, message, texts

PIECES = st.sampled_from(
    [
        *[
            "# heading\n",
            "paragraph **bold** text `code`\n",
            "word ",
            "\n",
            "\n\n",
            "- item\n",
            "  - nested\n",
        ],
        *[
            "1. first\n",
            "2) second\n",
            "   more\n",
            "> quote\n",
            ">\n",
            "> - listed\n",
            "```\n",
            "```py\n",
            "~~~\n",
        ],
        *[
            "code = 'x' # y\n",
            "    indented\n",
            "\tt\n",
            "---\n",
            "===\n",
            "***\n",
            "- [ ] task\n",
            "*",
            "_",
            "**",
            "`",
        ],
        *[
            "[l](http://a.b)",
            "[r]: http://x\n",
            "[r]",
            "<b>",
            "&amp;",
            "漢字テスト",
            "👩‍👩‍👧 ",
            "longwordlongwordlongword",
        ],
        *[
            "-",
            "``",
            "  ",
            "/* c\n",
            "*/",
            '"""',
            "`````\n",
            "   ```\n",
            "- ",
            "1. ",
            "    - deep\n",
            "      text\n",
        ],
        *[
            "[^1]: note\n",
            "[^",
            "]: ",
            "    more of it\n",
            "![alt](",
            "https://x.y/a_(b)",
            "```py title\n",
            "🇩🇪🇫🇷",
            "❤️",
            "\u200d",
            "שלום ",
            "مَرْحَبًا ",
            "क्षि",
        ],
        *["| one long column | b | c | d |\n", "|---|---|---|---|\n", "| text of several words | 2 |\n"],
        *["| a | b |\n", "|---|---|\n", "| 1 | 2 |\n", "a|b\n", "--|--\n"],
    ]
)
DOCUMENTS = st.lists(PIECES, min_size=1, max_size=60).map("".join)


def streamed(text: str, sizes: list[int], width: int) -> AgentRenderer:
    """Streams a text in chunks of the sizes, over and over, following what each update claims to have changed."""
    item = AgentItem(key=KEY, status=ItemStatus.COMPLETED)
    renderer = AgentRenderer(item)
    renderer.update(context(width))
    followed = list(renderer.lines)
    position = turn = 0
    while position < len(text):
        size = sizes[turn % len(sizes)]
        item.text.append(text[position : position + size])
        item.touch()
        position, turn = position + size, turn + 1
        if turn % 3:
            first = renderer.update(context(width))
            followed[first:] = renderer.lines[first:]
            assert followed == renderer.lines
    item.touch()
    renderer.update(context(width))
    return renderer


def whole(text: str, width: int) -> AgentRenderer:
    renderer = AgentRenderer(message(text))
    renderer.update(context(width))
    return renderer


@pytest.mark.parametrize("window", [60, 2000])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS, st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(20, 100))
def test_any_chunking_ends_in_the_lines_of_the_whole(
    window: int, monkeypatch: pytest.MonkeyPatch, text: str, sizes: list[int], width: int
) -> None:
    monkeypatch.setattr(stream, "WINDOW", window)
    renderer, expected = streamed(text, sizes, width), whole(text, width)
    assert texts(renderer.lines) == texts(expected.lines)
    assert renderer.lines == expected.lines


@given(st.one_of(DOCUMENTS, st.text()), st.integers(20, 200))
def test_no_line_is_wider_than_asked_and_offsets_never_fall(text: str, width: int) -> None:
    item = message(text)
    lines = whole(text, width).lines
    assert all(line.strip.cell_length <= width for line in lines)
    assert all(line.strip.cell_length == sum(segment.cell_length for segment in line.strip) for line in lines)
    offsets = [line.source for line in lines]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(item.text) for offset in offsets)


def words(count: int) -> str:
    return " ".join(f"word{number % 97}" for number in range(count))


LONG_TEXTS = {
    "fence": "```python\n"
    + "".join(f"    value_{n} = compute({n})  # note\n" for n in range(1500))
    + "```\n",
    "table": "| a | b |\n|---|---|\n" + "".join(f"| {words(4)} | {n} |\n" for n in range(400)),
    "paragraph": words(6000),
    "paragraph of lines": "".join(words(12) + "\n" for _ in range(500)),
    "unbroken": "漢字" * 4000,
    "list": "".join(f"- {words(12)}\n" for _ in range(500)),
    "numbers": "".join(f"1. {words(12)}\n" for _ in range(300)),
    "quote": "".join(f"> {words(12)}\n" for _ in range(300)),
    "quote of items": "".join(f"> - {words(12)}\n>   {words(3)}\n>\n" for _ in range(150)),
    "quote of numbers": "".join(f"> {n}. {words(12)}\n" for n in range(1, 300)),
    "quote of quotes": "".join(f"> > {words(12)}\n> >\n" for _ in range(200)),
    "item of items": "- top\n" + "".join(f"  - {words(12)}\n" for _ in range(300)),
    "fence in an item": "1. top\n\n   ```py\n"
    + "".join(f"   value_{n} = {n}\n" for n in range(500))
    + "   ```\n2. end\n",
    "footnote": "[^1]: top\n\n" + "".join(f"    {words(12)}\n\n" for _ in range(150)) + "[^2]: end\n",
    "item of one line": f"- {words(6000)}\n- end\n",
    "number of one line": f"12. [ ] {words(3000)}\n    {words(3000)}\n13. end\n",
    "quote of one line": f"> {words(6000)}\n>\n> end\n",
    "footnote of one line": f"[^1]: {words(6000)}\n",
    "indented code": "".join(f"    value_{n} = {n}\n" for n in range(500)),
    "code indented by tabs": "".join(f"\tvalue_{n} = {n}\n \t# note\n" for n in range(300)),
}


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_growing_text_costs_what_is_added(name: str) -> None:
    text = LONG_TEXTS[name]
    renderer = streamed(text, [100], 80)
    assert renderer.lines == whole(text, 80).lines
    updates = len(text) / 100 * 2 / 3
    assert renderer.drawn < len(renderer.lines) + 100 * updates


@pytest.mark.parametrize(
    "line", ["\u200d\u200d\n", "👩\u200d" * 30 + "\n\u200d"], ids=["joiners", "joined without an end"]
)
def test_text_that_has_no_place_for_a_cut_is_cut_anywhere(line: str) -> None:
    once = line * (6000 // len(line))
    renderer = streamed(2 * once, [100], 80)
    assert renderer.lines == whole(2 * once, 80).lines
    assert renderer.drawn < 3 * streamed(once, [100], 80).drawn


QUOTED = {
    "loose items": "".join(f"> - item {n} of words\n>\n" for n in range(60)),
    "goes on lazily": "> - listed\n_\n" * 60,
    "items of items": "".join(f"> - top {n}\n>     - deep {n}\n>         - deeper\n" for n in range(40)),
    "numbers from 7": "".join(f"> {n}. item\n" for n in range(7, 80)),
    "one number": "> 1. item\n" * 80,
    "quotes and answers": "".join(f"> a line {n}\n> > and its answer {n}\n" for n in range(60)),
    "apart in two": "".join(f"> > line {n} of words\n> >\n" for n in range(60)),
    "apart in one": "".join(f"> > line {n} of words\n>\n" for n in range(60)),
    "code in an item": "> - a\n>   ```py\n" + "".join(f">   - x = {n}\n" for n in range(80)) + ">   ```\n",
    "headlines": "".join(f"> ## Head {n}\n> - item {n}\n> text {n}\n>\n" for n in range(40)),
}


@pytest.mark.parametrize("name", QUOTED)
def test_a_quotation_that_is_cut_looks_as_if_it_were_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "WINDOW", 1_000_000)
    uncut = texts(whole(QUOTED[name], 60).lines)
    monkeypatch.setattr(stream, "WINDOW", 300)
    assert texts(whole(QUOTED[name], 60).lines) == uncut


def test_the_numbers_of_a_list_go_on_where_it_was_cut() -> None:
    lines = texts(whole(LONG_TEXTS["numbers"], 200).lines)
    assert [int(line[2:].split(".")[0]) for line in lines] == list(range(1, 301))


def test_a_cut_item_loses_nothing_and_its_list_goes_on() -> None:
    lines = texts(whole(LONG_TEXTS["fence in an item"], 80).lines)
    assert [line.strip() for line in lines[3:-1]] == [f"value_{n} = {n}" for n in range(500)]
    assert lines[-1] == "  2. end"


def test_a_cut_footnote_keeps_its_place() -> None:
    lines = texts(whole(LONG_TEXTS["footnote"], 200).lines)
    assert lines[0] == "• [^1]: top"
    assert {line[:9] for line in lines[2:-1:2]} == {"        w"}
    assert lines[-1] == "  [^2]: end"


def test_a_cut_paragraph_copies_as_one() -> None:
    lines = whole(LONG_TEXTS["paragraph"], 80).lines
    assert all(line.joint == " " for line in lines[1:])


@pytest.mark.parametrize("name", [name for name in LONG_TEXTS if name.endswith("of one line")])
def test_what_is_one_line_is_cut_without_a_trace_in_what_is_copied(name: str) -> None:
    lines = whole(LONG_TEXTS[name], 80).lines
    own = [line for line in lines if "end" not in line.strip.text and "word" in line.strip.text]
    assert len(own) > 300
    written = [line for line in LONG_TEXTS[name].splitlines() if "word" in line]
    assert [line.joint for line in own[1:] if line.joint != " "] == ["\n"] * (len(written) - 1)
    copied = " ".join(line.strip.crop(line.gutter).text.strip() for line in own)
    assert re.findall(r"word\d+", copied) == re.findall(r"word\d+", LONG_TEXTS[name])
    assert {line.gutter for line in own[1:]} == {own[1].gutter}


def test_the_text_of_the_server_wins_over_what_was_streamed() -> None:
    item = message("Some **half", ItemStatus.RUNNING)
    renderer = AgentRenderer(item)
    renderer.update(context())
    item.text.replace("Another text\n\n- entirely")
    item.touch()
    assert renderer.update(context()) == 0
    assert texts(renderer.lines) == texts(whole("Another text\n\n- entirely", 80).lines)


def test_an_update_without_changes_draws_nothing() -> None:
    renderer = whole("text", 80)
    drawn = renderer.drawn
    assert renderer.update(context(80)) == len(renderer.lines)
    assert renderer.drawn == drawn


def test_released_lines_come_back_the_same() -> None:
    renderer = whole(LONG_TEXTS["table"], 80)
    before = list(renderer.lines)
    renderer.release()
    assert renderer.lines == []
    renderer.update(context(80))
    assert renderer.lines == before
