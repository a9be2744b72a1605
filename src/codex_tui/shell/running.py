"""What the commands of the shell have in common: how they are run, a server, ids of threads."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from codex_app_server import AsyncCodex, CodexError
from codex_tui.list_call import LIST, PAGE, list_params
from codex_tui.model.named_thread import NAMED, NotOneError, the_one, title_of
from codex_tui.model.state import LOCAL
from codex_tui.model.thread_rows import put_page
from codex_tui.model.translate_text import sentence
from codex_tui.options import Options
from codex_tui.session.launch import Launch
from codex_tui.session.link import explain
from codex_tui.settings.loading import load
from codex_tui.shell.log_options import log_options, log_settings
from codex_tui.shell.outcome import outcome_of
from codex_tui.start import StartError, begin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence

    from click.shell_completion import CompletionItem

    from codex_tui.model.board import ThreadRow

ALL = 1_000_000
"""As many threads as there are."""
Result = TypeVar("Result")


class CommandError(Exception):
    """Why nothing was done, in one sentence."""


@dataclass(frozen=True, slots=True)
class Server:
    """Which server a command asks."""

    remote: str | None = None
    token_variable: str | None = None
    token_file: str | None = None
    private: bool = False
    folder: str | None = None
    overrides: tuple[str, ...] = ()
    codex_bin: str | None = None
    log: str | None = None
    log_level: str | None = None

    def options(self) -> Options:
        return Options(
            folder=self.folder,
            overrides=self.overrides,
            codex_bin=self.codex_bin,
            private=self.private,
            remote=self.remote,
            token_variable=self.token_variable,
            token_file=self.token_file,
            settings=log_settings(self.log, self.log_level),
        )


def server_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """The options that say which server is asked; the command gets them as `server`."""
    from functools import wraps

    @click.option("--remote", metavar="ADDR", help="The server at this address.")
    @click.option(
        "--remote-auth-token-env", "token_variable", metavar="VARIABLE", help="Holds the token for it."
    )
    @click.option("--remote-auth-token-file", "token_file", metavar="FILE", help="Holds the token for it.")
    @click.option("--private", is_flag=True, help="A server of its own, which ends with the command.")
    @click.option(
        "-c", "--config", "overrides", metavar="KEY=VALUE", multiple=True, help="Configuration for it."
    )
    @click.option("--codex-bin", metavar="PATH", help="The codex binary to run.")
    @click.option("-C", "--cd", "folder", metavar="DIR", help="This folder instead of the current one.")
    @log_options
    @wraps(command)
    def with_server(*arguments: Any, **named: Any) -> Result:
        server = Server(**{name: named.pop(name) for name in Server.__dataclass_fields__})
        _check(server)
        return command(*arguments, server=server, **named)

    return with_server


def _check(server: Server) -> None:
    """Refuses what would ask another server than the one that is meant.

    Raises:
        click.UsageError: options that say different things.
    """
    if server.remote is None and (server.token_variable or server.token_file):
        raise click.UsageError("A token is for --remote.")
    if server.token_variable and server.token_file:
        raise click.UsageError(
            "Only one of --remote-auth-token-env and --remote-auth-token-file can be given."
        )
    own = {"--private": server.private, "-c": server.overrides, "--codex-bin": server.codex_bin}
    for name, given in own.items():
        if given and server.remote is not None:
            raise click.UsageError(
                f"{name} is for a server that is started here; --remote names one that runs."
            )
    for override in server.overrides:
        if "=" not in override:
            raise click.BadParameter(f"{override!r} is not of the form KEY=VALUE.", param_hint="-c/--config")


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[tuple[AsyncCodex, str]]:
    """A connection, and the folder that is meant; a server that was started for it is ended."""
    options = server.options()
    start = begin(options, lists_threads=False)
    try:
        start.settings = load(None, options.settings, token_variable=options.token_variable)
        start.open_log()
        wire_log = start.wire_log(LOCAL, start.config)
        way = await Launch(start.config, start.process, start.joining, wire_log).way()
        async with AsyncCodex(way.config, process=way.process, socket=way.socket) as codex:
            yield codex, start.folder
    finally:
        start.close()


def do(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs what a command does.

    Raises:
        CommandError: it could not be done.
    """
    try:
        return asyncio.run(work)
    except StartError as error:
        raise CommandError(str(error)) from None
    except CodexError as error:
        raise CommandError(sentence(explain(error))) from None


async def rows(codex: AsyncCodex, folder: str | None, *, archived: bool, most: int) -> list[ThreadRow]:
    """The threads of a folder (None: of all), most recently used first."""
    from codex_tui.model.board import Board, Listing

    board, listing = Board(), Listing(cwd=folder, archived=archived)
    while not listing.complete and len(board.rows) < most:
        params = list_params(folder, archived=archived, limit=min(PAGE, most), cursor=listing.cursor)
        page = await codex.request(LIST, params, dict)
        put_page(board, listing, LOCAL, page)
    return sorted(board.rows.values(), key=lambda row: row.updated_at, reverse=True)[:most]


async def thread_of(
    named: str, of: Callable[[bool], Awaitable[list[ThreadRow]]], *, archived: bool | None = None
) -> ThreadRow:
    """The one thread that has this id, the beginning or the end of it, or this title.

    Raises:
        CommandError: there is none, or more than one.
    """
    listed = [
        row
        for in_archive in ((False, True) if archived is None else (archived,))
        for row in await of(in_archive)
    ]
    try:
        return the_one(listed, named, archived=bool(archived))
    except NotOneError as error:
        raise CommandError(str(error)) from None


def complete_ids(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The threads of the current folder whose id begins with what was typed; with `--undo` those of the archive."""
    from click.shell_completion import CompletionItem

    async def listed() -> list[ThreadRow]:
        async with connected(Server(private=True)) as (codex, folder):
            return await rows(codex, folder, archived=bool(context.params.get("undo")), most=PAGE)

    try:
        found = do(listed())
    except CommandError:
        return []  # nothing can be said in the middle of a line
    return [
        CompletionItem(row.key.thread, help=title_of(row)[:NAMED])
        for row in found
        if row.key.thread.startswith(typed)
    ]


def run(name: str, arguments: Sequence[str]) -> int:
    """Runs one of the commands and gives its exit code; what went wrong is a sentence on stderr."""
    command: click.Command = import_module(f"codex_tui.shell.{name}").command
    return outcome_of(command, name, arguments, (CommandError,))
