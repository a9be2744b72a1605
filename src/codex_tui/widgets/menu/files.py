"""What is offered behind ``@``: files and folders of the thread's folder, as the server finds them. Pure."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from codex_tui.model.file_search import MOST_FOUND
from codex_tui.widgets.menu.fuzzy import match
from codex_tui.widgets.menu.rows import Entry, Offer

if TYPE_CHECKING:
    from codex_tui.model.file_search import FileSearch, FoundFile


def files(query: str, search: FileSearch | None, folder: str) -> Offer:
    """What was found for a query; until there is an answer, what fits of the one before."""
    title = f"Files in {posixpath.basename(folder.rstrip('/')) or folder}"
    if search is None or search.folder != folder:
        return Offer(title, note="Looking for files…")
    if search.problem:
        return Offer(title, note=f"Files cannot be looked for: {search.problem}", problem=True)
    if search.answered and search.query == query:
        entries = tuple(_entry(one, one.indices) for one in search.files)
        more = len(search.files) + search.left_out == MOST_FOUND and bool(query) and not query.endswith("/")
        said = "These are the best; more letters find others" if more else ""
        return Offer(title, entries, note=said if entries else _none(search))
    # The answer is on its way: what was found for less is offered as far as it fits, nothing else.
    fitting = [(one, found) for one in search.files if (found := match(query, one.shown)) is not None]
    entries = tuple(_entry(one, found.indices) for one, found in fitting)
    return Offer(title, entries, note="" if entries else "Looking for files…")


def is_answered(query: str, search: FileSearch | None, folder: str) -> bool:
    """Whether all is known that is to be known of a query."""
    return search is not None and search.folder == folder and search.answered and search.query == query


def _entry(found: FoundFile, indices: tuple[int, ...]) -> Entry:
    return Entry(found.shown, indices=indices, id=found.path, is_path=True)


def _none(search: FileSearch) -> str:
    if search.left_out:
        return "Only files of git itself match, which are left out"
    if not search.query or search.query.endswith("/"):
        return "The folder is empty"
    return "No file matches; what git ignores is not searched"


def mention_label(path: str) -> str:
    """How a file is written in a prompt: quoted where it has blanks."""
    return f'@"{path}"' if any(character.isspace() for character in path) else f"@{path}"
