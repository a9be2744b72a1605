"""``codex-tui export``: a thread as a file, without a screen.

The exit code is 0, 1 where it cannot be done, and 2 for a wrong command line.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codex_app_server import AsyncCodex, CodexError
from codex_tui.export.file_name import file_name
from codex_tui.exporting import export, export_to_file
from codex_tui.list_call import LIST, list_params
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import row_of
from codex_tui.options import Options
from codex_tui.session.link import explain
from codex_tui.session.whole_thread import Call, read_whole_thread
from codex_tui.settings.loading import load
from codex_tui.shell.log_options import log_options, log_settings
from codex_tui.shell.outcome import outcome_of
from codex_tui.shell.running import complete_ids
from codex_tui.start import StartError, begin
from codex_tui.store.export_file import obstacle, target_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from codex_tui.model.whole_thread import WholeThread
    from codex_tui.start import Start

STDOUT = "-"
WHOLE_ID = 36
"""Characters of a whole id."""
MOST_THREADS = 100
"""Threads of one page, by the server's limit."""
LISTED, NAMED = 5, 40
"""Threads that are named where one is not clear, and characters of their names."""

_HELP = """Write the thread with this ID to a file: all of it, as Markdown, HTML, JSON or SVG.

The beginning or the end of an id will do, as the list of threads shows it, where it is one thread's only.

Without --output the file is named after the thread and lies in the current folder; its path is printed.
"""


class ExportError(Exception):
    """Why nothing was written, in one sentence."""


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
@click.option("-C", "--cd", "folder", metavar="DIR", help="The folder of --last, instead of the current one.")
@click.option(
    "-c", "--config", "overrides", metavar="KEY=VALUE", multiple=True, help="Configuration for the server."
)
@click.option("--codex-bin", metavar="PATH", help="The codex binary to run.")
@log_options
def _command(
    thread: str | None,
    last: bool,
    chosen: str | None,
    output: str | None,
    force: bool,
    folder: str | None,
    overrides: tuple[str, ...],
    codex_bin: str | None,
    log: str | None,
    log_level: str | None,
) -> None:
    if (thread is None) is not last:
        raise click.UsageError("Give the ID of a thread, or --last.")
    format = ExportFormat(chosen) if chosen else _format_of(output)
    if output is not None and output != STDOUT:
        _check(target_of(output, os.getcwd()), replace=force)  # before a server is started for nothing
    # Reading needs no server that others use.
    start = begin(
        Options(folder=folder, overrides=overrides, codex_bin=codex_bin, private=True), lists_threads=False
    )
    try:
        start.settings = load(None, log_settings(log, log_level))
        start.open_log()
        whole = asyncio.run(_read(start, thread))
    finally:
        start.close()
    _write(whole, format, output, replace=force)


def _format_of(output: str | None) -> ExportFormat:
    ending = Path(output or "").suffix.lower()
    return next((format for format in ExportFormat if format.suffix == ending), ExportFormat.MARKDOWN)


async def _read(start: Start, thread: str | None) -> WholeThread:
    config = replace(start.config, wire_log=start.wire_log(LOCAL, start.config))
    async with AsyncCodex(config, process=start.process) as codex:

        async def call(method: str, params: dict[str, Any]) -> Any:
            return await codex.request(method, params, dict)

        if thread is None:
            page = await call(LIST, list_params(start.folder, archived=False, limit=1))
            if not page["data"]:
                raise ExportError(f"There is no thread in {start.folder}: name one by its ID.")
            thread = str(page["data"][0]["id"])
        elif len(thread) < WHOLE_ID:
            thread = await _whole_id(call, thread)
        try:
            return await read_whole_thread(call, thread)
        except CodexError as error:
            raise ExportError(f"Thread {thread}: {explain(error)}.") from None


async def _whole_id(call: Call, part: str) -> str:
    """The id that begins or ends with what was given, as the list and the header show it, if that is one thread's."""
    found: dict[str, str] = {}
    for archived in (False, True):
        cursor: str | None = None
        while True:
            page = await call(LIST, list_params(None, archived=archived, limit=MOST_THREADS, cursor=cursor))
            for thread in page["data"]:
                if thread["id"].startswith(part.lower()) or thread["id"].endswith(part.lower()):
                    found[thread["id"]] = row_of(LOCAL, thread).title
            cursor = page.get("nextCursor")
            if cursor is None:
                break
    if not found:
        raise ExportError(f"No thread has an id that begins or ends with {part}.")
    if len(found) > 1:
        told = "".join(f"\n  {name}  {title[:NAMED]}" for name, title in list(found.items())[:LISTED])
        raise ExportError(f"{part} stands for {len(found)} threads: give more of the id.{told}")
    return next(iter(found))


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
        raise ExportError(f"{said}.")
    print(path)


def _check(path: Path, *, replace: bool) -> None:
    if why := obstacle(path):
        raise ExportError(f"{why}.")
    if os.path.exists(path) and not replace:
        raise ExportError(f"{path} exists already: --force replaces it, --output names another.")


def run_export(arguments: Sequence[str]) -> int:
    """Runs the command and gives its exit code; what went wrong is one sentence on stderr."""
    return outcome_of(_command, "export", arguments, (ExportError, StartError, CodexError))


COMMAND = _command
"""For whoever completes command lines."""
