"""Ends what commands have started that ran as their server was killed: nobody else would, and nobody sees it any more.

A server that ends in order ends the process groups of its commands. One that is killed cannot: the system ends the
commands themselves then, but not what those have started, unless a sandbox was around them. The server gives each
command its thread and its call in the environment, so that they are found by that. What a sandbox has left that was
only being set up is found by the run of the server, whichever client's command it is. Linux only: elsewhere the
environment of a process is not to be had.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_app_server import end_orphaned_sandboxes_beside
from codex_tui.model.items import CommandItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ItemKey
    from codex_tui.session.link import Link

_THREAD, _CALL = b"CODEX_THREAD_ID=", b"CODEX_TOOL_CALL_ID="
_GRACE = 1.0
"""Seconds between asking and killing."""
_PAUSE = 0.02


def running_commands(conversations: Iterable[Conversation]) -> list[tuple[ItemKey, str]]:
    """The commands that run in these conversations, each with its call; that of a person's own is empty."""
    return [
        (item.key, "" if item.from_user else item.key.item)
        for conversation in conversations
        for item in (*conversation.items, *conversation.ahead)
        if isinstance(item, CommandItem) and item.running
    ]


async def see_to_left_behind(
    link: Link, server: int, run_id: str, commands: Collection[tuple[ItemKey, str]]
) -> None:
    """Ends what these commands and the sandboxes of this run have left if the server is dead; says so of the commands.

    Args:
        link: The way to the screen.
        server: The process of the server.
        run_id: See `codex_app_server.run_id_of`; empty where a client of the SDK sees to its sandboxes.
        commands: See `running_commands`.
    """
    if not await asyncio.to_thread(_is_gone, server):
        return  # only the connection to it is
    for key, call in commands:
        count = await asyncio.to_thread(end_left_behind, key.thread, call)
        if count:
            what = "a process" if count == 1 else f"{count} processes"
            link.report(
                *link.reducer.say_in_turn(
                    key.turn_key,
                    f"A command had left {what} behind as the server ended. They were ended too.",
                )
            )
    if run_id:
        # It looks for a second. In a pool's thread, what else goes there would have the pool grow for good.
        end_orphaned_sandboxes_beside(run_id)


def _is_gone(process: int) -> bool:
    """Whether a process ends within a moment: its connections end first."""
    give_up_at = time.monotonic() + _GRACE
    while time.monotonic() < give_up_at:
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return os.path.isdir("/proc/self")
        except OSError:
            return False
        time.sleep(_PAUSE)
    return False


def end_left_behind(thread: str, call: str) -> int:
    """Ends the processes of a command, by thread and call; gives how many there were. Blocks for up to a second."""
    wanted = (os.fsencode(thread), os.fsencode(call))
    found: set[int] = set()
    give_up_at = time.monotonic() + _GRACE
    while left := set(_processes(wanted)):
        late = time.monotonic() > give_up_at
        for pid in left if late else left - found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        found |= left
        if late:
            break
        time.sleep(_PAUSE)
    return len(found)


def _processes(wanted: tuple[bytes, bytes]) -> Iterator[int]:
    with suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit() and _command(name) == wanted:
                yield int(name)


def _command(process: str) -> tuple[bytes, bytes]:
    """The thread and the call for which a process runs; empty where it does not say."""
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            environment = file.read().split(b"\0")
    except OSError:
        return b"", b""
    thread = call = b""
    for variable in environment:
        if variable.startswith(_THREAD):
            thread = variable[len(_THREAD) :]
        elif variable.startswith(_CALL):
            call = variable[len(_CALL) :]
    return thread, call
