from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model import items, tool_items
from codex_tui.model.attachments import Attachment, AttachmentKind
from codex_tui.model.draft_input import FoldedPart
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    FileChange,
    FileChangeItem,
    Item,
    ItemStatus,
    NoticeItem,
    NoticeLevel,
    Phase,
    PlanItem,
    PlanStep,
    ProposedPlanItem,
    RawItem,
    ReasoningItem,
    StepStatus,
    TurnEndItem,
    UserItem,
)
from codex_tui.model.output import OutputBuffer
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Edited, Tokens
from codex_tui.model.text_buffer import TextBuffer
from codex_tui.model.tool_items import Section, ToolItem
from codex_tui.render.cells import renderer_for
from tests.render.support import KEY, context, copied, shown, token_at

DONE = ItemStatus.COMPLETED


def test_a_paste_is_folded_in_the_prompt_until_it_is_opened() -> None:
    text, label = "why\none\ntwo\nthree?\nplease", SafeText("[Pasted text #1, 3 lines]")
    item = UserItem(key=KEY, text=SafeText(text), elements=(FoldedPart(4, 17, label),))
    renderer = renderer_for(item)
    assert shown(renderer, context(folded=True)) == ["› why", "  [Pasted text #1, 3 lines]?", "  please"]
    assert [line.target for line in renderer.lines] == [None, "fold", None]
    assert [text[line.source :].split("\n")[0] for line in renderer.lines] == ["why", "one", "please"]
    assert renderer.foldable
    assert shown(renderer, context()) == ["› why", "  one", "  two", "  three?", "  please"]


def test_a_prompt_is_shown_as_typed_with_its_attachments() -> None:
    item = UserItem(
        key=KEY,
        text=SafeText("Add **retry**,\nwith tests."),
        attachments=(
            Attachment(AttachmentKind.IMAGE, SafeText("PNG 640×480, 12 KB")),
            Attachment(AttachmentKind.LOCAL_IMAGE, SafeText("/shop/shot.png"), SafeText("/shop/shot.png")),
            Attachment(AttachmentKind.MENTION, SafeText("cart.py"), SafeText("/shop/src/cart.py")),
            Attachment(AttachmentKind.SKILL, SafeText("review"), SafeText("/skills/review/SKILL.md")),
        ),
    )
    assert shown(renderer_for(item), context(40, folder="/shop")) == [
        "› Add **retry**,",
        "  with tests.",
        "  ▣ image PNG 640×480, 12 KB",
        "  ▣ image shot.png",
        "  @ cart.py  src/cart.py",
        "  $ review  /skills/review/SKILL.md",
    ]


def test_a_prompt_that_nobody_took_up_yet_says_so() -> None:
    renderer = renderer_for(UserItem(key=KEY, text=SafeText("go on"), pending=True))
    assert shown(renderer, context(40)) == ["› go on", "  waiting to be taken up"]
    assert token_at(renderer.lines, "go on") == {"muted"}


def test_a_long_prompt_folds() -> None:
    item = UserItem(key=KEY, text=SafeText("\n".join(f"line {n}" for n in range(20))))
    renderer = renderer_for(item)
    assert shown(renderer, context(40, folded=True))[5:] == ["  line 5", "  … 14 more lines  ▸"]
    assert len(shown(renderer, context(40))) == 20


def test_commentary_and_answer_differ_in_their_mark() -> None:
    looks = []
    for phase, mark in {Phase.COMMENTARY: "◦", Phase.FINAL: "•"}.items():
        renderer = renderer_for(AgentItem(key=KEY, phase=phase, text=TextBuffer("text")))
        looks.append((*shown(renderer, context()), token_at(renderer.lines, mark)))
    assert looks == [("◦ text", {"muted"}), ("• text", {"accent"})]


def test_what_an_answer_asks_by_the_way_stands_under_it() -> None:
    item = AgentItem(key=KEY, status=DONE, text=TextBuffer("Done."), notes=(SafeText("asks: Which?  a / b"),))
    renderer = renderer_for(item)
    assert shown(renderer, context(40)) == ["• Done.", "  asks: Which?  a / b"]
    assert item.source()[renderer.lines[1].source :] == "asks: Which?  a / b"


def test_an_answer_that_a_retry_began_again_is_muted_and_says_so() -> None:
    renderer = renderer_for(AgentItem(key=KEY, status=ItemStatus.REPLACED, text=TextBuffer("half an ans")))
    said = "  broken off; the answer begins again below · live only"
    assert shown(renderer, context()) == ["• half an ans", said]
    assert token_at(renderer.lines, "half") == {"muted"}


def test_reasoning_is_one_line_that_opens_to_the_whole() -> None:
    item = ReasoningItem(
        key=KEY,
        summary=TextBuffer("**Reading the sender**\n\nI look."),
        status=DONE,
        started_ms=0,
        completed_ms=31_000,
    )
    renderer = renderer_for(item)
    assert shown(renderer, context(40, folded=True)) == ["∴ Reading the sender  ▸              31s"]
    assert [line.rstrip() for line in shown(renderer, context(40))[1:]] == [
        "  Reading the sender",
        "",
        "  I look.",
    ]
    assert renderer.lines[0].target == "fold"
    assert shown(renderer, context(20, folded=True)) == ["∴ Reading the …  31s"]


def test_reasoning_shows_its_summary_and_what_was_thought_in_full() -> None:
    item = ReasoningItem(
        key=KEY, summary=TextBuffer("**Reading**"), raw=TextBuffer("Hmm. One\ntwo."), status=DONE
    )
    renderer = renderer_for(item)
    assert [line.rstrip() for line in shown(renderer, context(40))] == [
        "∴ Reading  ▾",
        "  Reading",
        "",
        "  in full",
        "  Hmm. One",
        "  two.",
    ]
    assert shown(renderer, context(40, folded=True)) == ["∴ Reading  ▸"]


def test_reasoning_streams_while_it_is_open() -> None:
    item = ReasoningItem(key=KEY)
    renderer = renderer_for(item)
    assert shown(renderer, context(40)) == ["⠋ Thinking"]
    assert not renderer.foldable
    item.summary.append("**Plan**\n\nfirst")
    item.touch()
    assert [line.rstrip() for line in shown(renderer, context(40))] == ["⠋ Plan  ▾", "  Plan", "", "  first"]


def test_a_plan_stands_in_one_line_where_it_fits() -> None:
    steps = (
        PlanStep(SafeText("read"), StepStatus.COMPLETED),
        PlanStep(SafeText("write"), StepStatus.IN_PROGRESS),
        PlanStep(SafeText("test"), StepStatus.PENDING),
    )
    renderer = renderer_for(PlanItem(key=KEY, steps=steps))
    assert shown(renderer, context(60)) == ["☑ read   ⠋ write   ☐ test"]
    assert shown(renderer, context(20)) == ["☑ read", "⠋ write", "☐ test"]
    assert shown(renderer, context(60, ascii_only=True)) == ["[x] read   [|] write   [ ] test"]


def test_a_step_that_a_turn_left_undone_does_not_look_as_if_it_ran() -> None:
    steps = (PlanStep(SafeText("write"), StepStatus.IN_PROGRESS),)
    renderer = renderer_for(PlanItem(key=KEY, steps=steps, status=ItemStatus.INTERRUPTED))
    assert [line.split() for line in shown(renderer, context(60))] == [["☐", "write", "live", "only"]]


def test_a_proposed_plan_is_markdown_beside_a_bar() -> None:
    renderer = renderer_for(ProposedPlanItem(key=KEY, text=TextBuffer("# Goal\n- step"), status=DONE))
    assert shown(renderer, context(40)) == ["☐ Proposed plan", "  ▎ Goal", "  ▎ • step"]


@pytest.mark.parametrize(
    ("level", "mark", "token"),
    [
        (NoticeLevel.ERROR, "!", "error"),
        (NoticeLevel.WARNING, "!", "strong"),
        (NoticeLevel.RETRY, "↻", "muted"),
    ],
)
def test_notices_tell_their_level_by_mark_and_style(level: NoticeLevel, mark: str, token: str) -> None:
    renderer = renderer_for(
        NoticeItem(key=KEY, level=level, text=SafeText("what"), detail=SafeText("why"), status=DONE)
    )
    assert shown(renderer, context(40, folded=True)) == [f"{mark} what  ▸"]
    assert shown(renderer, context(40)) == [f"{mark} what", "  why"]
    assert token_at(renderer.lines, "what") == {token}


def test_an_unknown_item_shows_its_name_and_opens_to_all_of_it() -> None:
    item = RawItem(
        key=KEY, name=SafeText("webSearch"), summary=SafeText("rates"), body=SafeText('{"q": 1}'), status=DONE
    )
    renderer = renderer_for(item)
    assert shown(renderer, context(40, folded=True)) == ["· webSearch  rates  ▸"]
    assert shown(renderer, context(40)) == ["· webSearch  rates  ▾", '  {"q": 1}']


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (ItemStatus.COMPLETED, "─ 1m12s · 40k in, 38k cached · 1.3k out · 2 files +41 -7"),
        (ItemStatus.INTERRUPTED, "─ interrupted · 1m12s · 40k in · 1.3k out · 2 files +41 -7"),
        (ItemStatus.FAILED, "─ failed · 1m12s · 40k in · 1.3k out · 2 files +41 -7"),
    ],
)
def test_the_end_of_a_turn_is_one_quiet_line(status: ItemStatus, line: str) -> None:
    used = Tokens(input=40_000, cached=38_000, output=1_300)
    item = TurnEndItem(key=KEY, status=status, duration_ms=72_000, tokens=used, edited=Edited(2, 41, 7))
    assert shown(renderer_for(item), context(60)) == [line]


TEXT = st.text(max_size=60).map(SafeText)
STATUS = st.sampled_from(ItemStatus)
COUNT = st.integers(0, 10**9)
ATTACHMENT = st.builds(Attachment, st.sampled_from(AttachmentKind), TEXT, TEXT)
SECTION = st.builds(
    Section,
    st.sampled_from(["", "result"]),
    st.text(max_size=3000).map(SafeText) | TEXT,
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(["", "json"]),
)
LINE = st.text(st.characters(exclude_characters="\n"), max_size=60).map(SafeText)


def tool_items_of(kind: type[ToolItem]) -> st.SearchStrategy[Item]:
    return st.builds(
        kind,
        key=st.just(KEY),
        heading=LINE,
        argument=LINE,
        progress=LINE,
        outcome=LINE,
        sections=st.lists(SECTION, max_size=3).map(tuple),
        status=STATUS,
        duration_ms=st.none() | st.integers(0, 10**9),
    )


TOOLS = [kind for kind in vars(tool_items).values() if isinstance(kind, type) and kind.__base__ is ToolItem]
KINDS: list[st.SearchStrategy[Item]] = [
    *map(tool_items_of, TOOLS),
    st.builds(
        UserItem, key=st.just(KEY), text=TEXT, attachments=st.tuples(ATTACHMENT), pending=st.booleans()
    ),
    st.builds(AgentItem, key=st.just(KEY), text=st.builds(TextBuffer, TEXT), status=STATUS),
    st.builds(
        ReasoningItem, key=st.just(KEY), summary=st.builds(TextBuffer, TEXT), raw=st.builds(TextBuffer, TEXT)
    ),
    st.builds(
        CommandItem,
        key=st.just(KEY),
        command=TEXT,
        cwd=TEXT,
        output=st.builds(OutputBuffer, st.text()),
        status=STATUS,
    ),
    st.builds(
        FileChangeItem,
        key=st.just(KEY),
        changes=st.tuples(
            st.builds(FileChange, TEXT, st.sampled_from(["add", "update", "delete"]), TEXT, st.none() | TEXT)
        ),
        status=STATUS,
    ),
    st.builds(ProposedPlanItem, key=st.just(KEY), text=st.builds(TextBuffer, TEXT)),
    st.builds(
        PlanItem,
        key=st.just(KEY),
        explanation=TEXT,
        steps=st.lists(st.builds(PlanStep, TEXT, st.sampled_from(StepStatus)), max_size=3).map(tuple),
    ),
    st.builds(NoticeItem, key=st.just(KEY), level=st.sampled_from(NoticeLevel), text=TEXT, detail=TEXT),
    st.builds(RawItem, key=st.just(KEY), name=TEXT, summary=TEXT, body=TEXT, status=STATUS),
    st.builds(
        TurnEndItem,
        key=st.just(KEY),
        status=STATUS,
        duration_ms=st.none() | st.integers(0, 10**9),
        tokens=st.none() | st.builds(Tokens, input=COUNT, cached=COUNT, output=COUNT),
        edited=st.none() | st.builds(Edited, COUNT, COUNT, COUNT),
    ),
]


@given(st.one_of(KINDS), st.integers(20, 200), st.booleans(), st.booleans())
def test_every_kind_draws_any_text_within_any_width(
    item: Item, width: int, folded: bool, ascii_only: bool
) -> None:
    renderer = renderer_for(item)
    at = context(width, folded=folded, now_ms=10_000, ascii_only=ascii_only)
    assert renderer.estimate(width) >= 1
    renderer.update(at)
    assert renderer.lines
    for line in renderer.lines:
        assert line.strip.cell_length <= width
        assert not set(line.strip.text) & set("\n\r\t\x1b")
    offsets = [line.source for line in renderer.lines]
    assert offsets == sorted(offsets)
    assert copied(renderer.lines) is not None
    assert renderer.update(at) == len(renderer.lines)
    renderer.tick(at)
    renderer.release()
    assert not renderer.lines


def test_every_kind_of_item_has_a_renderer() -> None:
    kinds = [
        value
        for value in vars(items).values()
        if isinstance(value, type) and issubclass(value, Item) and value is not Item
    ]
    assert len(kinds) + len(TOOLS) == len(KINDS)


def test_the_estimate_is_near_for_plain_text() -> None:
    renderer = renderer_for(AgentItem(key=KEY, text=TextBuffer("word " * 400)))
    renderer.update(context(80))
    assert abs(renderer.estimate(80) - len(renderer.lines)) <= 3


def test_parsers_are_not_imported_before_they_are_needed() -> None:
    code = "import sys, codex_tui.render.cells; print([m for m in ('markdown_it', 'pygments') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
