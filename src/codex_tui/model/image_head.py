"""What the first bytes of a picture say: its format, its columns and rows. Nothing is decoded."""

from __future__ import annotations

from typing import NamedTuple

HEAD = 12_288
"""Bytes in which format and dimensions are looked for."""
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class ImageHead(NamedTuple):
    """Format in capitals, and the size like ``640×480``; empty where they are not known."""

    format: str = ""
    size: str = ""


def read_head(raw: bytes) -> ImageHead:
    """Reads the first bytes of a file."""
    kind, size = "", None
    if raw[:8] == b"\x89PNG\r\n\x1a\n":
        kind, size = "PNG", (int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big"))
    elif raw[:4] == b"GIF8":
        kind, size = "GIF", (int.from_bytes(raw[6:8], "little"), int.from_bytes(raw[8:10], "little"))
    elif raw[:2] == b"\xff\xd8":
        kind, size = "JPEG", _jpeg(raw)
    elif raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        kind, size = "WEBP", _webp(raw)
    return ImageHead(kind, f"{size[0]}×{size[1]}" if size is not None and all(size) else "")


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(raw) and raw[place] == 0xFF:
        if raw[place + 1] in _JPEG_FRAMES:
            rows, columns = raw[place + 5 : place + 7], raw[place + 7 : place + 9]
            return int.from_bytes(columns, "big"), int.from_bytes(rows, "big")
        place += 2 + int.from_bytes(raw[place + 2 : place + 4], "big")
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    if raw[12:16] == b"VP8X":
        return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    if raw[12:16] == b"VP8 " and raw[23:26] == b"\x9d\x01\x2a":
        columns, rows = int.from_bytes(raw[26:28], "little"), int.from_bytes(raw[28:30], "little")
        return columns & 0x3FFF, rows & 0x3FFF
    if raw[12:16] == b"VP8L" and raw[20:21] == b"\x2f":
        bits = int.from_bytes(raw[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None
