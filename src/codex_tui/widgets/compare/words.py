"""How a model of a comparison stands, in words and glyphs. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from codex_tui.model.comparison import Stand, Standing
from codex_tui.render.durations import count, duration, whole_seconds
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.widgets.line_parts import ACCENT, ERROR, NEEDS_YOU, QUIET, STRONG
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


STYLES: Mapping[Stand, str] = {
    Stand.RUNNING: ACCENT,
    Stand.WAITING: NEEDS_YOU,
    Stand.DONE: STRONG,
    Stand.FAILED: ERROR,
}


def mark(stand: Stand, ascii_only: bool) -> str:
    """The glyph of a stand; each is another one."""
    if stand is Stand.RUNNING:
        return spinner(0, ascii_only)
    names = {
        Stand.STARTING: "info",
        Stand.WAITING: "question",
        Stand.DONE: "selected",
        Stand.INTERRUPTED: "turn_end",
        Stand.FAILED: "notice",
        Stand.DELETED: "stopped",
    }
    return glyph(names[stand], ascii_only)


def facts(standing: Standing, now: float) -> list[tuple[str, int]]:
    """Time, tokens and files, with how long each stays where there is little room (0 longest)."""
    result = standing.result
    found: list[tuple[str, int]] = []
    if result.duration_ms is not None:
        found.append((duration(result.duration_ms), 0))
    elif standing.runs_since is not None and not standing.stand.over:
        found.append((whole_seconds(int((now - standing.runs_since) * 1000)), 0))
    if result.tokens is not None and result.tokens.total:
        found.append((f"{count(result.tokens.total)} tok", 1))
    if result.edited is not None:
        files = "1 file" if result.edited.files == 1 else f"{result.edited.files} files"
        found.append((f"+{result.edited.added} -{result.edited.removed}", 0))
        found.append((files, 2))
    if standing.archived:
        found.append(("archived", 0))
    return found


def facts_line(standing: Standing, now: float, width: int, ascii_only: bool) -> str:
    """As many of the facts as fit, those that matter least left out first."""
    found = facts(standing, now)
    dot = f" {glyph('separator', ascii_only)} "
    while found:
        line = dot.join(text for text, _ in found)
        if cell_len(line) <= width:
            return line
        least = max(range(len(found)), key=lambda at: (found[at][1], at))
        del found[least]
    return ""


def summary(stands: Sequence[Stand]) -> str:
    """How many of them do what: ``1 running, 2 done``."""
    counted = [(stand, stands.count(stand)) for stand in Stand]
    need = {Stand.WAITING: "need you"}
    told = ", ".join(
        f"{number} {need.get(stand, stand.value) if number > 1 else stand.value}"
        for stand, number in counted
        if number
    )
    return told or "none"


def tabs(names: Sequence[str], stands: Sequence[Stand], active: int, width: int, ascii_only: bool) -> Content:
    """All of them in one line, each with its digit, its glyph and as much of its name as there is room for."""
    gap = 1
    room = max(4, (width + gap) // max(1, len(names)) - gap)
    parts = []
    for at, (name, stand) in enumerate(zip(names, stands, strict=True)):
        lead = f"{at + 1}{mark(stand, ascii_only)}"
        label = fit(name, min(cell_len(name), room - cell_len(lead)), ascii_only)
        style = f"{STRONG} underline" if at == active else QUIET
        parts.append(
            Content.assemble(
                (f"{at + 1}", QUIET), (mark(stand, ascii_only), STYLES.get(stand, QUIET)), (label, style)
            )
        )
    return Content(" " * gap).join(parts)
