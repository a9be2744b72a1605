"""Asks the system for the image on the clipboard, by whatever program it has for that.

Each program gets a few seconds and may give a limited number of bytes; it is run without a shell. Nobody has tried
macOS.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.model.image_file import LARGEST, NoImage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 5.0
TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""In the order in which they are asked for."""
EMPTY = "No image on the clipboard; text is pasted by your terminal's own key"
_APPLE_SCRIPT = "get the clipboard as «class PNGf»"


class ClipboardError(Exception):
    """Why the clipboard cannot be read, in words for a person."""


async def clipboard_image(environment: Mapping[str, str] = os.environ) -> bytes | NoImage:
    """The image on the clipboard as a file has it, or why there is none."""
    try:
        if sys.platform == "darwin":
            content = await _apple()
        elif environment.get("WAYLAND_DISPLAY") and shutil.which("wl-paste"):
            content = await _offered(["wl-paste", "--list-types"], ["wl-paste", "--no-newline", "--type"], [])
        elif environment.get("DISPLAY") and shutil.which("xclip"):
            xclip = ["xclip", "-selection", "clipboard", "-o", "-t"]
            content = await _offered([*xclip, "TARGETS"], xclip, [])
        else:
            return NoImage(_how_to(environment))
    except ClipboardError as error:
        return NoImage(str(error))
    return content or NoImage(EMPTY)


def _how_to(environment: Mapping[str, str]) -> str:
    if environment.get("WAYLAND_DISPLAY"):
        return "To paste images, install wl-clipboard"
    if environment.get("DISPLAY"):
        return "To paste images, install xclip"
    if environment.get("SSH_CONNECTION"):
        return "The clipboard is on another machine: paste the path of a file on this one"
    return "No clipboard here: paste the path of the image"


async def _offered(ask: Sequence[str], get: Sequence[str], behind: Sequence[str]) -> bytes:
    """The first type of image that the clipboard offers."""
    offered = (await _output(ask)).decode("utf-8", "replace").split()
    kind = next((kind for kind in TYPES if kind in offered), None)
    return await _output([*get, kind, *behind]) if kind is not None else b""


async def _apple() -> bytes:
    if shutil.which("pngpaste"):
        return await _output(["pngpaste", "-"])
    told = (await _output(["osascript", "-e", _APPLE_SCRIPT])).decode("ascii", "replace")
    _, _, digits = told.partition("PNGf")
    try:
        return bytes.fromhex(digits.partition("»")[0].strip())
    except ValueError:
        return b""


async def _output(command: Sequence[str]) -> bytes:
    """What a program writes; nothing where it ends with an error, which is how it says that there is nothing."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 20,
        )
    except OSError as error:
        raise ClipboardError(f"{command[0]} could not be run: {error.strerror or error}") from None
    assert process.stdout is not None
    try:
        content = await asyncio.wait_for(_read(process.stdout), SECONDS)
        code = await asyncio.wait_for(process.wait(), SECONDS) if len(content) <= LARGEST else 0
    except asyncio.TimeoutError:
        raise ClipboardError(f"{command[0]} did not answer within {SECONDS:.0f} seconds") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return b"" if code else content


async def _read(stream: asyncio.StreamReader) -> bytes:
    """All of it, or a little more than an image may have."""
    content = bytearray()
    while len(content) <= LARGEST and (piece := await stream.read(1 << 20)):
        content += piece
    return bytes(content)
