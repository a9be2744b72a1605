"""``codex-tui archive``: puts threads away, or takes them out again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from codex_app_server import CodexError
from codex_tui.model.named_thread import title_of
from codex_tui.model.translate_text import sentence
from codex_tui.session.link import explain
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.outcome import FAILED, WELL
from codex_tui.shell.running import (
    ALL,
    CommandError,
    Server,
    complete_ids,
    connected,
    do,
    rows,
    server_options,
    thread_of,
)

if TYPE_CHECKING:
    from codex_app_server import AsyncCodex
    from codex_tui.model.board import ThreadRow

_HELP = """Archive the threads with these IDs; --undo takes them out of the archive.

The beginning or the end of an id will do where it is one thread's only, and so does a whole title. A thread in which
a turn runs is left alone, unless --force says that the turn may be interrupted.

Exit codes: 0; 1 if some could not be archived, which stderr names; 2 for a wrong command line.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.argument("threads", metavar="ID...", nargs=-1, required=True, shell_complete=complete_ids)
@click.option("--undo", is_flag=True, help="Take them out of the archive.")
@click.option("--force", is_flag=True, help="Also where a turn runs, which is interrupted.")
@server_options
def command(threads: tuple[str, ...], undo: bool, force: bool, server: Server) -> int:
    return do(_archive(server, threads, undo=undo, force=force))


async def _archive(server: Server, threads: tuple[str, ...], *, undo: bool, force: bool) -> int:
    code = WELL
    async with connected(server) as (codex, _):
        for named in threads:
            try:
                print(await _one(codex, named, undo=undo, force=force), flush=True)
            except (CommandError, CodexError) as error:  # noqa: PERF203 - each has its own
                why = (
                    str(error) if isinstance(error, CommandError) else sentence(f"{named}: {explain(error)}")
                )
                print(f"codex-tui: {why}", file=sys.stderr)
                code = FAILED
    return code


async def _one(codex: AsyncCodex, named: str, *, undo: bool, force: bool) -> str:
    async def of(archived: bool) -> list[ThreadRow]:
        return await rows(codex, None, archived=archived, most=ALL)

    row = await thread_of(named, of, archived=undo)
    if row.state.active and not force:
        raise CommandError(f"A turn runs in “{title_of(row)}”: --force interrupts it. It is not archived.")
    method = "thread/unarchive" if undo else "thread/archive"
    await codex.request(method, {"threadId": row.key.thread}, dict)
    return f"{'Taken out of the archive' if undo else 'Archived'}: {title_of(row)}"
