"""Drafts for the tests: any mixture of text and elements."""

from __future__ import annotations

from hypothesis import strategies as st

from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Element, Mention, PastedText, SkillMention
from codex_tui.model.safe_text import SafeText

TEXTS = st.text("ab é🙂\n[#", max_size=12)


def elements() -> st.SearchStrategy[Element]:
    pasted = st.builds(PastedText, st.text("xyé\n", min_size=1, max_size=20).map(SafeText))
    image = st.builds(
        AttachedImage, st.just("/tmp/cat.png"), st.just(SafeText("cat.png")), st.just("640×480")
    )
    mention = st.builds(
        Mention, st.just(SafeText("@src/é.py")), st.just(SafeText("é.py")), st.just("/src/é.py")
    )
    skill = st.builds(SkillMention, st.just(SafeText("tests")), st.just("/skills/tests/SKILL.md"))
    return st.one_of(pasted, image, mention, skill)


def drafts() -> st.SearchStrategy[Draft]:
    piece = st.one_of(TEXTS.map(draft_of), elements().map(of_element))
    return st.lists(piece, max_size=6).map(lambda pieces: joined(pieces).numbered())
