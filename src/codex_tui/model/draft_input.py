"""A draft as the server takes it, and as it is shown until the server has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from codex_tui.model.attachments import Attachment, AttachmentKind
from codex_tui.model.draft_elements import AttachedImage, Mention, PastedPath, SkillMention
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codex_tui.model.draft import Draft


class FoldedPart(NamedTuple):
    """A part of a sent text that was one piece: its range in characters, and the form in which it was written."""

    start: int
    end: int
    placeholder: SafeText


def folded_text(text: str, parts: Sequence[FoldedPart]) -> str:
    """A sent text with its parts in their shorter form."""
    shown: list[str] = []
    at = 0
    for part in parts:
        shown += text[at : part.start], part.placeholder
        at = part.end
    return "".join((*shown, text[at:]))


def unfolded_offset(offset: int, parts: Sequence[FoldedPart]) -> int:
    """Where in the whole text an offset of the folded one is; inside of a shorter form, where its part begins."""
    shift = 0
    for part in parts:
        if offset < part.start - shift:
            break
        if offset < part.start - shift + len(part.placeholder):
            return part.start
        shift += len(part.placeholder) - (part.end - part.start)
    return offset - shift


def input_of(draft: Draft, carried: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The `input` of a turn: the text with its elements by byte ranges, then what is attached.

    Args:
        draft: what is sent.
        carried: data URLs of images by path, for a server that cannot read the files.
    """
    text, elements = "", []
    at = 0
    for piece, element in draft.pieces():
        # What is no character (half of a surrogate pair) would end the server, which reads UTF-8 only.
        piece = piece.encode("utf-8", "replace").decode()
        size = len(piece.encode())
        if element is not None and not isinstance(element, PastedPath):
            elements.append({"byteRange": {"start": at, "end": at + size}, "placeholder": element.label})
        text += piece
        at += size
    first: dict[str, Any] = {"type": "text", "text": text}
    if elements:
        first["text_elements"] = elements
    return [first, *_attached(draft, carried or {})]


def _attached(draft: Draft, carried: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    seen = set()
    for element in draft.elements:
        if isinstance(element, AttachedImage):
            data = carried.get(element.path)
            yield (
                {"type": "image", "url": data}
                if data is not None
                else {"type": "localImage", "path": element.path}
            )
        elif isinstance(element, (Mention, SkillMention)) and (type(element), element.path) not in seen:
            seen.add((type(element), element.path))
            kind = "mention" if isinstance(element, Mention) else "skill"
            yield {"type": kind, "name": element.name, "path": element.path}


def attachments_of(draft: Draft) -> tuple[Attachment, ...]:
    """What a prompt shows as attached until the server has it."""
    found = []
    for element in draft.elements:
        if isinstance(element, AttachedImage):
            path = SafePath(element.path)
            found.append(Attachment(AttachmentKind.LOCAL_IMAGE, path, path))
        elif isinstance(element, (Mention, SkillMention)):
            kind = AttachmentKind.MENTION if isinstance(element, Mention) else AttachmentKind.SKILL
            found.append(Attachment(kind, element.name, SafePath(element.path)))
    return tuple(found)


def element_parts(draft: Draft) -> tuple[FoldedPart, ...]:
    """The parts of `Draft.expanded` that are elements."""
    parts, at = [], 0
    for piece, element in draft.pieces():
        if element is not None and not isinstance(element, PastedPath):
            parts.append(FoldedPart(at, at + len(piece), SafeText(element.label)))
        at += len(piece)
    return tuple(parts)


def read_elements(text: str, elements: Any, at: int = 0) -> Iterator[FoldedPart]:
    """The parts of a text that was sent, as the server tells them; what does not fit is left out.

    Args:
        text: as it was sent; the parts are of its safe form.
        elements: the server's `text_elements`, of any shape.
        at: where the text begins in what is shown.
    """
    raw, behind = text.encode("utf-8", "surrogatepass"), 0
    for element in elements if isinstance(elements, list) else ():
        try:
            place, placeholder = element["byteRange"], SafeText(str(element.get("placeholder") or ""))
            start, end = int(place["start"]), int(place["end"])
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            continue
        part = raw[start:end].decode("utf-8", "replace")
        if not behind <= start < end <= len(raw) or not placeholder:
            continue
        behind = end
        first = at + len(SafeText(raw[:start].decode("utf-8", "replace")))
        yield FoldedPart(first, first + len(SafeText(part)), SafeText(" ".join(placeholder.split())))
