"""``codex-tui export``: a thread as a file, without a screen.

The exit code is 0, 1 where it cannot be done, and 2 for a wrong command line.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_app_server import CodexError
from codex_tui.export.file_name import file_name
from codex_tui.exporting import export, export_to_file
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import row_of
from codex_tui.model.translate_text import sentence
from codex_tui.session.link import explain
from codex_tui.session.whole_thread import read_whole_thread
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.outcome import outcome_of
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
from codex_tui.store.export_file import obstacle, target_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from codex_app_server import AsyncCodex
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.whole_thread import WholeThread

STDOUT = "-"
_WHOLE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_HELP = """Write the thread with this ID to a file: all of it, as Markdown, HTML, JSON or SVG.

The beginning or the end of an id will do where it is one thread's only, and so does a whole title.

Without --output the file is named after the thread and lies in the current folder; its path is printed.

Exit codes: 0; 1 if it could not be written; 2 for a wrong command line.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.argument("thread", metavar="ID", required=False, shell_complete=complete_ids)
@click.option("--last", is_flag=True, help="The most recent thread of the folder, in the place of an ID.")
@click.option(
    "-f",
    "--format",
    "chosen",
    type=click.Choice([format.value for format in ExportFormat]),
    help="What to write; by the ending of FILE, else markdown.",
)
@click.option("-o", "--output", metavar="FILE|-", help="Where to write it; - is standard output.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@server_options
def _command(
    thread: str | None, last: bool, chosen: str | None, output: str | None, force: bool, server: Server
) -> None:
    if (thread is None) is not last:
        both = "" if thread is None else ", not both"
        raise click.UsageError(f"Give the ID of a thread, or --last{both}.")
    format = ExportFormat(chosen) if chosen else _format_of(output)
    if output is not None and output != STDOUT:
        _check(target_of(output, os.getcwd()), replace=force)  # before a server is started for nothing
    # Reading needs no server that others use.
    whole = do(_read(server if server.remote else replace(server, private=True), thread))
    _write(whole, format, output, replace=force)


def _format_of(output: str | None) -> ExportFormat:
    ending = Path(output or "").suffix.lower()
    return next((format for format in ExportFormat if format.suffix == ending), ExportFormat.MARKDOWN)


async def _read(server: Server, named: str | None) -> WholeThread:
    async with connected(server) as (codex, folder):

        async def call(method: str, params: dict[str, Any]) -> Any:
            return await codex.request(method, params, dict)

        thread = await _id_of(codex, folder, named)
        try:
            return await read_whole_thread(call, thread)
        except CodexError as error:
            raise CommandError(sentence(f"Thread {thread}: {explain(error)}")) from None


async def _id_of(codex: AsyncCodex, folder: str, named: str | None) -> str:
    """The id of the thread that is meant: of the last one of the folder, where none is named."""
    if named is None:
        newest = await rows(codex, folder, archived=False, most=1)
        if not newest:
            raise CommandError(f"There is no thread in {folder}: name one by its ID.")
        return newest[0].key.thread
    if _WHOLE_ID.fullmatch(named):
        return named  # nothing has to be listed for it

    async def of(archived: bool) -> list[ThreadRow]:
        return await rows(codex, None, archived=archived, most=ALL)

    return (await thread_of(named, of)).key.thread


def _write(whole: WholeThread, format: ExportFormat, output: str | None, *, replace: bool) -> None:
    if output == STDOUT:
        sys.stdout.buffer.write(export(whole, format).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    row = row_of(LOCAL, whole.thread)
    path = target_of(output or file_name(row.title, row.key.short, format), os.getcwd())
    _check(path, replace=replace)
    said, problem = asyncio.run(export_to_file(whole, format, path, replace=replace))
    if problem:
        raise CommandError(f"{said}.")
    print(path)


def _check(path: Path, *, replace: bool) -> None:
    if why := obstacle(path):
        raise CommandError(f"{why}.")
    if os.path.exists(path) and not replace:
        raise CommandError(f"{path} exists already: --force replaces it, --output names another.")


def run_export(arguments: Sequence[str]) -> int:
    """Runs the command and gives its exit code; what went wrong is one sentence on stderr."""
    return outcome_of(_command, "export", arguments, (CommandError,))


COMMAND = _command
"""For whoever completes command lines."""
