"""A prompt that was sent as a draft again, to be changed and sent anew: its pastes, images, files and skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.attachments import Attachment, AttachmentKind
from codex_tui.model.draft import Draft, draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage, Element, Mention, PastedText, SkillMention
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.items import UserItem

_SIGNS = {AttachmentKind.LOCAL_IMAGE: "[", AttachmentKind.MENTION: "@", AttachmentKind.SKILL: "$"}
"""With what the labels of those begin that come back."""


def comes_back(attachment: Attachment) -> bool:
    """Whether it can be attached again: it lies at a path."""
    return attachment.kind in _SIGNS and bool(attachment.path)


def draft_of_item(item: UserItem) -> Draft:
    """The draft; what was attached without standing in the text comes behind it."""
    left = [one for one in item.attachments if comes_back(one)]
    drafts = list(_pieces(item, left))
    for one in left:
        drafts += [draft_of(" "), of_element(_element(one, ""))]
    return joined(drafts).numbered()


def _pieces(item: UserItem, left: list[Attachment]) -> Iterator[Draft]:
    """The text in pieces; takes out of `left` what stands in it."""
    attached, at = tuple(left), 0
    for part in item.elements:
        yield draft_of(item.text[at : part.start])
        text = SafeText(item.text[part.start : part.end])
        at = part.end
        if text != part.placeholder:
            yield of_element(PastedText(text))
            continue
        # A file or a skill that is mentioned twice is attached once.
        known = left if text.startswith("[") else attached
        found = next((one for one in known if _is_called(one, text)), None)
        yield draft_of(text) if found is None else of_element(_element(found, text))
        if found in left:
            left.remove(found)
    yield draft_of(item.text[at:])


def _is_called(attachment: Attachment, label: str) -> bool:
    if attachment.kind is AttachmentKind.SKILL:
        return label == f"${attachment.name}"
    if not label.startswith(_SIGNS[attachment.kind]) or attachment.kind is AttachmentKind.LOCAL_IMAGE:
        return label.startswith(_SIGNS[attachment.kind])
    name = label[1:].strip('"').rstrip("/")
    return f"/{attachment.path}".rstrip("/").endswith(f"/{name}")


def _element(attachment: Attachment, label: str) -> Element:
    path = str(attachment.path)
    if attachment.kind is AttachmentKind.LOCAL_IMAGE:
        size = label.rstrip("]").rsplit(" ", 1)[-1]
        return AttachedImage(path, SafeText(path.rsplit("/", 1)[-1]), size if "×" in size else "")
    if attachment.kind is AttachmentKind.SKILL:
        return SkillMention(attachment.name, path)
    return Mention(SafeText(label or f"@{attachment.name}"), attachment.name, path)
