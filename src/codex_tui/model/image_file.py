"""Images that are attached: what was found at a path or on the clipboard, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.model.attachments import file_size
from codex_tui.model.draft_elements import AttachedImage
from codex_tui.model.image_head import read_head
from codex_tui.model.safe_text import SafeText

LARGEST = 20_000_000
"""Bytes of an image that is sent."""
FORMATS = "PNG, JPEG, GIF or WebP"


@dataclass(frozen=True, slots=True)
class NoImage:
    """Why there is no image, in words for a person; without any where it is no matter of images at all."""

    why: str = ""


def judge(path: str, name: str, size: int, head: bytes) -> AttachedImage | NoImage:
    """An image that can be sent, or why it cannot.

    Args:
        path: of the file.
        name: what a person calls it.
        size: bytes of the file.
        head: its first bytes.
    """
    shown = SafeText(name)
    found = read_head(head)
    if not found.format:
        return NoImage(f"{shown} is no image that a model can see: {FORMATS} are")
    # That of a JPEG may stand behind what was read.
    if not found.size and (found.format != "JPEG" or size <= len(head)):
        return NoImage(f"{shown} cannot be sent: the file is broken, or not all of it is there")
    if size > LARGEST:
        return NoImage(f"{shown} has {file_size(size)}: more than {file_size(LARGEST)} cannot be sent")
    return AttachedImage(path, shown, found.size)
