"""Commands about commands: ending one that runs, and saving what it printed."""

from __future__ import annotations

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING, BinaryIO

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.items import CommandItem
from codex_tui.model.output_text import shown_text
from codex_tui.session.commands.survivors import terminals_of

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.keys import ItemKey
    from codex_tui.model.output_log import ByteLog
    from codex_tui.session.link import Link

PIECE = 512 * 1024
"""Bytes that are read on the loop at once; what is done with them is done in a thread."""
LONGEST_LINE = 8 * PIECE
"""Bytes without an end of line from which on they are written as they are."""
_UNKNOWN_METHOD = ("unknown variant", "method not found")


class OutputCommands:
    """What one can do about a command beside reading it."""

    def __init__(self, link: Link) -> None:
        self._link = link

    # --- end --------------------------------------------------------------------------------------------------

    async def end_command(self, item: ItemKey, *, everything: bool = False) -> None:
        """Ends one command; its end comes as an event of its own. With `everything` all of its thread."""
        thread = {"threadId": item.thread}
        try:
            if everything:
                await self._link.call("thread/backgroundTerminals/clean", thread)
                return
            process = await self._process(item)
            if process is None:
                self._link.say(self._why_not(item), problem=True)
                return
            params = {**thread, "processId": process}
            answer = await self._link.call("thread/backgroundTerminals/terminate", params)
            self._link.say(
                "The command was ended" if answer.get("terminated") else "The command is over already"
            )
        except JsonRpcError as error:
            if not any(word in error.message.lower() for word in _UNKNOWN_METHOD):
                self._link.complain("The command could not be ended", error)
                return
            self._link.server.ends_all_only = True
            self._link.say(
                "This server can end all commands of the thread only; press the key again", problem=True
            )
        except CodexError as error:
            self._link.complain("The command could not be ended", error)

    async def _process(self, item: ItemKey) -> str | None:
        """The server's name for the process of a command; None if it has none that runs."""
        terminals = await terminals_of(self._link, item.thread_key)
        return next((str(one["processId"]) for one in terminals if one["itemId"] == item.item), None)

    def _why_not(self, key: ItemKey) -> str:
        conversation = self._link.state.conversations.get(key.thread_key)
        item = conversation.get(key, CommandItem) if conversation is not None else None
        if item is None or not item.running:
            return "The command is over already"
        if item.from_user:
            return "A command of yours ends with its turn: interrupt that"
        return "The server does not list this command among those that it can end"

    # --- save -------------------------------------------------------------------------------------------------

    async def save(self, log: ByteLog, path: Path, *, plain: bool, overwrite: bool) -> None:
        """Writes a text to a file: all there is now, without escape sequences if `plain`."""
        target = path.with_name(f".{path.name}.{os.getpid()}") if overwrite else path
        try:
            file = await asyncio.to_thread(target.open, "wb" if overwrite else "xb")
        except OSError as error:
            self._link.say(f"Not saved to {path}: {error.strerror or error}", problem=True)
            return
        try:
            size = await self._copy(log, file, plain=plain)
            if overwrite:
                os.replace(target, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                target.unlink()
            self._link.say(f"Not saved to {path}: {error.strerror or error}", problem=True)
            return
        self._link.say(f"Saved {size:,} bytes to {path}")

    async def _copy(self, log: ByteLog, file: BinaryIO, *, plain: bool) -> int:
        position, size, written = 0, log.size, 0
        rest = b""
        with file:
            while position < size:
                data = log.read(position, min(PIECE, size - position))
                if not data:
                    raise OSError("a part of it cannot be read")
                position += len(data)
                if plain:
                    data = rest + data
                    whole = position == size or len(data) > LONGEST_LINE
                    end = len(data) if whole else data.rfind(b"\n") + 1
                    data, rest = data[:end], data[end:]
                written += await asyncio.to_thread(_write, file, data, plain)
        return written


def _write(file: BinaryIO, data: bytes, plain: bool) -> int:
    if plain:
        text = data.decode("utf-8", "replace")
        ended = text.endswith("\n")
        shown = shown_text(text if ended else text + "\n")
        data = (shown if ended else shown.removesuffix("\n")).encode("utf-8", "replace")
    return file.write(data)
