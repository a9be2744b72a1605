"""What git says about several files at once, cut into files; their hunks stay unread until somebody looks."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from codex_tui.model.diff import FilePatch, content_hunks, cut
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FILE = re.compile(r"^diff --git ", re.MULTILINE)
_FIRST_HUNK = re.compile(r"^@@ ", re.MULTILINE)
_PREFIX = re.compile(r"[ab]/")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
"""How git writes what would break a line."""
NOTHING = "/dev/null"


def files_of_git(raw: str, locate: Callable[[str], str]) -> tuple[FilePatch, ...]:
    """The files of a diff as git writes it.

    Args:
        raw: the diff, exactly.
        locate: gives the absolute path for a path of the diff.
    """
    return tuple(_files(raw, locate))


def _files(raw: str, locate: Callable[[str], str]) -> Iterator[FilePatch]:
    starts = [found.start() for found in _FILE.finditer(raw)]
    if not raw.strip():
        return
    starts = starts or [0]
    for start, end in zip(starts, [*starts[1:], len(raw)], strict=True):
        part = raw[start:end]
        first = _FIRST_HUNK.search(part)
        head = part[: first.start()] if first is not None else part
        yield _file(head, part[len(head) :], locate)


def _file(head: str, body: str, locate: Callable[[str], str]) -> FilePatch:
    old, new, binary = _names(head)
    change = "add" if old == NOTHING else "delete" if new == NOTHING else "update"
    path = locate(old if new == NOTHING else new)
    moved_from = locate(old) if change == "update" and old != new else None
    hunks = cut(body) if body else ()
    if change != "update" and len(hunks) == 1 and not body.count("\n\\"):
        # As the server gives it, too: then one file is the same in every view.
        text = "\n".join(line[1:] for line in hunks[0].raw.split("\n")) if hunks[0].raw else ""
        hunks = content_hunks(text, change)
    note = ""
    if binary:
        note = "A binary file: its content is not shown."
    elif not hunks:
        note = {"add": "A new file without content.", "delete": "An empty file was deleted."}.get(change, "")
        note = note or ("Moved, and not changed." if moved_from else "Its mode changed, its content did not.")
    return FilePatch(path, change, hunks, moved_from, SafeText(note))


def _names(head: str) -> tuple[str, str, bool]:
    """The old and the new path as git wrote them, without prefix and quotes, and whether the file is binary."""
    # No diff is shown on the first screen.
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    # A name may hold what looks like the end of another: the lines behind the first one settle that.
    for text in (head, head.partition("\n")[2]):
        try:
            files = PatchSet(text)
        except UnidiffParseError:
            continue
        if files:
            file = files[0]
            return _plain(file.source_file), _plain(file.target_file), file.is_binary_file
    name = head.partition("\n")[0].removeprefix("diff --git ")
    return name, name, False


def _plain(name: str) -> str:
    name = name.rstrip("\r")
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        raw = name[1:-1].encode("utf-8", "surrogatepass")
        name = _ESCAPE.sub(_unescaped, raw).decode("utf-8", "surrogateescape")
    return name if name == NOTHING or not _PREFIX.match(name) else name[2:]


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 0xFF]) if code[:1] in b"01234567" else _ESCAPED.get(code, code)


def locator(folder: str, known: frozenset[str] = frozenset()) -> Callable[[str], str]:
    """Finds the absolute path for one that the server's diff gives from the root of a repository it does not name.

    Args:
        folder: the thread's folder.
        known: absolute paths of files that are known to have changed.
    """

    def locate(path: str) -> str:
        if path.startswith("/"):
            return path
        candidates = [one for one in known if one.endswith(f"/{path}")]
        return min(candidates, key=len) if candidates else posixpath.join(folder, path)

    return locate
