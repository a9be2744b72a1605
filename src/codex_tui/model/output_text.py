"""Terminal text without a buffer: what a line shows, and what whole lines show, once and for all.

For texts that lie elsewhere and are read piece by piece; what grows and is kept in the model is an `OutputBuffer`.
"""

from __future__ import annotations

from codex_tui.model.escapes import is_obeyed, residue
from codex_tui.model.output_batches import overwritten, without_sequences
from codex_tui.model.output_lines import LineWriter, OutputLine, Run
from codex_tui.model.safe_text import SafeText
from codex_tui.model.sgr import PLAIN, Sgr

_NO_LIMIT = 1 << 40


def parse_line(text: str, style: Sgr = PLAIN) -> OutputLine:
    """What one line shows: colours kept, the cursor obeyed, all else made safe."""
    left = residue(text)
    if not (left and is_obeyed(left)):
        shown = SafeText(text) if left else text
        return OutputLine(shown, (Run(0, len(shown), style),) if style != PLAIN and shown else (), 0)
    writer = LineWriter(_NO_LIMIT)
    writer.sgr = style
    writer.feed(text)
    return writer.open_line


def shown_text(text: str) -> str:
    """What whole lines show, without colours; as many lines as there were."""
    shown = without_sequences(text)
    if shown is None:
        shown = overwritten(text)
    if shown is None:
        shown = "\n".join([parse_line(line).text for line in text.split("\n")])
    return shown
