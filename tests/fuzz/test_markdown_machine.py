"""An answer that streams in while somebody resizes, scrolls, selects and searches ends as if it had come at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from textual.geometry import Offset, Size
from textual.selection import Selection

from codex_tui import messages as say
from codex_tui.model.items import AgentItem, ItemStatus, ProposedPlanItem, UserItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState
from codex_tui.render.agent import AgentRenderer
from codex_tui.render.cells import renderer_for
from codex_tui.render.markdown import stream
from codex_tui.render.markdown.code_blocks import code_blocks
from codex_tui.render.pieces import PieceLines
from codex_tui.widgets.transcript.copying import joined, parts_of
from codex_tui.widgets.transcript.selection import Span, encode
from tests.fuzz.effort import effort
from tests.fuzz.window import Window
from tests.render.support import context, texts
from tests.render.test_streaming import PIECES

if TYPE_CHECKING:
    from codex_tui.render.lines import CellRenderer, Line

THREAD = ThreadKey("local", "thread")
HOSTILE = st.sampled_from(
    [
        *("[x](" * 30, "**" * 40, "`" * 50, "> " * 60, "- " * 60, "1. " * 40, "|" * 80, "\\" * 50, "_*" * 40),
        *("<!--", "-->", "<div>\n", "</div>\n", "<![CDATA[", "]]>", "<?", "&#0;", "&#x110000;", "&#xD800;"),
        *("[a]: b\n", "[a][a]", "![", "](", "[^1]", "[^1]: ", "~~~~~\n", "~~", "```" * 3 + "\n", "$$\n"),
        *("\x1b[31m", "\x1b]8;;http://x\x07", "\x00", "\r", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\f"),
        *("\u202e", "\u2066", "\u200b", "\ufeff", "\ud83d", "\ude00", "e" + "\u0301" * 40, "\U000e0061" * 5),
        *(
            "[bold]x[/bold]",
            "[@click=app.quit]x[/]",
            "[/]",
            "\\[",
            "https://a.b/" + "c" * 300,
            "http://[::1",
            "www.",
        ),
        *(
            "| a |\n|---|\n" + "| x |\n" * 3,
            "|:-:|\n",
            "a | b\n- | -\n",
            "\t- x\n",
            " " * 9 + "x\n",
            "\n" * 5,
        ),
        *(
            "# " * 20 + "\n",
            "#" * 9 + "\n",
            "Setext\n---\n",
            "* * *\n",
            "+ a\n\n\n\n  b\n",
            "- [x] ",
            "    \tcode\n",
        ),
    ]
)
CHUNKS = (
    st.lists(st.one_of(PIECES, HOSTILE, st.text(max_size=6)), min_size=1, max_size=12)
    .map("".join)
    .filter(bool)
)


class Streaming(RuleBasedStateMachine):
    """A prompt, and an answer and a plan that grow."""

    def __init__(self) -> None:
        super().__init__()
        state = AppState("/project")
        self.conversation = state.conversation(THREAD)
        self.answer = AgentItem(key=THREAD.item("turn", "answer"))
        self.plan = ProposedPlanItem(key=THREAD.item("turn", "plan"))
        self.conversation.append(UserItem(key=THREAD.item("turn", "u"), text=SafeText("Write **much**.")))
        self.conversation.append(self.answer)
        self.conversation.append(self.plan)
        self.window = Window(state)
        self.window.show(self.conversation)

    @initialize(window=st.sampled_from([60, 300, 2000]))
    def cut_units_early(self, window: int) -> None:
        self._window, stream.WINDOW = stream.WINDOW, window

    @rule(chunk=CHUNKS, size=st.integers(1, 60), to_plan=st.booleans())
    def grow(self, chunk: str, size: int, to_plan: bool) -> None:
        item = self.plan if to_plan else self.answer
        for start in range(0, len(chunk), size):
            item.text.append(chunk[start : start + size])
            item.touch()
            self.window.hear([say.TextAppended(item.key)])
            self.window.compose()

    @rule(chunk=CHUNKS, how=st.sampled_from(["same", "longer", "other"]))
    def end(self, chunk: str, how: str) -> None:
        """The server says what the text is in the end; it may be another one than was streamed."""
        text = self.answer.text.text()
        self.answer.text.replace({"same": text, "longer": text + chunk, "other": chunk}[how])
        self.answer.touch()
        self.window.hear([say.ItemUpdated(self.answer.key)])

    @rule(status=st.sampled_from([ItemStatus.RUNNING, ItemStatus.REPLACED, ItemStatus.INTERRUPTED]))
    def break_off(self, status: ItemStatus) -> None:
        self.answer.status = status
        self.answer.touch()
        self.window.hear([say.ItemCompleted(self.answer.key)])

    @rule(width=st.integers(1, 200), height=st.integers(1, 50))
    def resize(self, width: int, height: int) -> None:
        self.window.size = Size(width, height)

    @rule()
    def change_theme(self) -> None:
        self.window.palette = 1 - self.window.palette

    @rule(lines=st.integers(-60, 60))
    def scroll(self, lines: int) -> None:
        self.window.scene.viewport.scroll_by(lines)
        self.window.compose()
        self.window.scene.settle()

    @rule(text=st.sampled_from(["", "word", "a", "İ", "|", "code", "漢"]))
    def find(self, text: str) -> None:
        self.window.find(text)

    @rule(ends=st.tuples(*[st.integers(0, 49)] * 2), columns=st.tuples(*[st.integers(0, 199)] * 2))
    def select(self, ends: tuple[int, int], columns: tuple[int, int]) -> None:
        scene = self.window.scene
        places = [scene.offset_at(y) for y in ends]
        offsets = [Offset(at.x + x, at.y) for at, x in zip(places, columns, strict=True) if at is not None]
        if len(offsets) == 2:
            scene.select(Selection.from_offsets(*offsets))
        self._copy(scene.span)

    def _copy(self, span: Span | None) -> str:
        """What is copied as Markdown; as plain text it must not fail, either."""
        if span is None:
            return ""
        joined(list(parts_of(span, self.window.cells, plain=True)), plain=True)
        return joined(list(parts_of(span, self.window.cells, plain=False)), plain=False)

    @rule()
    def look_elsewhere(self) -> None:
        """What is far off screen forgets its lines."""
        for cell in self.window.cells.column:
            self.window.cells.release(cell)

    @invariant()
    def the_screen_shows_the_text(self) -> None:
        self.window.compose()
        self.window.check()

    def teardown(self) -> None:
        try:
            self.window.drawn_anew()
            self._check_all_at_once()
            self._check_copies()
        finally:
            stream.WINDOW = self._window

    def _check_all_at_once(self) -> None:
        width = max(self.window.size.width, 12)
        for cell in list(self.window.cells.column)[1:]:
            whole = renderer_for(cell.item)
            whole.update(context(width))
            assert texts(cell.lines) == texts(all_lines(whole))

    def _check_copies(self) -> None:
        """All of it copied is its source; and each block of code stands in it."""
        scene = self.window.scene
        for cell in self.window.cells.column:
            source = cell.item.source()
            self.window.cells.ensure_all(cell)
            scene.select(Selection(encode(cell, 0), encode(cell, cell.size)))
            assert self._copy(scene.span) == joined([source], plain=False)
            for block in code_blocks(source) if cell.item.kind == "agent" else ():
                assert all(line.strip() in source for line in block.text.split("\n"))


TestStreaming = Streaming.TestCase
TestStreaming.settings = effort(6, steps=12)


def all_lines(renderer: CellRenderer) -> list[Line]:
    if isinstance(renderer.lines, PieceLines):
        renderer.lines.lay_out_all()
    return list(renderer.lines)


def drawn(text: str, size: int) -> int:
    """How many lines are drawn while a text streams in."""
    item = AgentItem(key=THREAD.item("turn", "answer"))
    renderer = AgentRenderer(item)
    for start in range(0, len(text), size):
        item.text.append(text[start : start + size])
        item.touch()
        renderer.update(context(80))
    return renderer.drawn


_QUOTED_NUMBER = re.compile(r">.*\d[.)]")


@effort(3)
@given(CHUNKS, st.sampled_from(["\n", "\n\n"]))
def test_twice_the_text_takes_no_more_than_twice_the_work(chunk: str, between: str) -> None:
    """Whatever a text is made of, the part of it that is drawn again with each delta does not grow with it.

    But for one line without an end in an item, a quotation or a footnote, for a list in a quotation whose numbers do
    not count, and for nothing but the marks of quotations, which are not cut (docs/decisions.md).
    """
    assume(not _QUOTED_NUMBER.search(chunk) and chunk.strip(" >\n"))
    text = (chunk + between) * (6_000 // len(chunk + between))
    window, stream.WINDOW = stream.WINDOW, 300
    try:
        half, whole = drawn(text[: len(text) // 2], 100), drawn(text, 100)
    finally:
        stream.WINDOW = window
    assert whole <= 3 * half + 300
