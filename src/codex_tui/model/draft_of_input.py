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
    attached = _Attached([part for part in parts if part.get("type") in ("localImage", "mention", "skill")])
    texts = [part for part in parts if part.get("type") == "text"]
    drafts: list[Draft] = []
    for number, part in enumerate(texts):
        if number:
            drafts.append(draft_of("\n"))
        drafts += _pieces(part, attached)
    for part in attached.left:
        if drafts:
            drafts.append(draft_of("\n"))
        drafts.append(of_element(_element(part, "")))
    return joined(drafts).numbered()


class _Attached:
    """What goes with a text, found by how it is named there; an image stands for one place, a file for many."""

    def __init__(self, parts: Sequence[Mapping[str, Any]]) -> None:
        self._parts = parts
        self._found: list[Mapping[str, Any]] = []

    @property
    def left(self) -> list[Mapping[str, Any]]:
        """What no place of the text stood for."""
        return [part for part in self._parts if all(part is not found for found in self._found)]

    def find(self, label: str) -> Mapping[str, Any] | None:
        kind = {"[": "localImage", "@": "mention", "$": "skill"}.get(label[0], "")
        named = label[1:].strip('"')
        of_kind = [part for part in self._parts if part.get("type") == kind]
        if kind == "localImage":
            of_kind = [part for part in self.left if part in of_kind]
        elif kind == "skill":
            of_kind = [part for part in of_kind if part.get("name") == named]
        else:
            of_kind.sort(
                key=lambda part: not str(part.get("path", "")).rstrip("/").endswith(named.rstrip("/"))
            )
        if not of_kind:
            return None
        self._found.append(of_kind[0])
        return of_kind[0]


def _pieces(part: Mapping[str, Any], attached: _Attached) -> Iterator[Draft]:
    """A text in pieces, those with a placeholder as elements."""
    raw = str(part.get("text", "")).encode("utf-8", "replace")
    at = 0
    for place in part.get("text_elements") or ():
        start, end = place["byteRange"]["start"], place["byteRange"]["end"]
        label = str(place.get("placeholder") or "")
        if not (label and at <= start < end <= len(raw)):
            continue
        yield draft_of(SafeText(raw[at:start].decode("utf-8", "replace")))
        text = SafeText(raw[start:end].decode("utf-8", "replace"))
        found = attached.find(label) if text == label else None
        yield of_element(PastedText(text) if found is None else _element(found, label))
        at = end
    yield draft_of(SafeText(raw[at:].decode("utf-8", "replace")))


def _element(part: Mapping[str, Any], label: str) -> Element:
    path, name = str(part.get("path", "")), SafeText(str(part.get("name", "")))
    if part["type"] == "localImage":
        size = label.rstrip("]").rsplit(" ", 1)[-1]
        return AttachedImage(path, SafeText(path.rsplit("/", 1)[-1]), size if "×" in size else "")
    if part["type"] == "skill":
        return SkillMention(name, path)
    return Mention(SafeText(label or f"@{name}"), name, path)
