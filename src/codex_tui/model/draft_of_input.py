"""From the server's input back to a draft, as of a prompt that is taken out of the queue: `draft_input` reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Element, Mention, PastedText, SkillMention
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def can_be_edited(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a draft can hold all of it: a picture without a file, and a sound, it cannot."""
    return all(part.get("type") in ("text", "localImage", "mention", "skill") for part in parts)


def draft_of_input(parts: Sequence[Mapping[str, Any]]) -> Draft:
    """The draft whose input this is. What was attached without standing in the text comes behind it."""
    attached = [part for part in parts if part.get("type") in ("localImage", "mention", "skill")]
    texts = [part for part in parts if part.get("type") == "text"]
    drafts: list[Draft] = []
    for number, part in enumerate(texts):
        if number:
            drafts.append(draft_of("\n"))
        drafts += _pieces(part, attached)
    for part in attached:
        if drafts:
            drafts.append(draft_of("\n"))
        drafts.append(of_element(_element(part, "")))
    return joined(drafts).numbered()


def _pieces(part: Mapping[str, Any], attached: list[Mapping[str, Any]]) -> Iterator[Draft]:
    """A text in pieces, those with a placeholder as elements; takes out of `attached` what they stand for."""
    raw = str(part.get("text", "")).encode("utf-8", "replace")
    at = 0
    for place in part.get("text_elements") or ():
        start, end = place["byteRange"]["start"], place["byteRange"]["end"]
        label = place.get("placeholder")
        if not (label and at <= start < end <= len(raw)):
            continue
        yield draft_of(SafeText(raw[at:start].decode("utf-8", "replace")))
        text = SafeText(raw[start:end].decode("utf-8", "replace"))
        yield of_element(_element_of(text, str(label), attached))
        at = end
    yield draft_of(SafeText(raw[at:].decode("utf-8", "replace")))


def _element_of(text: SafeText, label: str, attached: list[Mapping[str, Any]]) -> Element:
    """What a piece of text stands for: what was attached by its name or in its order, else a folded paste."""
    if text == label:
        kind = {"[": "localImage", "@": "mention", "$": "skill"}.get(label[0])
        for part in attached:
            named = kind != "skill" or part.get("name") == label[1:]
            if part.get("type") == kind and named:
                attached.remove(part)
                return _element(part, label)
    return PastedText(text)


def _element(part: Mapping[str, Any], label: str) -> Element:
    path, name = str(part.get("path", "")), SafeText(str(part.get("name", "")))
    if part["type"] == "localImage":
        size = label.rstrip("]").rsplit(" ", 1)[-1]
        return AttachedImage(path, SafeText(path.rsplit("/", 1)[-1]), size if "×" in size else "")
    if part["type"] == "skill":
        return SkillMention(name, path)
    return Mention(SafeText(label or f"@{name}"), name, path)
