"""What a person sends beside text, and what is known of a picture without opening it: format, columns and rows, size.

Pictures travel as data URLs or bare base64. A few hundred bytes at their start tell the rest, so nothing here decodes
more of one than that.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from enum import Enum

from codex_tui.model.image_head import ImageHead, read_head
from codex_tui.model.safe_text import SafeText

_HEAD = 4096 * 4
"""Characters of base64 in which the format and the dimensions of a picture are looked for."""
LONGEST_DATA = 16_000_000
"""Characters of a picture that is kept with its item; one that is larger has its name only."""


class AttachmentKind(str, Enum):
    """What a person attached."""

    IMAGE = "image"
    LOCAL_IMAGE = "local image"
    AUDIO = "audio"
    MENTION = "mention"
    SKILL = "skill"
    OTHER = "attachment"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that was sent beside the text of a prompt.

    Attributes:
        kind: what it is.
        name: what a person calls it: the name of a file or a skill, the format of a picture.
        path: where it lies, for what lies somewhere.
        data: the picture itself, for one that came with the prompt (see `carried`).
    """

    kind: AttachmentKind
    name: SafeText
    path: SafeText = SafeText("")
    data: str = field(default="", repr=False)

    @property
    def shows_picture(self) -> bool:
        """Whether it is a picture whose file or content is known."""
        return self.kind in (AttachmentKind.IMAGE, AttachmentKind.LOCAL_IMAGE) and bool(
            self.path or self.data
        )

    @property
    def text(self) -> str:
        """It in words, for copying."""
        where = f" {self.path}" if self.path and self.path != self.name else ""
        return f"[{self.kind.value} {self.name}{where}]"


def picture(data: str, mime: str = "") -> SafeText:
    """A picture or a sound in words, like ``PNG 640×480, 12 KB``.

    Args:
        data: a data URL, or base64 alone.
        mime: the type where only base64 is given.
    """
    if not data.startswith("data:") and "://" in data[:16]:
        return SafeText(data)
    if data.startswith("data:"):
        head, _, data = data.partition(",")
        mime = head[5:].split(";", 1)[0] or mime
    size = file_size(len(data) * 3 // 4 - data[-2:].count("="))
    format_seen, dimensions = _head_of(data)
    kind = mime.rpartition("/")[2].upper() or format_seen or "picture"
    return SafeText(f"{kind} {dimensions}, {size}" if dimensions else f"{kind}, {size}")


def carried(data: str) -> str:
    """The picture that a data URL or base64 is, to be kept; "" for an address, and for what is too large to draw."""
    is_address = not data.startswith("data:") and "://" in data[:16]
    return "" if is_address or len(data) > LONGEST_DATA else data


def file_size(count: int) -> str:
    """A number of bytes as a person reads it: ``950 bytes``, ``12 KB``, ``3.4 MB``."""
    if count < 1000:
        return f"{max(0, count)} bytes"
    if count < 1_000_000:
        return f"{count / 1000:.0f} KB"
    return f"{count / 1_000_000:.1f} MB"


def _head_of(data: str) -> ImageHead:
    """Format, and columns by rows, as the first bytes say; empty where they do not."""
    try:
        start = data[:_HEAD]
        raw = base64.b64decode(start[: len(start) // 4 * 4])
    except (binascii.Error, ValueError):
        return ImageHead()
    return read_head(raw)
