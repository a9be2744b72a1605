"""A draft keeps its elements whole, whatever is done to its text, and what is sent is what it shows, unfolded."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.attachments import Attachment, AttachmentKind
from codex_tui.model.draft import (
    MOST_CHARACTERS,
    Draft,
    Placed,
    draft_of,
    joined,
    of_element,
    too_long,
    widened,
)
from codex_tui.model.draft_elements import AttachedImage, Mention, PastedPath, PastedText, SkillMention
from codex_tui.model.draft_input import (
    attachments_of,
    element_parts,
    folded_text,
    input_of,
    read_elements,
)
from codex_tui.model.draft_of_item import comes_back, draft_of_item
from codex_tui.model.items import UserItem
from codex_tui.model.keys import ItemKey
from codex_tui.model.safe_text import SafeText
from codex_tui.store.draft_data import from_data, to_data
from tests.composer.drafts import TEXTS, drafts

PASTE = PastedText(SafeText("one\ntwo\nthree"))
IMAGE = AttachedImage("/tmp/cat.png", SafeText("cat.png"), "640×480")


@given(drafts(), st.integers(0, 60), st.integers(0, 60), drafts())
def test_an_edit_takes_elements_whole_or_not_at_all(draft: Draft, one: int, other: int, by: Draft) -> None:
    start, end = sorted((min(one, len(draft.text)), min(other, len(draft.text))))
    edited = draft.replaced(start, end, by)  # a draft whose elements do not fit its text cannot be made
    low, high = widened(draft.places, start, end)
    kept = [place.element for place in draft.places if place.end <= low or place.start >= high]
    assert len(edited.elements) == len(kept) + len(by.elements)
    assert low <= start or low == high
    before, after = draft.part(0, low), draft.part(high, len(draft.text))
    assert edited.expanded == before.expanded + by.expanded + after.expanded


@given(drafts(), drafts())
def test_what_is_put_together_sends_both(one: Draft, other: Draft) -> None:
    both = joined((one, other))
    assert both.expanded == one.expanded + other.expanded
    assert [type(each) for each in both.numbered().elements] == [type(each) for each in both.elements]


@given(drafts())
def test_numbers_count_in_order(draft: Draft) -> None:
    for kind in (PastedText, AttachedImage):
        numbers = [each.number for each in draft.numbered().elements if isinstance(each, kind)]
        assert numbers == list(range(1, len(numbers) + 1))


@given(drafts())
def test_the_input_is_the_text_unfolded_with_elements_by_bytes(draft: Draft) -> None:
    first = input_of(draft)[0]
    assert first["text"] == draft.expanded
    raw = first["text"].encode()
    elements = first.get("text_elements", [])
    for element, place in zip(elements, draft.places, strict=True):
        ends = element["byteRange"]
        assert raw[ends["start"] : ends["end"]].decode() == place.element.sent
        assert element["placeholder"] == place.element.label


@given(drafts())
def test_what_the_server_gives_back_folds_as_it_was(draft: Draft) -> None:
    first = input_of(draft)[0]
    parts = tuple(read_elements(first["text"], first.get("text_elements", ())))
    assert parts == element_parts(draft)
    assert folded_text(first["text"], parts) == draft.text


@given(drafts())
def test_a_file_keeps_a_draft(draft: Draft) -> None:
    assert from_data(json.loads(json.dumps(to_data(draft)))) == draft


@given(drafts())
def test_an_editor_that_changes_nothing_gives_the_draft_back(draft: Draft) -> None:
    assert draft.folded_again(draft.expanded).expanded == draft.numbered().expanded


@given(drafts(), TEXTS)
def test_an_editor_that_adds_text_loses_no_element(draft: Draft, text: str) -> None:
    back = draft.folded_again(draft.expanded + text)
    assert [type(each) for each in back.elements] == [type(each) for each in draft.elements]


def test_labels() -> None:
    assert PASTE.label == "[Pasted text #1, 3 lines]"
    assert PastedText(SafeText("x" * 2140), 2).label == "[Pasted text #2, 2,140 characters]"
    assert IMAGE.label == "[Image #1: cat.png 640×480]"
    long = AttachedImage("/x", SafeText("a" * 60 + "\n.png")).label
    assert long.endswith("….png]") or long.endswith(" .png]")
    assert len(long) < 60
    assert SkillMention(SafeText("tests"), "/x").label == "$tests"


def test_what_is_attached_follows_the_text() -> None:
    mention = Mention(SafeText("@a.py"), SafeText("a.py"), "/src/a.py")
    draft = joined(
        (draft_of("see "), of_element(IMAGE), draft_of(" and "), of_element(mention), of_element(mention))
    )
    assert input_of(draft)[1:] == [
        {"type": "localImage", "path": "/tmp/cat.png"},
        {"type": "mention", "name": "a.py", "path": "/src/a.py"},
    ]
    assert input_of(draft, {"/tmp/cat.png": "data:image/png;base64,AA=="})[1] == {
        "type": "image",
        "url": "data:image/png;base64,AA==",
    }
    assert [each.kind for each in attachments_of(draft)][:2] == [
        AttachmentKind.LOCAL_IMAGE,
        AttachmentKind.MENTION,
    ]


def test_the_first_image_that_goes_makes_the_second_the_first() -> None:
    second = AttachedImage("/tmp/dog.png", SafeText("dog.png"), number=2)
    draft = joined((of_element(IMAGE), draft_of(" "), of_element(second)))
    assert draft.replaced(0, 5, Draft()).numbered().text == " [Image #1: dog.png]"


def test_a_file_that_was_tampered_with_keeps_its_text() -> None:
    data = to_data(of_element(PASTE))
    for change in ({"at": 3}, {"kind": "nothing"}, {"number": "1"}, {"text": None}):
        data["elements"][0].update(change)
        assert from_data(data) == Draft(SafeText(PASTE.label))


def test_a_path_that_nobody_looked_at_is_kept_as_text() -> None:
    draft = Draft(SafeText("/tmp/a.png"), (Placed(0, PastedPath(SafeText("/tmp/a.png"), 1)),))
    assert to_data(draft) == "/tmp/a.png"
    assert "text_elements" not in input_of(draft)[0]


def test_elements_of_another_client_that_do_not_fit_are_left_out() -> None:
    def element(start: int, end: int, placeholder: str | None = "[x]") -> dict[str, object]:
        return {"byteRange": {"start": start, "end": end}, "placeholder": placeholder}

    given = [element(0, 2), element(1, 3), element(4, 99), element(3, 3), element(3, 4, None), element(4, 5)]
    assert [part[:2] for part in read_elements("é2345", given)] == [(0, 1), (3, 4)]


@given(drafts())
def test_a_prompt_that_comes_back_from_the_conversation_is_the_draft_that_was_sent(draft: Draft) -> None:
    item = UserItem(
        key=ItemKey("local", "t", "1", "u"),
        text=SafeText(draft.expanded),
        attachments=attachments_of(draft),
        elements=element_parts(draft),
    )
    back = draft_of_item(item)
    assert back.expanded == draft.expanded
    assert back == draft


def test_what_was_attached_without_standing_in_the_text_comes_behind_it() -> None:
    path = SafeText("/tmp/cat.png")
    attached = (
        Attachment(AttachmentKind.LOCAL_IMAGE, path, path),
        Attachment(AttachmentKind.IMAGE, SafeText("PNG"), data="data:"),
    )
    item = UserItem(
        key=ItemKey("local", "t", "1", "u"), text=SafeText("see [Image #1]"), attachments=attached
    )
    assert draft_of_item(item).text == "see [Image #1] [Image #1: cat.png]"
    assert [comes_back(one) for one in attached] == [True, False]


def test_more_than_the_server_takes_is_said() -> None:
    most = of_element(PastedText(SafeText("x" * MOST_CHARACTERS)))
    assert too_long(most) == ""
    assert "1,048,577 characters" in too_long(joined((most, draft_of("x"))))
