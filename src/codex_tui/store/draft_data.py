"""A draft as the plain data of a file, and back: a string where it is only text, else its text and its elements."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from codex_tui.model.draft import Draft, Placed
from codex_tui.model.draft_elements import AttachedImage, Element, Mention, PastedText, SkillMention
from codex_tui.model.safe_text import SafeText

_KINDS: dict[str, type[Element]] = {
    "paste": PastedText,
    "image": AttachedImage,
    "mention": Mention,
    "skill": SkillMention,
}
_AS_THEY_ARE = frozenset({"path", "written"})
"""What is never drawn."""
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_data(draft: Draft) -> Any:
    """What JSON can write; what nobody has looked at yet is text."""
    draft = draft.settled()
    if not draft.places:
        return str(draft.text)
    elements = [
        {
            "at": place.start,
            "kind": _NAMES[type(place.element)],
            **{one.name: getattr(place.element, one.name) for one in fields(place.element)},
        }
        for place in draft.places
    ]
    return {"text": str(draft.text), "elements": elements}


def from_data(data: Any) -> Draft:
    """The draft; without its elements where they do not fit its text.

    Raises:
        ValueError: the data is of no draft.
    """
    if isinstance(data, str):
        return Draft(SafeText(data))
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise ValueError("no draft")
    text = SafeText(data["text"])
    try:
        return Draft(text, tuple(_placed(one) for one in data.get("elements", ())))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return Draft(text)


def _placed(data: Any) -> Placed:
    kind = _KINDS[data["kind"]]
    values = {one.name: _value(one.name, data[one.name]) for one in fields(kind) if one.name in data}
    return Placed(int(data["at"]), kind(**values))


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, int if name == "number" else str):
        raise TypeError(value)
    return SafeText(value) if isinstance(value, str) and name not in _AS_THEY_ARE else value
