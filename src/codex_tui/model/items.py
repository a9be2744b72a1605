"""What a conversation consists of: one class for each kind of cell the transcript can show, and what they share.

All text is `SafeText`, or a buffer that makes it safe on the way in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from codex_tui.model.item import Item as Item
from codex_tui.model.item import ItemStatus as ItemStatus
from codex_tui.model.output import OutputBuffer
from codex_tui.model.safe_text import SafeText
from codex_tui.model.text_buffer import TextBuffer

if TYPE_CHECKING:
    from codex_tui.model.attachments import Attachment
    from codex_tui.model.draft_input import FoldedPart
    from codex_tui.model.exploring import CommandStep
    from codex_tui.model.output_log import OutputLog
    from codex_tui.model.tallies import Edited, Tokens


class Phase(str, Enum):
    """What part of the answer an agent message is."""

    COMMENTARY = "commentary"
    FINAL = "final_answer"


class NoticeLevel(str, Enum):
    """How loud a notice is."""

    INFO = "info"
    WARNING = "warning"
    RETRY = "retry"
    ERROR = "error"


@dataclass(slots=True, kw_only=True)
class UserItem(Item):
    """What a person sent: a prompt, or steering in the middle of a turn."""

    kind: ClassVar[str] = "user"

    text: SafeText
    attachments: tuple[Attachment, ...] = ()
    elements: tuple[FoldedPart, ...] = ()
    """What of the text was one piece where it was written: pastes, images, what is mentioned."""
    client_id: str | None = None
    pending: bool = False
    """Sent, and not yet taken up by the server."""

    @property
    def folded(self) -> tuple[FoldedPart, ...]:
        """Those of the elements that have a shorter form."""
        return tuple(part for part in self.elements if part.placeholder != self.text[part.start : part.end])

    def source(self) -> str:
        return "\n".join((self.text, *(attachment.text for attachment in self.attachments)))


@dataclass(slots=True, kw_only=True)
class AgentItem(Item):
    """A message of the agent, in Markdown."""

    kind: ClassVar[str] = "agent"

    text: TextBuffer = field(default_factory=TextBuffer)
    phase: Phase | None = None
    notes: tuple[SafeText, ...] = ()
    """Under the text: what it asks by the way, and which memories it rests on."""

    def source(self) -> str:
        return "\n".join((self.text.text(), *self.notes)) if self.notes else self.text.text()


@dataclass(slots=True, kw_only=True)
class ReasoningItem(Item):
    """Reasoning of the agent: the summary that the server gives, and the raw text where it gives that too."""

    kind: ClassVar[str] = "reasoning"

    summary: TextBuffer = field(default_factory=TextBuffer)
    raw: TextBuffer = field(default_factory=TextBuffer)

    def source(self) -> str:
        return "\n\n".join(filter(None, (self.summary.text(), self.raw.text())))


@dataclass(slots=True, kw_only=True)
class CommandItem(Item):
    """A command that runs, or ran, on the machine of the server."""

    kind: ClassVar[str] = "command"

    command: SafeText
    cwd: SafeText
    output: OutputBuffer = field(default_factory=OutputBuffer)
    exit_code: int | None = None
    duration_ms: int | None = None
    from_user: bool = False
    """Typed by a person with ``!`` rather than run by the agent."""
    outlived_turn: bool = False
    """Still running after its turn ended."""
    steps: tuple[CommandStep, ...] = ()
    """What it does by the server's reading of it."""
    left_out: int | None = 0
    """Bytes that the server left out of the middle of its output; None if it does not say how many."""
    log: OutputLog | None = field(default=None, compare=False, repr=False)
    """Its whole output, if it was seen live."""

    @property
    def live_only(self) -> bool:
        # Of a command to which a person said no the server keeps nothing, other than of a patch.
        return self.status in (ItemStatus.DECLINED, ItemStatus.INTERRUPTED, ItemStatus.REPLACED)

    def source(self) -> str:
        return f"$ {self.command}\n{self.output.text()}"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a patch. `diff` is a unified diff; for an added or deleted file the server gives the raw content."""

    path: SafeText
    change: str
    """``add``, ``delete`` or ``update``."""
    diff: SafeText
    moved_to: SafeText | None = None
    raw: str = field(default="", repr=False)
    """The diff exactly as it came, where making it safe changed it: for reverting, never for drawing."""


@dataclass(slots=True, kw_only=True)
class FileChangeItem(Item):
    """A patch, applied or about to be."""

    kind: ClassVar[str] = "file_change"

    changes: tuple[FileChange, ...] = ()

    def source(self) -> str:
        return "\n".join(f"{change.path}\n{change.diff}" for change in self.changes)


@dataclass(slots=True, kw_only=True)
class ProposedPlanItem(Item):
    """The plan that an agent in plan mode proposes, in Markdown."""

    kind: ClassVar[str] = "proposed_plan"

    text: TextBuffer = field(default_factory=TextBuffer)

    def source(self) -> str:
        return self.text.text()


class StepStatus(str, Enum):
    """Where a step of a plan stands."""

    PENDING = "pending"
    IN_PROGRESS = "inProgress"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of a turn's plan."""

    text: SafeText
    status: StepStatus


@dataclass(slots=True, kw_only=True)
class PlanItem(Item):
    """The running checklist of a turn. The server keeps none of it, so it is seen live only."""

    kind: ClassVar[str] = "plan"

    explanation: SafeText = SafeText("")
    steps: tuple[PlanStep, ...] = ()

    @property
    def live_only(self) -> bool:
        return True

    @property
    def progress(self) -> str:
        """How far it is: ``2 of 5``."""
        done = sum(step.status is StepStatus.COMPLETED for step in self.steps)
        return f"{done} of {len(self.steps)}"

    def source(self) -> str:
        marks = {StepStatus.COMPLETED: "x", StepStatus.IN_PROGRESS: "~", StepStatus.PENDING: " "}
        return "\n".join(f"- [{marks[step.status]}] {step.text}" for step in self.steps)


@dataclass(slots=True, kw_only=True)
class NoticeItem(Item):
    """Something the server or this client says about the turn: an error, a retry, a warning."""

    kind: ClassVar[str] = "notice"

    level: NoticeLevel
    text: SafeText
    detail: SafeText = SafeText("")
    count: int = 0
    """How often a retry was made."""

    @property
    def live_only(self) -> bool:
        # The error that a turn failed with is kept with the turn.
        return self.key.item.startswith("local:") and self.level is not NoticeLevel.ERROR

    def source(self) -> str:
        return f"{self.text}\n{self.detail}" if self.detail else self.text


@dataclass(slots=True, kw_only=True)
class RawItem(Item):
    """Anything this client has no cell of its own for: its name, one line about it, and all of it as JSON."""

    kind: ClassVar[str] = "raw"

    name: SafeText
    summary: SafeText = SafeText("")
    body: SafeText = SafeText("")

    @property
    def live_only(self) -> bool:
        return self.key.item.startswith("local:") or self.status is ItemStatus.INTERRUPTED

    def source(self) -> str:
        return f"{self.name} {self.summary}\n{self.body}"


@dataclass(slots=True, kw_only=True)
class TurnEndItem(Item):
    """The line under a finished turn: how it ended, how long it took, what it used."""

    kind: ClassVar[str] = "turn_end"

    duration_ms: int | None = None
    tokens: Tokens | None = None
    """What it used. The server keeps none of it, so it is known of turns that were seen live."""
    edited: Edited | None = None
    """What its patches changed."""

    @property
    def live_only(self) -> bool:
        return False

    def source(self) -> str:
        return self.status.value
