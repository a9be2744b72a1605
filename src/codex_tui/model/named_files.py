"""The files that an item names: in a command and what it printed, in changes, links and prose like ``path:line``.

Pure: names as they were written. Which of them exist is asked elsewhere, so a name may be anything that looks like one.
"""

from __future__ import annotations

import re
import shlex
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from codex_tui.model.exploring import Exploration
from codex_tui.model.items import CommandItem, FileChangeItem, Item, UserItem
from codex_tui.model.safe_path import raw_path
from codex_tui.model.tool_items import ImageItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_TEXT = 100_000
"""Characters of an item that are looked through."""
MOST_NAMES = 500

_LINK = re.compile(r"\]\(<?([^)<>\s]{1,1000})>?[^)]{0,200}\)")
_CODE = re.compile(r"`([^`\n]{1,500})`")
_WORD = re.compile(r"[^\s`'\"<>()\[\]{}|,;*]{1,500}")
_PLACE = re.compile(r"(.+?)(?::(\d{1,9})(?:[:-]\d{1,9})?|#L(\d{1,9})(?:-L?\d{1,9})?):?$")
_HUNK = re.compile(r"^@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})", re.MULTILINE)


class NamedFile(NamedTuple):
    """A name of what may be a file, and the line that is meant. `folder` is where it is seen from, if that is known."""

    path: str
    line: int | None = None
    folder: str = ""


def files_named_in(item: Item) -> list[NamedFile]:
    """What may be a file, each name once, in the order in which a reader meets them."""
    found = dict.fromkeys(islice(_names(item), MOST_NAMES))
    # A place in a file says more than the file.
    placed = {name.path for name in found if name.line is not None}
    return [name for name in found if name.line is not None or name.path not in placed]


def _names(item: Item) -> Iterator[NamedFile]:
    if isinstance(item, FileChangeItem):
        for change in item.changes:
            hunk = _HUNK.search(change.diff)
            yield NamedFile(raw_path(change.moved_to or change.path), int(hunk.group(1)) if hunk else None)
    elif isinstance(item, CommandItem):
        words = _words_of(item.command)
        for name in (*_placed(words), *_placed(_WORD.findall(item.output.text()[:LONGEST_TEXT]))):
            yield name._replace(folder=raw_path(item.cwd))
    elif isinstance(item, ImageItem) and item.path:
        yield NamedFile(raw_path(item.path))
    elif isinstance(item, Exploration):
        for command in item.items:
            yield from _names(command)
    else:
        if isinstance(item, UserItem):
            yield from (NamedFile(raw_path(one.path)) for one in item.attachments if one.path)
        text = item.source()[:LONGEST_TEXT]
        for candidate in (*_LINK.findall(text), *_CODE.findall(text)):
            yield from _placed([candidate])
        yield from _placed(_WORD.findall(text))


def _words_of(command: str) -> list[str]:
    try:
        return shlex.split(command[:LONGEST_TEXT])
    except ValueError:  # an open quote
        return command[:LONGEST_TEXT].split()


def _placed(words: Iterable[str]) -> Iterator[NamedFile]:
    for raw in words:
        word = raw.removeprefix("file://").removeprefix("@").rstrip(".,:;!?")
        if "%" in word and raw.startswith("file://"):
            word = unquote(word)
        if not word or "\0" in word or "\n" in word or "://" in word:
            continue
        place = _PLACE.match(word)
        if place is not None:
            yield NamedFile(place.group(1), int(place.group(2) or place.group(3)))
        else:
            yield NamedFile(word)
