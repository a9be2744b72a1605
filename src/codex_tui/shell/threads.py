"""``codex-tui threads``: the threads of a folder, or of all, as lines or as JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from codex_tui.model.named_thread import title_of
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.running import Server, connected, do, rows, server_options
from codex_tui.widgets.texts import fit, short_folder
from codex_tui.widgets.thread_list.texts import age_text

if TYPE_CHECKING:
    from codex_tui.model.board import ThreadRow

MOST = 50
_SHORT_ID = 8
_HELP = """List the threads of this folder, the last used first.

On a terminal a line has the end of the id, what the thread does, its age and its title; through a pipe the whole
id, what it does, the folder and the title, with tabs between. --json prints one object a line: id, title, folder,
branch, model, state, archived, unread, pinned, created, updated, forked_from, parent.

Exit codes: 0; 1 if they could not be listed; 2 for a wrong command line.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.option("--all", "everywhere", is_flag=True, help="The threads of all folders.")
@click.option("--archived", is_flag=True, help="Those of the archive.")
@click.option("--search", metavar="TEXT", help="Those whose title has this text, in any case of letters.")
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=MOST, show_default=True, help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@server_options
def command(
    everywhere: bool, archived: bool, search: str | None, limit: int, as_json: bool, server: Server
) -> None:
    found = do(_list(server, everywhere=everywhere, archived=archived, search=search, limit=limit))
    if as_json:
        for row in found:
            print(json.dumps(_plain(row), ensure_ascii=False))
    elif sys.stdout.isatty() and not found:
        print(nothing_found(everywhere=everywhere, archived=archived, search=search))
    elif sys.stdout.isatty():
        _print_table(found, everywhere=everywhere)
    else:
        for row in found:
            print("\t".join((row.key.thread, row.state.value, row.cwd, title_of(row).replace("\t", " "))))


async def _list(
    server: Server, *, everywhere: bool, archived: bool, search: str | None, limit: int
) -> list[ThreadRow]:
    async with connected(server) as (codex, folder):
        # A title is looked for in all of them: the server's own search minds the case.
        most = limit if search is None else 1_000_000
        found = await rows(codex, None if everywhere else folder, archived=archived, most=most)
    if search is not None:
        found = [row for row in found if search.casefold() in title_of(row).casefold()]
    return found[:limit]


def _print_table(found: list[ThreadRow], *, everywhere: bool) -> None:
    width, now, home = shutil.get_terminal_size().columns, time.time(), os.path.expanduser("~")
    state_width = max((len(row.state.value) for row in found), default=0)
    folder_width = min(24, width // 4) if everywhere else 0
    for row in found:
        parts = [
            row.key.thread[-_SHORT_ID:],
            row.state.value.ljust(state_width),
            age_text(now - row.updated_at).rjust(3),
        ]
        if folder_width:
            parts.append(fit(short_folder(row.cwd, home), folder_width, False))
        left = "  ".join(parts)
        print(f"{left}  {fit(title_of(row), max(8, width - len(left) - 3), False).rstrip()}")


def nothing_found(*, everywhere: bool, archived: bool, search: str | None) -> str:
    """What is said where no thread is listed: of what there is none, and what would list more."""
    where = "" if everywhere else " of this folder"
    where += " in the archive" if archived else ""
    what = f"No threads{where}." if search is None else f"No thread{where} has “{search}” in its title."
    return what if everywhere else f"{what} --all lists those of all folders."


def _plain(row: ThreadRow) -> dict[str, object]:
    return {
        "id": row.key.thread,
        "title": title_of(row),
        "folder": row.cwd,
        "branch": row.branch,
        "model": row.model,
        "state": row.state.value,
        "archived": row.archived,
        "unread": row.unread,
        "pinned": row.pinned,
        "created": _moment(row.created_at),
        "updated": _moment(row.updated_at),
        "forked_from": row.forked_from,
        "parent": row.parent,
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
