"""Draws one row of the list: what is seen of a thread, laid out in columns, as strips. Pure and cacheable."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from codex_tui.model.board import Ending, ThreadRow, ThreadState
from codex_tui.render.glyphs import glyph, spinner
from codex_tui.widgets.texts import fit, fit_end, short_folder
from codex_tui.widgets.thread_list.columns import GAP, LEFT, Columns
from codex_tui.widgets.thread_list.index import TITLE_LIMIT, flat_title

if TYPE_CHECKING:
    from codex_tui.widgets.thread_list.families import Branch

_DEEPEST = 6
"""Levels of a tree that are drawn above a row; what lies deeper stands as deep as these."""


class Tone(str, Enum):
    """What a row is about, which decides its styles."""

    NEEDS_YOU = "needs you"
    RUNNING = "running"
    FAILED = "failed"
    STOPPED = "stopped"
    UNREAD = "unread"
    QUIET = "quiet"


class CursorLook(Enum):
    """Whether the cursor is on the row, and whether keys go to it."""

    AWAY = 0
    UNFOCUSED = 1
    HERE = 2


class Kinship(NamedTuple):
    """How a thread is related to others."""

    branch: Branch = ()
    source: ThreadRow | None = None
    """Whose fork or agent it is, if that is on the board."""
    agents: int = 0
    """How many agents have done their work for it."""
    unfolded: bool = False
    """Whether these are listed."""
    folder_named: bool = False
    """Whether the heading above names its folder."""
    folder_gone: bool = False
    in_worktree: bool = False
    """Whether it is in another worktree than the folder that is listed."""


ALONE = Kinship()


class RowView(NamedTuple):
    """Everything that a row shows: two rows with equal views look the same."""

    tone: Tone
    glyph: str
    selected: bool
    branch_lines: str
    """What joins a row to the one that it hangs under."""
    title: str
    kin: str
    """Whose fork or agent it is, how many agents it had, or how many prompts wait."""
    folder: str
    branch: str
    activity: str
    model: str
    age: str
    id: str
    cursor: CursorLook
    words: tuple[str, ...]
    """Words of the filter, to be marked in the title."""
    folder_named: bool


@dataclass(frozen=True, slots=True)
class ListStyles:
    """The styles of the list; their names are those of its component classes (``thread-list--NAME``)."""

    base: Style
    title: Style
    strong: Style
    muted: Style
    needs_you: Style
    running: Style
    failed: Style
    unread: Style
    heading: Style
    match: Style
    cursor: Style
    cursor_unfocused: Style

    @classmethod
    def names(cls) -> dict[str, str]:
        """Attribute -> component class."""
        return {item.name: f"thread-list--{item.name.replace('_', '-')}" for item in fields(cls)}


def tone_of(row: ThreadRow) -> Tone:
    """The tone of a row by its state, then by its unread mark."""
    if row.state.needs_you:
        return Tone.NEEDS_YOU
    if row.state is ThreadState.RUNNING:
        return Tone.RUNNING
    if row.state is ThreadState.FAILED or row.ending is Ending.FAILED:
        return Tone.FAILED
    if row.ending is Ending.INTERRUPTED:
        return Tone.STOPPED
    return Tone.UNREAD if row.unread else Tone.QUIET


def glyph_of(tone: Tone, frame: int, ascii_only: bool) -> str:
    """The glyph of a tone, one cell wide; `frame` turns the spinner."""
    if tone is Tone.RUNNING:
        return spinner(frame, ascii_only)
    names = {
        Tone.NEEDS_YOU: "question",
        Tone.FAILED: "notice",
        Tone.STOPPED: "stopped",
        Tone.UNREAD: "bullet",
    }
    return glyph(names[tone], ascii_only) if tone in names else " "


def view_of(
    row: ThreadRow,
    *,
    age: str,
    home: str,
    frame: int,
    ascii_only: bool,
    cursor: CursorLook,
    words: tuple[str, ...],
    kinship: Kinship = ALONE,
    selected: bool = False,
    host: str = "",
    away: bool = False,
    queued: str = "",
) -> RowView:
    """What a row shows now. A state that asks for attention is named where nothing better is known."""
    tone = tone_of(row)
    activity = " ".join(row.activity[:TITLE_LIMIT].split())
    if not activity and (row.state.active or row.state is ThreadState.FAILED):
        activity = row.state.value
    elif not activity and row.ending is not None:
        activity = row.ending.value
    if away:
        activity = "not reached"
    return RowView(
        tone=tone,
        glyph=glyph_of(tone, frame, ascii_only),
        selected=selected,
        branch_lines=branch_lines(row, kinship.branch, ascii_only),
        title=flat_title(row),
        kin=kin_text(row, kinship, ascii_only, host, queued),
        folder="" if kinship.folder_named else " ".join(short_folder(row.cwd, home).split()),
        branch=" ".join((row.branch or "").split()),
        activity=activity,
        model=row.model or "",
        age=age,
        id=row.key.short,
        cursor=cursor,
        words=words,
        folder_named=kinship.folder_named,
    )


def branch_lines(row: ThreadRow, branch: Branch, ascii_only: bool) -> str:
    """The lines of the tree before a row's title, and what it is in that tree."""
    if not branch:
        return ""
    bar, turn, end = ("| ", "|-", "`-") if ascii_only else ("│ ", "├ ", "└ ")
    deeper = "".join("  " if last else bar for last in branch[:-1][-_DEEPEST:])
    return f"{deeper}{end if branch[-1] else turn}{' ' if ascii_only else ''}{_what(row)}: "


def kin_text(row: ThreadRow, kinship: Kinship, ascii_only: bool, host: str = "", queued: str = "") -> str:
    """What stands behind a title: on which server it is, how many prompts wait in it, and about the thread's kin."""
    texts = [text for text in (host, queued) if text]
    # First what says why it is no row as others: where there is little room the end is cut off.
    if row.hidden:
        texts.append("hidden")
    if kinship.folder_gone:
        texts.append("folder gone")
    if not kinship.branch and row.source is not None:
        source = kinship.source
        texts.append(f"{_what(row)} of {row.source.short if source is None else flat_title(source)}")
    if kinship.in_worktree:
        texts.append(f"in worktree {' '.join((row.branch or os.path.basename(row.cwd)).split())}")
    if kinship.agents:
        fold = glyph("unfolded" if kinship.unfolded else "folded", ascii_only)
        texts.append(f"{fold} {kinship.agents} agent{'' if kinship.agents == 1 else 's'}")
    return f" {glyph('separator', ascii_only)} ".join(texts)


def _what(row: ThreadRow) -> str:
    return "agent" if row.parent is not None else "fork"


class RowPainter:
    """Turns views into strips for one width and one set of styles."""

    def __init__(self, columns: Columns, styles: ListStyles, ascii_only: bool) -> None:
        self.columns = columns
        self.styles = styles
        self._ascii_only = ascii_only

    def paint(self, view: RowView, line: int) -> Strip:
        """The strip of a line of a row: 0 has the title, 1 what it does now where columns are few."""
        segments = self._first(view) if line == 0 else self._second(view)
        if view.cursor is not CursorLook.AWAY:
            here = view.cursor is CursorLook.HERE
            cursor = self.styles.cursor if here else self.styles.cursor_unfocused
            under = Style(bgcolor=cursor.bgcolor)
            bar = (">" if line == 0 else " ") if self._ascii_only else "▌"
            segments[0] = Segment(bar, cursor)
            segments[1:] = [Segment(text, (style or Style.null()) + under) for text, style, _ in segments[1:]]
        return Strip(segments, self.columns.width)

    def heading(self, name: str, count: int | None) -> Strip:
        """The strip of a section's heading."""
        text = name if count is None else f"{name}  {count}"
        return self.line(text, self.styles.heading)

    def line(self, text: str, style: Style) -> Strip:
        """A strip with a text at the left margin of the glyphs."""
        width = self.columns.width
        return Strip([Segment(" " + fit(text, max(0, width - 1), self._ascii_only), style)], width)

    def blank(self) -> Strip:
        return Strip.blank(self.columns.width, self.styles.base)

    def _first(self, view: RowView) -> list[Segment]:
        columns, styles = self.columns, self.styles
        glyph_style, title_style, activity_style = self._tone_styles(view.tone)
        gap = " " * GAP
        segments = [
            Segment(" ", styles.base),
            Segment(view.glyph, glyph_style),
            Segment(" ", styles.base),
            *self._title(view, title_style),
        ]
        for text, width, style in (
            (view.folder, 0 if view.folder_named else columns.folder, styles.muted),
            (view.branch, columns.branch, styles.muted),
        ):
            if width:
                segments.append(Segment(gap + fit_end(text, width, self._ascii_only), style))
        for text, width, style in (
            (view.activity or ("" if columns.model else view.model), columns.activity, activity_style),
            (view.model, columns.model, styles.muted),
        ):
            if width:
                segments.append(Segment(gap + fit(text, width, self._ascii_only), style))
        segments.append(Segment(gap + view.age[: columns.age].rjust(columns.age), styles.muted))
        if columns.id:
            segments.append(Segment(gap + fit(view.id, columns.id, self._ascii_only), styles.muted))
        segments.append(Segment(" ", styles.base))
        return segments

    def _second(self, view: RowView) -> list[Segment]:
        _, _, activity_style = self._tone_styles(view.tone)
        room = max(0, self.columns.width - LEFT)
        return [
            Segment(" ", self.styles.base),
            Segment("  ", self.styles.base),
            Segment(fit(view.activity or view.folder, room, self._ascii_only), activity_style),
        ]

    def _tone_styles(self, tone: Tone) -> tuple[Style, Style, Style]:
        """The styles of the glyph, the title and the activity."""
        styles = self.styles
        return {
            Tone.NEEDS_YOU: (styles.needs_you, styles.strong, styles.needs_you),
            Tone.RUNNING: (styles.running, styles.title, styles.muted),
            Tone.FAILED: (styles.failed, styles.title, styles.failed),
            Tone.STOPPED: (styles.failed, styles.title, styles.muted),
            Tone.UNREAD: (styles.unread, styles.strong, styles.muted),
            Tone.QUIET: (styles.base, styles.title, styles.muted),
        }[tone]

    def _title(self, view: RowView, style: Style) -> list[Segment]:
        mark = f"{glyph('selected', self._ascii_only)} " if view.selected else ""
        room = self.columns.title - len(mark)
        if view.folder_named and self.columns.folder:
            room += self.columns.folder + GAP
        lines = view.branch_lines if cell_len(view.branch_lines) * 2 < room else ""
        room -= cell_len(lines)
        width = min(cell_len(view.title), room - min(cell_len(view.kin) + GAP, room * 2 // 5))
        if not view.kin:
            width = room
        segments = [
            Segment(mark, self.styles.strong),
            Segment(lines, self.styles.muted),
            *self._marked(fit(view.title, width, self._ascii_only), view, style),
        ]
        if view.kin:
            kin = " " * GAP + fit(view.kin, room - width - GAP, self._ascii_only)
            segments.append(Segment(kin, self.styles.muted))
        return [segment for segment in segments if cell_len(segment.text)]

    def _marked(self, text: str, view: RowView, style: Style) -> list[Segment]:
        """A title with the words of the filter marked."""
        segments: list[Segment] = []
        at = 0
        for start, end in _matches(text, view.words):
            segments.append(Segment(text[at:start], style))
            segments.append(Segment(text[start:end], style + self.styles.match))
            at = end
        return [*segments, Segment(text[at:], style)]


def _matches(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand in the text, merged and in order."""
    folded = text.casefold()
    if not words or len(folded) != len(text):
        # Folding made the text longer (a sharp s): offsets would lie, and the row is right without marks.
        return []
    found = sorted((start, start + len(word)) for word in words if (start := folded.find(word)) >= 0)
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
