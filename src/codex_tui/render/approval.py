"""What an approval asks, in full: nothing of the command is cut, folded or invisible."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.diff import DiffLine, Hunk, cut
from codex_tui.model.items import FileChange, FileChangeItem, Item
from codex_tui.model.safe_text import SafeText
from codex_tui.render.changes import lines_of
from codex_tui.render.diff_rows import language_of, layout_for
from codex_tui.render.glyphs import glyph
from codex_tui.render.hunk_lines import HunkLines
from codex_tui.render.layout import Fragment, row_line, wrap
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import is_folder, path_in
from codex_tui.render.prose import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from codex_tui.model.inbox import Approval

_SUSPECT = re.compile(r"[^ -~\n]")
_HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn", "Me"))
"""Categories of characters that draw nothing of their own, or what no font tells."""


def approval_lines(approval: Approval, item: Item | None, context: RenderContext) -> list[Line]:
    """Lines for the dock: the whole command, the diff of a patch, the reason and the folder.

    Args:
        approval: the request.
        item: the item that it is about, if there is one; a patch has its diff there.
        context: width, palette and the thread's folder.
    """
    palette = context.palette
    lines: list[Line] = []
    if approval.command:
        lines += revealed(approval.command, palette.strong, context)
    if isinstance(item, FileChangeItem):
        for change in item.changes:
            hunks = cut(change.diff, change.change)
            lines += _file(change, hunks, context)
            layout = layout_for(hunks, context)
            for number, hunk in enumerate(hunks):
                if number or hunk.section:
                    mark = glyph("ellipsis", context.ascii_only)
                    lines += revealed(f"{mark} {hunk.section}".rstrip(), palette.muted, context)
                shown = HunkLines(hunk, language_of(change.path), _reveal_line)
                lines += lines_of(shown, 0, hunk.size, 0, layout, context)
    where = revealed(f"in {approval.cwd}", palette.muted, context) if approval.cwd else []
    # The thread's own folder is no news: where there is room for little, the reason comes first.
    expected = is_folder(approval.cwd, context.folder)
    if not expected:
        lines += where
    if approval.reason:
        lines += prose(f"because: {approval.reason}", palette.muted, context)
    if expected:
        lines += where
    if approval.detail:
        lines += revealed(approval.detail, palette.muted, context, marks=False)
    return lines


def revealed(text: str, style: Style, context: RenderContext, *, marks: bool = True) -> list[Line]:
    """All of a text, cut at columns and not at words, with every hidden character made visible.

    Args:
        text: what is shown.
        style: how it is drawn.
        context: width and palette.
        marks: whether a newline of the text is marked, as it matters in a command.
    """
    palette = context.palette
    lines: list[Line] = []
    source = 0
    logical_lines = text.split("\n")
    for number, logical in enumerate(logical_lines):
        fragments = _reveal(logical, style, palette.warning)
        if marks and number < len(logical_lines) - 1:
            # Where the text breaks and where the width breaks it must not look the same.
            fragments.append((glyph("newline", context.ascii_only), palette.muted))
        for index, row in enumerate(wrap(fragments, max(2, context.width - GUTTER), hard=True)):
            lead = [(" " * GUTTER, palette.text)]
            lines.append(row_line(row, lead, source, GUTTER, "" if index else "\n", len(logical)))
        source += len(logical) + 1
    return lines


def _hides(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN


def _name(char: str) -> str:
    return "‹tab›" if char == "\t" else f"‹U+{ord(char):04X}›"


def _reveal(text: str, style: Style, warning: Style) -> list[Fragment]:
    fragments: list[Fragment] = []
    position = 0
    for found in _SUSPECT.finditer(text):
        if _hides(found.group()):
            fragments += [(text[position : found.start()], style), (_name(found.group()), warning)]
            position = found.end()
    fragments.append((text[position:], style))
    return [fragment for fragment in fragments if fragment[0]] or [("", style)]


def _reveal_line(entry: DiffLine) -> DiffLine:
    """A line of a diff with its hidden characters by name; tabs stay, code is full of them."""
    if not any(_hides(char) for char in _SUSPECT.findall(entry.text) if char != "\t"):
        return entry
    text = _SUSPECT.sub(
        lambda found: (
            _name(found.group()) if found.group() != "\t" and _hides(found.group()) else found.group()
        ),
        entry.text,
    )
    return replace(entry, text=SafeText(text))


def _file(change: FileChange, hunks: Sequence[Hunk], context: RenderContext) -> list[Line]:
    word = {"add": "new file ", "delete": "deletes "}.get(change.change, "")
    moved = (
        f" {glyph('right', context.ascii_only)} {path_in(change.moved_to, context.folder)}"
        if change.moved_to
        else ""
    )
    added, removed = sum(hunk.added for hunk in hunks), sum(hunk.removed for hunk in hunks)
    path = path_in(change.path, context.folder)
    return revealed(f"{word}{path}{moved}  +{added} -{removed}", context.palette.strong, context)
