"""Hunks as the text of a patch, exactly as they came: what git applies, and what is copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codex_tui.model.diff import DiffKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.diff import Hunk

_TO_QUOTE = re.compile(r'[\x00-\x1f"\\\x7f]')
_NO_NEWLINE = "\\ No newline at end of file\n"


def patch_of(name: str, hunks: Sequence[Hunk]) -> str:
    """Hunks of one file as a patch, exactly as they came."""
    first = hunks[0].content
    old = "/dev/null" if first is DiffKind.ADDED else _named(f"a/{name}")
    new = "/dev/null" if first is DiffKind.REMOVED else _named(f"b/{name}")
    return f"--- {old}\n+++ {new}\n" + "".join(_lines(hunk) for hunk in hunks)


def _lines(hunk: Hunk) -> str:
    section = f" {hunk.section}" if hunk.section else ""
    ended = hunk.raw.endswith("\n")
    if hunk.content is None:
        return f"{hunk.header}{section}\n{hunk.raw}" + ("" if ended else "\n")
    sign = hunk.content.value
    body = "".join(f"{sign}{line}\n" for line in hunk.raw.removesuffix("\n").split("\n"))
    return f"{hunk.header}\n{body}" + ("" if ended else _NO_NEWLINE)


def _named(name: str) -> str:
    """A name as git reads it; the tab says where it ends."""
    if _TO_QUOTE.search(name) is None:
        return f"{name}\t"
    return '"' + _TO_QUOTE.sub(lambda found: f"\\{ord(found.group()):03o}", name) + '"'
