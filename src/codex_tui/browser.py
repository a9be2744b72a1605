"""Opens a page in the person's own browser: as a program of the desktop, never one that would take the terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL
from typing import TYPE_CHECKING

from codex_tui.model.page_address import why_not_opened

if TYPE_CHECKING:
    from collections.abc import Mapping

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def browser_command(environment: Mapping[str, str], platform: str = sys.platform) -> list[str] | None:
    """The command that opens an address in a window; None where there is no desktop, as over SSH."""
    path = environment.get("PATH")
    if platform == "darwin":
        return ["open"]
    if any(environment.get(name) for name in _DISPLAYS) and shutil.which("xdg-open", path=path):
        return ["xdg-open"]
    # The desktop of Windows from its subsystem for Linux.
    return ["wslview"] if shutil.which("wslview", path=path) else None


async def open_page(address: str) -> tuple[str, bool]:
    """Asks the desktop to open an address; gives what is to be said, and whether it is a problem."""
    if why := why_not_opened(address):
        return f"Not opened: {why}", True
    command = browser_command(os.environ)
    if command is None:
        return "There is no desktop here that could open it; copy the address instead", True
    try:
        # In a session of its own: ctrl+c in this terminal is not meant for it.
        await asyncio.create_subprocess_exec(
            *command, address, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except OSError as error:
        return f"{command[0]} could not be run: {error.strerror or error}", True
    return "Asked the desktop to open it", False
