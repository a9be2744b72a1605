"""What a typed line does: a prompt, steering, an answer, or a command of the same table as on the full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as wanted
from codex_tui import slash
from codex_tui.export.words import change_heading, diff_rows
from codex_tui.linear.words import TAIL
from codex_tui.messages.composing import ShellWanted
from codex_tui.messages.permissions import ModeChosen
from codex_tui.model import items
from codex_tui.model.diff import hunks_of
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.permissions import Mode
from codex_tui.model.state import ConnectionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.linear.answering import Answering
    from codex_tui.linear.talk import Talk
    from codex_tui.messages import Intent
    from codex_tui.model.board import Listing

LISTED = 20
"""Threads that /threads says."""
_HELP = {
    "threads": "say the threads, with numbers",
    "open NUMBER": "follow a thread, by its number, its title or its id",
    "waiting": "say what waits for you",
    "answer NUMBER WORD": "answer it: yes, session, always, no and a reason, or stop",
    "output NUMBER": "say the whole output of a command",
    "diff": "say what the last turn changed, line by line",
    "export [FILE]": "write all of the thread to a file, in the folder in which codex-tui was started: of Markdown, "
    "unless its name ends with .html, .json or .svg",
    "interrupt": "stop the turn, as ctrl+c does",
    "again": "send a prompt once more that was not taken",
    "undo": "take back what was done last with threads, such as archiving one",
    "status": "say where you are",
    "quit": "leave, as ctrl+d does",
}

_NEED_A_SCREEN = frozenset({"compare", "side", "theme", "worktree"})
"""Commands that are more than an intent: what they ask, or show, is drawn."""


class Commands:
    """Does what lines say.

    Args:
        talk: what is followed.
        post: does what a person wants.
        answering: takes answers.
        leave: asks to leave, or leaves.
    """

    def __init__(
        self,
        talk: Talk,
        post: Callable[[Intent], None],
        answering: Answering,
        leave: Callable[[], None],
    ) -> None:
        self._talk = talk
        self._post = post
        self._answering = answering
        self._own: dict[str, Callable[[str], None]] = {
            "threads": lambda _: self._threads(),
            "open": self._open,
            "waiting": lambda _: answering.say_waiting(),
            "inbox": lambda _: answering.say_waiting(),
            "answer": answering.begin,
            "output": self._output,
            "diff": lambda _: self._diff(),
            "interrupt": lambda _: self.interrupt(),
            "again": lambda _: self._again(),
            "undo": lambda _: self._undo(),
            "status": lambda _: self._status(),
            "help": lambda _: self._help(),
            "export": self._export,
            "quit": lambda _: leave(),
            "exit": lambda _: leave(),
        }
        self._actions: dict[str, Callable[[], Intent | None]] = {
            "conversation.compact": lambda: self._of_thread(wanted.CompactThread),
            "conversation.fork": lambda: self._of_thread(wanted.ForkThread),
            "conversation.archive": lambda: self._of_thread(wanted.ArchiveThread),
            "app.reconnect": self._reconnect,
        }

    def take(self, line: str) -> None:
        """Does what a line says."""
        talk = self._talk
        if talk.question is not None:
            question, talk.question = talk.question, None
            question.choices.get(line.strip().casefold(), question.otherwise)()
        elif talk.filling is not None:
            self._answering.take(line)
        elif not line.strip():
            self._status()
        elif line.strip() == "?":
            self._help()
        elif (command := slash.split(line.strip())) is not None:
            self._command(*command)
        elif line.startswith("!"):
            self._shell(line[1:].strip())
        else:
            self.send(line)

    def _shell(self, command: str) -> None:
        """Runs a command of a person's own."""
        if not command:
            self._talk.say("A command is missing behind the !")
            return
        self._talk.awaits_thread = self._talk.thread is None
        self._post(ShellWanted(self._talk.thread, command))

    def send(self, text: str) -> None:
        """Sends a prompt, or steers what runs."""
        if self._talk.running:
            waits = [str(number) for number in self._talk.own_numbers()]
            how = (
                f" Request {waits[-1]} waits for an answer: /answer {waits[-1]} and a word." if waits else ""
            )
            self._talk.say(f"Added to what runs.{how}")
        self._talk.typed(text)
        self._talk.awaits_thread = self._talk.thread is None
        self._post(wanted.PromptSubmitted(self._talk.thread, text))

    def interrupt(self) -> None:
        if self._talk.running and self._talk.thread is not None:
            self._talk.say("Interrupting.")
            self._post(wanted.InterruptTurn(self._talk.thread))
        else:
            self._talk.say("No turn runs here.")

    # --- the commands -------------------------------------------------------------------------------------------

    def _command(self, name: str, argument: str) -> None:
        own = self._own.get(name.casefold())
        if own is not None:
            own(argument)
            return
        command = slash.by_name(name)
        if command is None:
            near = slash.nearest(name)
            self._talk.say(
                f"There is no /{name}{f': /{near} is near' if near else ''}. /help says what there is."
            )
            return
        if command.name in _NEED_A_SCREEN:
            self._needs_screen(command)
            return
        context = slash.CommandContext(self._talk.state.of(self._talk.thread), self._talk.thread)
        if why := command.refuses(context, argument):
            self._talk.say(f"{why}.")
            return
        intent = command.intent(context, argument)
        if isinstance(intent, slash.Refusal):
            self._talk.say(f"{intent.why}.")
        elif intent is not None:
            self._say_mode(intent)
            self._post(intent)
        elif command.action in self._actions:
            if (intent := self._actions[command.action]()) is not None:
                self._post(intent)
        else:
            self._needs_screen(command)

    def _say_mode(self, intent: Intent) -> None:
        """Says the permissions that were chosen, as nothing else does; full access is asked about, which says it."""
        if not isinstance(intent, ModeChosen) or intent.mode is Mode.FULL_ACCESS:
            return
        if intent.mode not in self._talk.state.of(intent.thread).access.forbidden:
            self._talk.say(f"Permissions from the next turn on: {intent.mode.value}.")

    def _needs_screen(self, command: slash.SlashCommand) -> None:
        argument = command.argument
        if argument is not None and command.post is not None and command.name not in _NEED_A_SCREEN:
            names = ""
            if command.group is slash.Group.MODEL and argument.completions is not None:
                context = slash.CommandContext(self._talk.state.of(self._talk.thread), self._talk.thread)
                names = ", ".join(one.text for one in argument.completions(context))
            may = f" It may be: {names}." if names else ""
            self._talk.say(
                f"/{command.name} alone needs the full screen. Here it is {self._usage(command)}.{may}"
            )
        else:
            self._talk.say(f"/{command.name} needs the full screen: start codex-tui without --linear.")

    def _usage(self, command: slash.SlashCommand) -> str:
        """As it is typed here: what has no argument on the full screen is shown there, unless it does something."""
        if command.argument is None or not command.action or command.action in self._actions:
            return command.usage
        return f"/{command.name} {command.argument.name}"

    def _of_thread(self, kind: type[wanted.ThreadIntent]) -> Intent | None:
        if self._talk.thread is None:
            self._talk.say("This thread has not begun: it does with its first prompt.")
            return None
        return kind(self._talk.thread)

    def _threads(self) -> None:
        rows = self._talk.state.board.visible()
        self._talk.listed = [row.key for row in rows[:LISTED]]
        if not rows:
            self._talk.say(_no_rows(self._talk.state.board.listing))
        for number, row in enumerate(rows[:LISTED], 1):
            unread = ", not read" if row.unread else ""
            title = " ".join(row.title.split())
            state = self._talk.state
            host = f", on {state.of(row.key).server.label}" if state.is_one_of_several else ""
            self._talk.say(f"{number}: {title}, {row.state.value}{unread}, {row.key.short}{host}")
        if len(rows) > LISTED:
            self._talk.say(f"And {len(rows) - LISTED} older ones: /open finds them by title or id.")
        elif rows:
            self._talk.say("/open NUMBER follows one of them.")

    def _open(self, argument: str) -> None:
        if argument.isdecimal() and 1 <= int(argument) <= len(self._talk.listed):
            self._post(wanted.OpenThread(self._talk.listed[int(argument) - 1]))
        elif argument:
            self._command("resume", argument)
        else:
            self._threads()

    def _output(self, argument: str) -> None:
        talk = self._talk
        known = talk.teller.commands if talk.teller is not None else []
        if not (argument.isdecimal() and 1 <= int(argument) <= len(known)):
            talk.say(
                f"Which command? Their numbers go from 1 to {len(known)}."
                if known
                else "No command was said yet."
            )
            return
        conversation = talk.conversation
        item = (
            conversation.get(known[int(argument) - 1], items.CommandItem)
            if conversation is not None
            else None
        )
        if item is None:
            talk.say("That command is not loaded any more; /export writes all of the thread to a file.")
        else:
            talk.say(item.source().rstrip("\n"))

    def _diff(self) -> None:
        conversation = self._talk.conversation
        patches = [item for item in conversation or () if isinstance(item, items.FileChangeItem)]
        if not patches:
            self._talk.say("Nothing was changed here.")
            return
        for item in patches:
            if item.key.turn != patches[-1].key.turn:
                continue
            for change in item.changes:
                hunks = hunks_of(change)
                verb, path, counts = change_heading(change, hunks)
                self._talk.say(f"{verb} {path}, {counts}:")
                for _, text in diff_rows(hunks):
                    self._talk.say(text)

    def _export(self, name: str) -> None:
        from pathlib import Path

        from codex_tui.export.file_name import file_name

        thread = self._talk.thread
        if thread is None:
            self._talk.say("This thread has not begun: there is nothing to export.")
            return
        path = Path.cwd() / (
            Path(name).expanduser()
            if name
            else file_name(self._talk.title_of(thread), thread.short, ExportFormat.MARKDOWN)
        )
        kind = next((one for one in ExportFormat if path.suffix == one.suffix), ExportFormat.MARKDOWN)
        self._post(wanted.ExportWanted(thread, kind, path, replace=False))

    def _again(self) -> None:
        text, self._talk.returned = self._talk.returned, ""
        if text:
            self.send(text)
        else:
            self._talk.say("There is no prompt that was not taken.")

    def _reconnect(self) -> Intent | None:
        servers = self._talk.state.servers.values()
        if all(one.state is ConnectionState.READY and not one.silent for one in servers):
            self._talk.say("Nothing to reconnect: the server is there.")
            return None
        return wanted.ReconnectWanted()

    def _undo(self) -> None:
        """Takes back what was done last, on the server on which that was."""
        undoable = self._talk.state.board.undoable
        self._post(wanted.UndoWanted(undoable[-1][1][0] if undoable else None))

    def _status(self) -> None:
        talk = self._talk
        where = f"Thread “{talk.title_of(talk.thread)}”" if talk.thread is not None else "A new thread"
        conversation = talk.conversation
        settings = (
            conversation.settings if conversation is not None else talk.state.of(talk.thread).new_thread
        )
        model = " ".join(filter(None, (settings.model, talk.state.of(talk.thread).effort(settings))))
        folder = settings.cwd or talk.state.start_folder
        state = "a turn runs" if talk.running else "nothing runs"
        waiting = len(talk.state.inbox)
        wait = "waits" if waiting == 1 else "wait"
        waits = f" {waiting} {wait} for you: /waiting says what." if waiting else ""
        talk.say(f"{where}, in {folder}, {model or 'no model known yet'}: {state}.{waits}")

    def _help(self) -> None:
        self._talk.say(
            "A line is a prompt; while a turn runs it is added to that. A line that ends with \\ goes on. "
            "! and a command runs that command."
        )
        for usage, about in _HELP.items():
            self._talk.say(f"/{usage}: {about}")
        for command in slash.COMMANDS:
            if command.name not in _NEED_A_SCREEN.union(self._own) and (
                command.post is not None or command.action in self._actions
            ):
                self._talk.say(f"{self._usage(command)}: {command.about}")
        self._talk.say(f"Of outputs the last {TAIL} lines are said.")


def _no_rows(listing: Listing) -> str:
    """Why no thread is said."""
    if listing.error is not None:
        return f"The threads could not be listed: {listing.error}."
    if not listing.loaded_once:
        return "The threads are being read still: /threads once more says them."
    return "There is no thread in this folder yet. A prompt begins one."
