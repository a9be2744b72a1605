"""Text that a terminal measures otherwise than Rich does, sent to one that knows nothing of what is joined."""

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.screens.placed_text import placed

CONSOLE = Console(color_system="truecolor", force_terminal=True)
FAMILY = "👨\u200d👩\u200d👧"


def shown(strip: Strip, x: int = 3, columns: int = 40) -> str:
    """The row of a terminal that had other text in it."""
    screen = pyte.Screen(columns, 2)
    stream = pyte.Stream(screen)
    stream.feed("#" * columns + f"\x1b[1;{x + 1}H" + placed(strip, CONSOLE, x))
    assert screen.display[1].strip() == "", "it went on in the next row"
    return "".join(screen.buffer[0][column].data for column in range(columns))


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "👍🏽",
        "🏳\ufe0f\u200d🌈",
        "🇩🇪",
        "\U0001fae9",
        "e\u0301\u0323",
        "שָׁלוֹם",
        "مَرْحَبًا",
        "ที่",
        "क्षि",
        "漢字",
        "a\u200db",
        "\u0301",
    ],
)
def test_what_stands_behind_a_character_keeps_its_column(text: str):
    strip = Strip([Segment("| "), Segment(text, Style(bold=True)), Segment(" | end |")])
    row = shown(strip)
    assert row.startswith("###| ")
    assert row.rstrip("#").endswith(" | end |")
    # Cells behind a wide character are empty in this terminal, and what joins is in the cell before.
    width = strip.cell_length
    screen = pyte.Screen(40, 1)
    pyte.Stream(screen).feed(placed(strip, CONSOLE, 0))
    assert [screen.buffer[0][width - back].data for back in (1, 3, 4, 5)] == ["|", "d", "n", "e"]
    assert screen.cursor.x == width


@pytest.mark.parametrize("text", [FAMILY, "🇩🇪", "👍🏽", "क्षि", "🇩"])
def test_nothing_is_drawn_behind_the_end_of_a_strip(text: str):
    strip = Strip([Segment("abc" + text)])
    row = shown(strip)
    assert row[3:6] == "abc"
    end = 3 + strip.cell_length
    screen = pyte.Screen(end, 2)
    pyte.Stream(screen).feed("\x1b[1;4H" + placed(strip, CONSOLE, 3))
    assert screen.display[1].strip() == ""


def signs(sent: str) -> tuple[str, str]:
    """The same as a terminal takes it that gives vowel signs a column, and as one that does not."""
    return sent.translate(str.maketrans("िीो", "iIo")), sent.translate(dict.fromkeys(map(ord, "िीो")))


@pytest.mark.parametrize("blanks", [3, 6, 9])
def test_vowel_signs_with_a_column_of_their_own_are_not_written_over(blanks: int):
    pad = " " * blanks
    strip = Strip([Segment("कि की को" + pad), Segment("│ x"), Segment("      ")])
    for drawn, text in zip(signs(placed(strip, CONSOLE, 0)), ("कi कI कo", "क क क"), strict=True):
        screen = pyte.Screen(30, 1)
        pyte.Stream(screen).feed("#" * 30 + "\x1b[1;1H" + drawn)
        assert screen.display[0] == f"{text:<{5 + blanks}}│ x      {'#' * (16 - blanks)}"


@pytest.mark.parametrize("blanks", [4, 6])
def test_blanks_at_the_end_of_a_row_never_go_on_in_the_next(blanks: int):
    strip = Strip([Segment("कि की"), Segment(" " * blanks)])
    for drawn, text in zip(signs(placed(strip, CONSOLE, 0)), ("कi कI", "क क"), strict=True):
        screen = pyte.Screen(3 + blanks, 2)
        pyte.Stream(screen).feed("#" * (3 + blanks) + "\x1b[1;1H" + drawn)
        assert [line.rstrip() for line in screen.display] == [text, ""]


def test_a_joiner_hides_nothing_between_letters():
    assert "�" in shown(Strip([Segment("rm\u200d -rf")]))


def test_sure_text_is_sent_as_it_is():
    strip = Strip([Segment("plain, 漢字 and │ ☑ │", Style(link="https://x.y"))])
    assert placed(strip, CONSOLE, 0) == strip.render(CONSOLE)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("\x1b[2J", "[2J"),
        ("a\x9b31mb\x07", "a31mb"),
        ("one\ntwo\tthree\r", "onetwothree"),
        ("x\u202ey\u200bz", "xyz"),
    ],
)
def test_nothing_that_a_terminal_obeys_is_sent_whatever_came_here(text, sent):
    link = Style(link="https://example.com/")
    assert placed(Strip([Segment(text)]), CONSOLE, 0) == sent
    assert sent in placed(Strip([Segment(text, link)]), CONSOLE, 0)
    assert "\ufffd" in placed(Strip([Segment("half \ud83d")]), CONSOLE, 0).encode().decode()
    assert "\x1b" not in placed(Strip([Segment("\x1b"), Segment("]0;title\x07")]), CONSOLE, 0)
