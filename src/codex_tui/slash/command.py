"""What a row of the table of slash commands is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui.keymap import ACTIONS
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_tui.messages import Intent
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState
    from codex_tui.settings.values import Settings


class Group(str, Enum):
    """Where a command stands in the menu; in this order."""

    CONVERSATION = "This conversation"
    THREADS = "Threads"
    MODEL = "Model and permissions"
    TOOLS = "Tools and project"
    ACCOUNT = "Account"
    APP = "codex-tui"


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Where a command is given: what the model holds, the thread that is shown (None before it has begun), settings.

    `written` is the argument as it was written, with its pastes, images, files and skills; None if it was not.
    """

    state: AppState
    thread: ThreadKey | None
    settings: Settings | None = None
    written: Draft | None = None

    @property
    def conversation(self) -> Conversation | None:
        return self.state.conversations.get(self.thread) if self.thread is not None else None

    @property
    def row(self) -> ThreadRow | None:
        """The row of the thread on the board."""
        return self.state.board.rows.get(self.thread) if self.thread is not None else None

    @property
    def runs(self) -> bool:
        """Whether a turn runs."""
        return self.conversation is not None and self.conversation.active_turn is not None

    @property
    def folder(self) -> str:
        """The folder of the thread, or of the one that would begin now."""
        return self.state.working_folder(self.thread)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command does nothing now, in a sentence that says what to do."""

    why: str


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that an argument may be.

    Attributes:
        text: what is put in.
        help: what it is, in a few words.
        now: it holds now.
        label: what is shown for it; `text` if it is empty.
        is_path: it is a path, of which the end tells most.
    """

    text: str
    help: str = ""
    now: bool = False
    label: str = ""
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """What stands behind the name of a command.

    Attributes:
        name: as help writes it, in capitals.
        required: the command does nothing without it.
        completions: gives what it may be, read from the model.
        wanted: gives an intent that loads what completions read, posted once as they are first shown.
        free: anything may be typed: Enter takes what stands there, not what is offered.
        none: what is said where there is nothing to offer.
    """

    name: str
    required: bool = False
    completions: Callable[[CommandContext], Iterable[Completion]] | None = None
    wanted: Callable[[CommandContext], Intent | None] | None = None
    free: bool = False
    none: str = ""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One command; see the package for how rows are written.

    Attributes:
        name: what is typed behind the slash.
        group: where it stands.
        action: the action of the keymap that it does, without an argument.
        help: one line; that of the action if it is empty.
        aliases: other names.
        argument: what may stand behind it.
        post: gives the intent for an argument, or says why there is none.
        needs_thread: why it does nothing before a thread has begun; empty if it works then.
        idle_only: why it does nothing while a turn runs; empty if it works then.
        takes_images: it goes by what is written, not only by its text.
    """

    name: str
    group: Group
    action: str = ""
    help: str = ""
    aliases: tuple[str, ...] = ()
    argument: Argument | None = None
    post: Callable[[CommandContext, str], Intent | Refusal] | None = None
    needs_thread: str = ""
    idle_only: str = ""
    takes_images: bool = False

    @property
    def about(self) -> str:
        """What it does, in a line."""
        return self.help or ACTIONS[self.action].help

    @property
    def usage(self) -> str:
        """As it is typed."""
        if self.argument is None:
            return f"/{self.name}"
        name = self.argument.name
        return f"/{self.name} {name if self.argument.required else f'[{name}]'}"

    def refuses(self, context: CommandContext, argument: str) -> str:
        """Why it cannot be done with this argument here and now; empty if it can."""
        if self.needs_thread and context.thread is None:
            return self.needs_thread
        if self.idle_only and context.runs:
            return self.idle_only
        if context.written is not None and context.written.has_images and not self.takes_images:
            return f"/{self.name} takes text only: take the image out, or send it as a prompt"
        if argument and self.argument is None:
            return f"/{self.name} takes nothing behind it"
        if not argument and self.argument is not None and self.argument.required:
            return f"/{self.name} needs {self.argument.name} behind it"
        return ""

    def intent(self, context: CommandContext, argument: str) -> Intent | Refusal | None:
        """What is posted; None where the action of the keymap is meant."""
        if self.post is None or (self.action and not argument):
            return None
        return self.post(context, str(SafeText(argument)))
