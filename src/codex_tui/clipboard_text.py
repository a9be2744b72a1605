"""Text for the clipboard of this machine, beside what the terminal is asked for (OSC 52), which not every one takes.

As they come, GNOME Terminal and others on VTE, Konsole, xterm, urxvt and mlterm take nothing, nor does macOS' own.
Where a person sits at this machine, a program of the system has the text as well; over ssh the clipboard is on another
machine, and the terminal's way is the only one. Each program gets the text on its standard input and is run without a
shell; those of X11 and Wayland stay behind until somebody else copies something. Nobody has tried macOS.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 5.0
TAKE_NONE = ("VTE_VERSION", "KONSOLE_VERSION", "XTERM_VERSION")
"""Variables of terminals that were seen to take nothing, as they come."""
_OF_X11 = (("xclip", "-selection", "clipboard", "-in"), ("xsel", "--clipboard", "--input"))


class ClipboardText:
    """Puts texts on the clipboard one after the other; of several that come at once, the last one.

    Args:
        environment: of the process.
        platform: as `sys.platform` has it.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
        self._environment = environment
        self._platform = platform
        self._next: str | None = None
        self._task: asyncio.Task[None] | None = None

    def put(self, text: str) -> None:
        """Goes on by itself; nothing happens where the system has no program for it."""
        self._next = text
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._go_on())

    def doubt(self, *, of_vte: bool) -> str:
        """What to do where only the terminal could take a text, and this one is likely not to; mostly empty.

        Args:
            of_vte: the terminal behaved as those on VTE do; over ssh nothing else tells.
        """
        if self._is_elsewhere():
            return "select with shift held" if of_vte else ""
        if self._environment.keys().isdisjoint(TAKE_NONE) or self._program():
            return ""
        return "install wl-clipboard" if self._environment.get("WAYLAND_DISPLAY") else "install xclip"

    def _is_elsewhere(self) -> bool:
        return bool(self._environment.get("SSH_CONNECTION") or self._environment.get("SSH_TTY"))

    def _program(self) -> tuple[str, ...] | None:
        if self._is_elsewhere():
            return None
        path = self._environment.get("PATH")
        if self._platform == "darwin":
            return ("pbcopy",)
        if self._environment.get("WAYLAND_DISPLAY") and shutil.which("wl-copy", path=path):
            return ("wl-copy",)
        if self._environment.get("DISPLAY"):
            return next((command for command in _OF_X11 if shutil.which(command[0], path=path)), None)
        return None

    async def _go_on(self) -> None:
        while self._next is not None:
            text, self._next = self._next, None
            if (command := self._program()) is not None:
                with suppress(OSError):
                    await _run(command, text.encode("utf-8", "replace"))


async def _run(command: tuple[str, ...], text: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        # What stays behind would hold a pipe open, and what it says has no place on the screen.
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await asyncio.wait_for(process.communicate(text), SECONDS)
    except asyncio.TimeoutError:
        pass
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
