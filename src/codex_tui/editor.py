"""Opens a file in the person's own editor, with the screen given back to the terminal meanwhile.

The editor is what VISUAL or EDITOR names, run without a shell. What the server says goes on being taken in while one
edits; only nothing is drawn.
"""

from __future__ import annotations

import asyncio
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from codex_tui.model.safe_path import raw_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import App

    from codex_tui.model.named_files import NamedFile

_PLUS_LINE = frozenset(
    {"vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient", "kak", "micro"}
    | {"joe", "ne", "mg", "jed", "ee", "less"}
)
"""Editors that take a line as ``+12 path``."""
_COLON_LINE = frozenset(["hx", "helix", "subl", "zed"])
"""Editors that take it as ``path:12``."""
_GOTO_LINE = frozenset(["code", "codium", "code-insiders", "cursor", "windsurf"])
"""Editors that take it as ``--goto path:12``."""

NO_EDITOR = "No editor is set: set VISUAL or EDITOR, as in  export EDITOR=vim"


def existing_files(names: Iterable[NamedFile], folder: str) -> list[tuple[str, int | None]]:
    """The plain files among the names, by their absolute paths, and the line that was meant; each path once."""
    found: dict[str, int | None] = {}
    for name in names:
        base = os.path.join(raw_path(folder), name.folder)
        try:
            path = os.path.normpath(os.path.join(base, os.path.expanduser(name.path)))
            if path not in found and os.path.isfile(path):
                found[path] = name.line
        except ValueError:  # no path at all
            continue
    return list(found.items())


def editor_command(
    path: str, line: int | None, environment: Mapping[str, str], chosen: str = ""
) -> list[str] | None:
    """The command that opens a file, an absolute path; None where no editor is set.

    Args:
        path: of the file.
        line: to begin at.
        environment: where VISUAL and EDITOR are looked for.
        chosen: the command that the settings name, if any.
    """
    named = chosen or environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        editor = shlex.split(named)
    except ValueError:
        editor = [named]
    if not editor:
        return None
    if line is None:
        return [*editor, path]
    program = Path(editor[0]).name
    if program in _PLUS_LINE:
        return [*editor, f"+{line}", path]
    if program in _GOTO_LINE:
        return [*editor, "--goto", f"{path}:{line}"]
    return [*editor, f"{path}:{line}" if program in _COLON_LINE else path]


async def edit_file(app: App[str], path: str, line: int | None, chosen: str = "") -> str:
    """Runs the editor until it ends; gives what is to be said, "" if all went well."""
    command = editor_command(path, line, os.environ, chosen)
    if command is None:
        return NO_EDITOR
    try:
        with app.suspend():
            said = await _said_of(command)
    except SuspendNotSupported:
        return "The screen cannot be given to an editor here"
    return said


async def _said_of(command: Sequence[str]) -> str:
    """Runs it. Nothing is raised: Textual would not take the terminal back."""
    try:
        code = await _run(command)
    except OSError as error:
        return f"{command[0]} could not be run: {error.strerror or error}; see VISUAL and EDITOR"
    return f"{command[0]} ended with exit code {code}" if code else ""


async def _run(command: Sequence[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    return await process.wait()
