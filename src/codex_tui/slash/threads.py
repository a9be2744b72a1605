"""Commands about whole threads: begin, open, name, put away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.model.row_actions import RowAction
from codex_tui.model.safe_path import raw_path
from codex_tui.slash.command import Argument, CommandContext, Completion, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codex_tui.messages import Intent

_NOT_BEGUN = "This thread has not begun: it does with its first prompt"


def _threads(context: CommandContext) -> Iterator[Completion]:
    """What the board holds, newest first."""
    for row in context.state.board.visible():
        if row.key != context.thread:
            folder = str(row.cwd) if row.cwd != context.state.folder else ""
            yield Completion(row.key.thread, folder, label=" ".join(row.title.split()) or row.key.short)


def _resume(context: CommandContext, argument: str) -> Intent | Refusal:
    """By id, by the beginning of one, or by a title that only one thread has."""
    wanted = argument.casefold()
    rows = context.state.board.rows.values()
    found = [row.key for row in rows if row.key.thread.casefold() == wanted]
    found = found or [row.key for row in rows if row.title.casefold().strip() == wanted]
    found = found or [
        row.key for row in rows if wanted in (row.key.short, row.key.thread[: len(wanted)].casefold())
    ]
    if len(found) == 1:
        return say.OpenThread(found[0])
    if not found:
        return Refusal(f"No thread that is listed is “{argument}”: /threads shows them")
    return Refusal(f"{len(found)} threads are “{argument}”: write more of the id")


def _rename(context: CommandContext, argument: str) -> Intent | Refusal:
    if context.thread is None:
        return Refusal(_NOT_BEGUN)
    return say.RenameThread(context.thread, argument)


def _name_now(context: CommandContext) -> Iterator[Completion]:
    if context.row is not None and (name := " ".join(context.row.title.split())):
        yield Completion(name, "as it is called now", now=True)


def _act(action: RowAction) -> Callable[[CommandContext, str], Intent | Refusal]:
    def post(context: CommandContext, _argument: str) -> Intent | Refusal:
        return (
            say.ActOnThreads(action, [context.thread]) if context.thread is not None else Refusal(_NOT_BEGUN)
        )

    return post


def _pin(context: CommandContext, argument: str) -> Intent | Refusal:
    pinned = context.row is not None and context.row.pinned
    return _act(RowAction.UNPIN if pinned else RowAction.PIN)(context, argument)


def _new(context: CommandContext, argument: str) -> Intent | Refusal:
    """Here, or in a folder: of this machine it may be written as in a shell, of another one it is whole."""
    if not argument:
        return say.NewThread()
    if not context.state.server.here:
        if argument.startswith("/"):
            return say.NewThread(argument)
        return Refusal(f"On {context.state.server.label} a folder is written from / on")
    known = next((one for one in _known_folders(context) if one == argument), None)
    folder = os.path.normpath(os.path.join(raw_path(context.folder), os.path.expanduser(argument)))
    folder = folder if known is None else raw_path(known)
    if os.path.isdir(folder):
        return say.NewThread(folder)
    return Refusal(f"There is no folder {folder}: /folder can make one")


def _folders(context: CommandContext) -> Iterator[Completion]:
    """Folders that threads were begun in."""
    here = context.state.folder
    for folder in dict.fromkeys((here, *_known_folders(context))):
        if folder:
            yield Completion(folder, now=folder == here, is_path=True)


def _known_folders(context: CommandContext) -> Iterator[str]:
    return (row.cwd for row in context.state.board.rows.values())


def _elsewhere(_context: CommandContext, _argument: str) -> Intent:
    return say.NewElsewhere()


def _servers(context: CommandContext) -> Iterator[Completion]:
    for server in context.state.servers.values():
        why = "not reached" if server.away else str(server.kind.value)
        yield Completion(server.label, why, now=server is context.state.server)


def _on_server(context: CommandContext, argument: str) -> Intent | Refusal:
    for server in context.state.servers.values():
        if argument in (server.name, server.label):
            return say.NewThread(None, server.name)
    names = ", ".join(server.label for server in context.state.servers.values())
    return Refusal(f"No server is called “{argument}”: there is {names}. The settings file adds others")


def _worktree(_context: CommandContext, _argument: str) -> Intent:
    return say.NewInWorktree()


THREADS = (
    SlashCommand(
        "new",
        Group.THREADS,
        help="Start a new thread, here or in another folder",
        aliases=("clear",),
        argument=Argument("FOLDER", completions=_folders, free=True),
        post=_new,
    ),
    SlashCommand(
        "resume",
        Group.THREADS,
        "app.threads",
        help="Go to the threads, or to one by its title or id",
        aliases=("threads", "agents"),
        argument=Argument("THREAD", completions=_threads, none="No thread that is listed matches"),
        post=_resume,
    ),
    SlashCommand("fork", Group.THREADS, "conversation.fork"),
    SlashCommand(
        "rename",
        Group.THREADS,
        help="Give this thread a name",
        argument=Argument("NAME", required=True, completions=_name_now, free=True),
        post=_rename,
        needs_thread=_NOT_BEGUN,
    ),
    SlashCommand("archive", Group.THREADS, "conversation.archive"),
    SlashCommand(
        "delete",
        Group.THREADS,
        help="Delete this thread for good; asks",
        post=_act(RowAction.DELETE),
        needs_thread=_NOT_BEGUN,
    ),
    SlashCommand(
        "pin",
        Group.THREADS,
        help="Pin this thread to the top of the threads, or unpin it",
        post=_pin,
        needs_thread=_NOT_BEGUN,
    ),
    SlashCommand(
        "folder", Group.THREADS, help="Start a new thread in a folder to be chosen", post=_elsewhere
    ),
    SlashCommand(
        "server",
        Group.THREADS,
        help="Start a new thread on another server",
        argument=Argument("NAME", required=True, completions=_servers),
        post=_on_server,
    ),
    SlashCommand("worktree", Group.THREADS, help="Start a new thread in a new git worktree", post=_worktree),
    SlashCommand("next", Group.THREADS, "app.next_waiting"),
    SlashCommand("inbox", Group.THREADS, "app.inbox"),
)
