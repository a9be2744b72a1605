"""Patches as files and hunks: a unified diff is cut at its headers, and a hunk is read when somebody looks at it.

Reading is unidiff's, hunk by hunk, so that a diff of ten thousands of lines costs what of it is shown. What it refuses
(a model wrote it, or the counts of a header are wrong) is read by the signs of its lines. The exact text is kept as it
came, for reverting; every line that leaves here is safe text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.model.items import FileChange

_HUNK = re.compile(r"^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$", re.MULTILINE)
_PREAMBLE = (
    "diff ",
    "index ",
    "--- ",
    "+++ ",
    "new file",
    "deleted file",
    "similarity ",
    "rename ",
    "old mode",
    "new mode",
)


class DiffKind(Enum):
    """What a line of a diff is."""

    CONTEXT = " "
    ADDED = "+"
    REMOVED = "-"
    NOTE = "\\"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff.

    Attributes:
        kind: what it is.
        text: without its sign.
        source: offset of the line in its diff.
        old: its number in the old file; None where it has none.
        new: its number in the new file.
    """

    kind: DiffKind
    text: SafeText
    source: int = 0
    old: int | None = None
    new: int | None = None

    @property
    def number(self) -> int | None:
        """In the new file, or in the old one where the line was removed."""
        return self.old if self.kind is DiffKind.REMOVED else self.new


class Hunk:
    """Neighbouring lines of one file that changed, with what stands around them.

    Attributes:
        old_start: number of the first line in the old file; `new_start` in the new one.
        section: what stands behind the numbers of the header: the function or class it lies in, as git says it.
        source: offset of the header in its diff; `begin` that of the first line.
        size: how many lines there are.
        raw: the lines with their signs, exactly as they came; without signs where `content` says what all of them are.
        content: the kind of every line, if these are all lines of an added or deleted file.
        patch: which patch of the file it belongs to: later ones see the file as the earlier ones left it.
    """

    __slots__ = (
        "_lines",
        "added",
        "begin",
        "content",
        "new_count",
        "new_start",
        "old_count",
        "old_start",
        "patch",
        "raw",
        "removed",
        "section",
        "size",
        "source",
    )

    def __init__(
        self,
        old: tuple[int, int],
        new: tuple[int, int],
        raw: str,
        *,
        section: str = "",
        source: int = 0,
        begin: int = 0,
        content: DiffKind | None = None,
        patch: int = 0,
    ) -> None:
        self.old_start, self.old_count = old
        self.new_start, self.new_count = new
        self.section = SafeText(section.rstrip("\r"))
        self.raw = raw
        self.source = source
        self.begin = begin
        self.content = content
        self.patch = patch
        self.size = raw.count("\n") + (bool(raw) and not raw.endswith("\n"))
        self._lines: Sequence[DiffLine] | None = None
        if content is None:
            self.added = raw.count("\n+") + raw.startswith("+")
            self.removed = raw.count("\n-") + raw.startswith("-")
        else:
            self.added = self.size if content is DiffKind.ADDED else 0
            self.removed = self.size - self.added

    @property
    def lines(self) -> Sequence[DiffLine]:
        """Its lines, read on first use."""
        if self._lines is None:
            if self.content is not None:
                self._lines = _Content(self.raw, self.content)
            else:
                crlf = _ends_with_returns(self)
                self._lines = _parsed(self, crlf) or tuple(_by_sign(self, crlf))
        return self._lines

    @property
    def whole_file(self) -> bool:
        """Whether it is all of a file that was added or deleted."""
        return self.content is not None

    @property
    def header(self) -> str:
        """The header as diffs have it, without its section."""
        return f"@@ -{self.old_start},{self.old_count} +{self.new_start},{self.new_count} @@"


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What became of one file.

    Attributes:
        path: where it is, as the system has it and exactly; draw it as `SafeText`.
        change: ``add``, ``delete`` or ``update``.
        hunks: what changed in it, in order.
        moved_from: where it was before.
        note: what there is to say in the place of hunks: that it is binary, for one.
        applied: whether the change is made already, and not only asked for.
    """

    path: str
    change: str
    hunks: tuple[Hunk, ...]
    moved_from: str | None = None
    note: SafeText = SafeText("")
    applied: bool = True

    @property
    def added(self) -> int:
        return sum(hunk.added for hunk in self.hunks)

    @property
    def removed(self) -> int:
        return sum(hunk.removed for hunk in self.hunks)

    @property
    def mark(self) -> int:
        """Tells this state of the file from any other, for what was noted about it."""
        return hash((self.change, self.note, *(hunk.raw for hunk in self.hunks)))


def hunks_of(change: FileChange) -> tuple[Hunk, ...]:
    """The hunks of one file's change; of an added or deleted file the server gives the plain content."""
    return cut(change.raw or change.diff, change.change)


def cut(raw: str, change: str = "update", patch: int = 0) -> tuple[Hunk, ...]:
    """Cuts one file's diff at the headers of its hunks.

    Args:
        raw: a unified diff, or the content of a file that was added or deleted.
        change: ``add``, ``delete`` or ``update``.
        patch: which patch of its file it is.
    """
    if change in ("add", "delete"):
        found = _HUNK.search(raw)
        if found is None or not _is_diff(raw, found, change):
            return content_hunks(raw, change, patch)
    headers = list(_HUNK.finditer(raw))
    hunks = []
    lead = raw[: headers[0].start()] if headers else raw
    lines = [line for line in lead.split("\n") if line and not line.startswith(_PREAMBLE)]
    if lines:  # no header at all, or something before the first: shown, without numbers
        text = "\n".join(lines)
        hunks.append(Hunk((0, 0), (0, 0), text, patch=patch))
    for number, found in enumerate(headers):
        end = headers[number + 1].start() if number + 1 < len(headers) else len(raw)
        old_start, old_count, new_start, new_count, section = found.groups()
        hunks.append(
            Hunk(
                (int(old_start), int(old_count or 1)),
                (int(new_start), int(new_count or 1)),
                raw[found.end() + 1 : end],
                section=section,
                source=found.start(),
                begin=min(found.end() + 1, len(raw)),
                patch=patch,
            )
        )
    return tuple(hunks)


def _is_diff(raw: str, found: re.Match[str], change: str) -> bool:
    """Whether what came for an added or deleted file is a diff after all, and no content that talks of one."""
    if found.start() and not raw.startswith(_PREAMBLE):
        return False
    sign = "+" if change == "add" else "-"
    body = raw[found.end() + 1 :]
    return all(line[:1] in (sign, "\\") for line in body.removesuffix("\n").split("\n"))


def content_hunks(raw: str, change: str, patch: int = 0) -> tuple[Hunk, ...]:
    """All lines of a file that was added or deleted, as one hunk; none if it is empty."""
    if not raw:
        return ()
    kind = DiffKind.ADDED if change == "add" else DiffKind.REMOVED
    size = raw.count("\n") + (not raw.endswith("\n"))
    old, new = ((0, 0), (1, size)) if kind is DiffKind.ADDED else ((1, size), (0, 0))
    return (Hunk(old, new, raw, content=kind, patch=patch),)


# --- reading ---------------------------------------------------------------------------------------------------


def _numbered(raw: str) -> Iterator[tuple[int, str]]:
    position = 0
    for line in raw.removesuffix("\n").split("\n") if raw else ():
        yield position, line
        position += len(line) + 1


class _Content(Sequence[DiffLine]):
    """The lines of a file that was added or deleted: often long, and nothing has to be found out about them."""

    def __init__(self, raw: str, kind: DiffKind) -> None:
        self._kind = kind
        self._texts = raw.removesuffix("\n").split("\n")
        self._starts = [0, *accumulate(len(text) + 1 for text in self._texts)]
        self._crlf = raw.count("\r\n") >= len(self._texts) - (not raw.endswith("\n")) > 0

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> DiffLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[DiffLine]: ...
    def __getitem__(self, index: int | slice) -> DiffLine | list[DiffLine]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        number = index + 1
        old, new = (None, number) if self._kind is DiffKind.ADDED else (number, None)
        return DiffLine(self._kind, _safe(self._texts[index], self._crlf), self._starts[index], old, new)


def _ends_with_returns(hunk: Hunk) -> bool:
    """Whether every line of the file ends with a carriage return, too: then none of them is worth showing."""
    return hunk.raw.count("\r\n") >= hunk.size - hunk.raw.count("\n\\") > 0


def _parsed(hunk: Hunk, crlf: bool) -> list[DiffLine]:
    """The lines as unidiff reads them; none if it refuses them."""
    # No diff is shown on the first screen.
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    end = "" if hunk.raw.endswith("\n") else "\n"
    try:
        parsed = PatchSet(f"--- a\n+++ b\n{hunk.header}\n{hunk.raw}{end}")
    except UnidiffParseError:
        return []
    if len(parsed) != 1 or len(parsed[0]) != 1 or len(parsed[0][0]) != hunk.size:
        return []
    lines = []
    for (position, text), line in zip(_numbered(hunk.raw), parsed[0][0], strict=True):
        kind = DiffKind.NOTE if line.line_type == "\\" else DiffKind(line.line_type or " ")
        shown = text if kind is DiffKind.CONTEXT and not text.startswith(" ") else text[1:]
        shown = shown.strip() if kind is DiffKind.NOTE else shown
        lines.append(
            DiffLine(
                kind, _safe(shown, crlf), hunk.begin + position, line.source_line_no, line.target_line_no
            )
        )
    return lines


def _by_sign(hunk: Hunk, crlf: bool) -> Iterator[DiffLine]:
    """The lines of what is no right hunk, numbered from its header on if it has one."""
    old, new = hunk.old_start, hunk.new_start
    known = bool(hunk.old_start or hunk.new_start)
    for position, line in _numbered(hunk.raw):
        at, sign, text = hunk.begin + position, line[:1], line[1:]
        if sign == "\\":
            yield DiffLine(DiffKind.NOTE, _safe(text.strip(), crlf), at)
        elif sign == "+":
            yield DiffLine(DiffKind.ADDED, _safe(text, crlf), at, None, new if known else None)
            new += 1
        elif sign == "-":
            yield DiffLine(DiffKind.REMOVED, _safe(text, crlf), at, old if known else None)
            old += 1
        else:
            text = text if sign == " " else line
            numbers = (old, new) if known else (None, None)
            yield DiffLine(DiffKind.CONTEXT, _safe(text, crlf), at, *numbers)
            old, new = old + 1, new + 1


def _safe(line: str, crlf: bool) -> SafeText:
    """One line. A carriage return shows where the lines around it have none, and stays in its line."""
    if "\r" in line:
        line = (line.removesuffix("\r") if crlf else line).replace("\r", "\u240d")
    return SafeText(line)
