"""The glyphs of the visual grammar, each with a twin for terminals that have ASCII only."""

from __future__ import annotations

from typing import Final

GLYPHS: Final[dict[str, tuple[str, str]]] = {
    "user": ("›", ">"),
    "agent": ("•", "*"),
    "commentary": ("◦", "-"),
    "reasoning": ("∴", "~"),
    "command": ("$", "$"),
    "change": ("±", "%"),
    "plan": ("☐", "-"),
    "pending": ("☐", "[ ]"),
    "done": ("☑", "[x]"),
    "selected": ("✓", "x"),
    "notice": ("!", "!"),
    "stopped": ("■", "#"),
    "question": ("?", "?"),
    "retry": ("↻", "!"),
    "info": ("·", "."),
    "raw": ("·", "."),
    "mcp_call": ("◆", "&"),
    "dynamic_call": ("◇", "&"),
    "call_output": ("◇", "&"),
    "web_search": ("◎", "@"),
    "image": ("▣", "#"),
    "agent_call": ("↳", "+"),
    "sleep": ("◔", "z"),
    "compaction": ("≡", "="),
    "review": ("◉", "o"),
    "hook": ("⌐", "="),
    "auto_review": ("§", "&"),
    "mention": ("@", "@"),
    "skill": ("$", "$"),
    "attachment": ("▣", "#"),
    "folded": ("▸", ">"),
    "unfolded": ("▾", "v"),
    "ellipsis": ("…", "..."),
    "bullet": ("•", "*"),
    "rule": ("─", "-"),
    "quote": ("▎", "|"),
    "cursor_bar": ("▎", "|"),
    "bar": ("│", "|"),
    "cross": ("┼", "+"),
    "separator": ("·", "-"),
    "down": ("↓", "v"),
    "right": ("→", "->"),
    "newline": ("↵", "\\n"),
    "turn_end": ("─", "-"),
    "cursor": ("▌", ">"),
    "dot_full": ("●", "(x)"),
    "dot_empty": ("○", "( )"),
    "box_full": ("☑", "[x]"),
    "box_empty": ("☐", "[ ]"),
}
"""Name -> (glyph, ASCII twin). One column each, but for the twins of boxes, dots, `ellipsis`, `right` and `newline`."""

_IN_WORDS: Final = str.maketrans(dict([GLYPHS["separator"], GLYPHS["ellipsis"], ("“", '"'), ("”", '"')]))
_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_ASCII_SPINNER: Final = "|/-\\"


def glyph(name: str, ascii_only: bool = False) -> str:
    """The glyph of that name; raises KeyError for a name that is not in the table."""
    return GLYPHS[name][ascii_only]


def in_glyphs(text: str, ascii_only: bool = False) -> str:
    """Words with a separator, an ellipsis or quotation marks in them, with their ASCII twins if wanted."""
    return text.translate(_IN_WORDS) if ascii_only else text


def spinner(frame: int, ascii_only: bool = False) -> str:
    """The spinner at a frame; frame 0 is its still form."""
    frames = _ASCII_SPINNER if ascii_only else _SPINNER
    return frames[frame % len(frames)]
