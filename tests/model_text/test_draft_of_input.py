"""A prompt that was queued becomes the draft again that it was."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Element, Mention, PastedText, SkillMention
from codex_tui.model.draft_input import input_of
from codex_tui.model.draft_of_input import can_be_edited, draft_of_input
from codex_tui.model.safe_text import SafeText

WORDS = st.text("ab é\n漢", max_size=12)
PASTES = st.text("xyz\n", min_size=40, max_size=90).map(lambda text: PastedText(SafeText(text)))
IMAGES = st.sampled_from("abc").map(
    lambda name: AttachedImage(f"/pictures/{name}.png", SafeText(f"{name}.png"), "640×480")
)
MENTIONS = st.sampled_from(["src/main.py", "docs/with blank.md"]).map(
    lambda path: Mention(SafeText(f"@{path}"), SafeText(path.rsplit("/", 1)[-1]), f"/shop/{path}")
)
SKILLS = st.sampled_from(["review", "deploy"]).map(
    lambda name: SkillMention(SafeText(name), f"/skills/{name}/SKILL.md")
)
ELEMENTS: st.SearchStrategy[Element] = st.one_of(PASTES, IMAGES, MENTIONS, SKILLS)
DRAFTS = st.lists(st.one_of(WORDS.map(draft_of), ELEMENTS.map(of_element)), max_size=6).map(
    lambda parts: joined(parts).numbered()
)


@given(DRAFTS)
def test_the_draft_of_an_input_is_sent_as_the_same_input_again(draft: Draft):
    parts = input_of(draft)
    back = draft_of_input(parts)
    assert can_be_edited(parts)
    assert back.expanded == draft.expanded
    assert input_of(back) == parts


def test_what_another_client_attached_comes_behind_the_text():
    parts: list[dict[str, Any]] = [
        {"type": "text", "text": "look", "text_elements": []},
        {"type": "localImage", "path": "/pictures/a.png"},
        {"type": "mention", "name": "main.py", "path": "/shop/main.py"},
    ]
    assert draft_of_input(parts).text == "look\n[Image #1: a.png]\n@main.py"


def test_a_picture_without_a_file_cannot_be_edited():
    assert not can_be_edited([{"type": "image", "url": "data:image/png;base64,AAAA"}])


def test_ranges_that_make_no_sense_are_left_as_text():
    elements = [
        {"byteRange": {"start": 5, "end": 2}, "placeholder": "x"},
        {"byteRange": {"start": 0, "end": 99}},
    ]
    parts = [{"type": "text", "text": "plain", "text_elements": elements}]
    assert draft_of_input(parts) == draft_of("plain")
