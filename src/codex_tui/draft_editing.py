"""A draft in the person's own editor: a private file that is read back once the editor has ended.

Beside `editor`, which runs it. Whatever goes wrong leaves the draft as it was, and a file in which something was
changed where it is.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.editor import edit_file
from codex_tui.store.files import make_folder, state_folder

if TYPE_CHECKING:
    from textual.app import App


class Edited(NamedTuple):
    """What came of it: the text, None where it stays as it was, and what is to be said."""

    text: str | None
    problem: str = ""


async def edit_text(app: App[str], text: str, chosen: str = "") -> Edited:
    """Opens a text in the editor, and gives what was saved.

    Args:
        app: whose screen the editor gets.
        text: what is in the file first.
        chosen: the command that the settings name, if any.
    """
    try:
        path = _write(text)
    except OSError as error:
        return Edited(None, f"The draft cannot be written for the editor: {error.strerror or error}")
    problem = await edit_file(app, str(path), None, chosen)
    try:
        saved = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        saved = None
        problem = (
            problem or f"What was edited cannot be read: {error.strerror or error}; the draft is as before"
        )
    if problem and saved is not None and saved != text:
        return Edited(None, f"{problem}; the draft is as before, what was changed is in {path}")
    with suppress(OSError):
        path.unlink()
    if problem or saved is None:
        return Edited(None, problem)
    if saved.endswith("\n") and not text.endswith("\n"):
        saved = saved[:-1]  # editors end the last line
    return Edited(saved)


def _write(text: str) -> Path:
    folder = state_folder() / "editing"
    make_folder(folder)
    descriptor, name = tempfile.mkstemp(prefix="prompt-", suffix=".md", dir=folder)  # nobody else may read it
    with open(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "replace"))
    return Path(name)
