"""Finds images for a prompt: at a path that was pasted or dropped, and on the clipboard. Lazily imported by the app.

Files are looked at in a thread, as they may lie on a slow disk. What comes from the clipboard is kept in a private file
in the user's state folder: the server and the conversation read it from there.
"""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.clipboard_image import clipboard_image
from codex_tui.model.image_file import NoImage, judge
from codex_tui.model.image_head import HEAD, read_head
from codex_tui.store.files import make_folder, state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.draft_elements import AttachedImage

KEPT = 300
"""Images of the clipboard that are kept, the newest ones."""


class ImageFiles:
    """The port `ports.ImageFinder`."""

    async def look(self, path: str) -> AttachedImage | NoImage:
        """What is at a path."""
        return await asyncio.to_thread(look_at, path)

    async def from_clipboard(self) -> AttachedImage | NoImage:
        """What is on the clipboard, in a file of its own."""
        found = await clipboard_image()
        return found if isinstance(found, NoImage) else await asyncio.to_thread(_keep, found)


def look_at(path: str) -> AttachedImage | NoImage:
    """What is at a path; no words where nothing is there: then it was meant as text. Blocks."""
    path = os.path.expanduser(path)
    try:
        # Not waiting: a pipe by the name of a picture would never be opened.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return NoImage(f"{os.path.basename(path)} is no file")
            return judge(path, os.path.basename(path), status.st_size, file.read(HEAD))
    except FileNotFoundError:
        return NoImage()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return NoImage(f"{os.path.basename(path)} cannot be read: {why}")


def _keep(content: bytes) -> AttachedImage | NoImage:
    head = read_head(content[:HEAD])
    folder = state_folder() / "images"
    try:
        make_folder(folder)
        begin = time.strftime("clipboard-%Y%m%d-%H%M%S-")
        descriptor, name = tempfile.mkstemp(
            prefix=begin, suffix=f".{head.format.lower() or 'png'}", dir=folder
        )
        with open(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        return NoImage(f"The image on the clipboard cannot be kept: {error.strerror or error}")
    found = judge(name, "clipboard", len(content), content[:HEAD])
    if isinstance(found, NoImage):
        os.unlink(name)
    _drop_oldest(folder)
    return found


def _drop_oldest(folder: Path) -> None:
    with suppress(OSError):  # another process may have dropped one already
        paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in paths[:-KEPT]:
            path.unlink(missing_ok=True)
