"""How wide each column of the list is: columns fold away as the width falls, state and title never."""

from __future__ import annotations

from dataclasses import dataclass

LEFT = 3
"""Columns before the title: the bar of the cursor, the glyph of the state, a space."""
GLYPH_AT = 1
"""The column of the state's glyph."""
GAP = 2

_TWO_LINES_BELOW = 64
_ID_FROM = 84
_FOLDER_FROM = 76
_BRANCH_FROM = 98
_MODEL_FROM = 144
_AGE = 3
_ID = 4
_MODEL = 14


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 hides a column. `two_lines`: what a thread does now goes on a line of its own."""

    width: int
    title: int
    folder: int
    branch: int
    activity: int
    model: int
    age: int
    id: int
    two_lines: bool

    @classmethod
    def fit(cls, width: int, *, all_folders: bool) -> Columns:
        """The columns for a width. The folder has one only where threads of several folders are shown."""
        two_lines = width < _TWO_LINES_BELOW
        # The room of a folder that is not shown belongs to both the title and what a thread does.
        has_folder = all_folders and width >= _FOLDER_FROM
        share = 22 if has_folder else 30
        shares = {
            "folder": _clamp(width * 13 // 100, 12, 20) if has_folder else 0,
            "branch": _clamp(width * 12 // 100, 11, 18) if width >= _BRANCH_FROM else 0,
            "activity": 0 if two_lines else _clamp(width * share // 100, 16, 40),
            "model": _MODEL if width >= _MODEL_FROM else 0,
            "age": _AGE,
            "id": _ID if width >= _ID_FROM else 0,
        }
        taken = sum(share + GAP for share in shares.values() if share)
        # One column stays free at the right, beside the scroll bar.
        return cls(width, max(1, width - LEFT - taken - 1), **shares, two_lines=two_lines)


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
