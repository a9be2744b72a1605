"""What the server asks a person: one frozen class for each kind of request.

Untrusted text is SafeText here. What goes back to the server as it came (the words of a rule, the parts of a
permission, a schema) is kept raw beside it, under names that begin with ``raw``, and is drawn through SafeText only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.exploring import CommandStep
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey


class RequestKind(str, Enum):
    """What is asked for; the value is the word for people."""

    COMMAND = "command"
    FILES = "file change"
    PERMISSIONS = "permissions"
    TOOL = "tool"
    QUESTIONS = "question"
    FORM = "form"
    PAGE = "page"
    UNKNOWN = "unknown request"


_LONGEST_TITLE = 300
_LASTING = frozenset({"acceptWithExecpolicyAmendment", "applyNetworkPolicyAmendment"})


def _line(text: str) -> SafeText:
    """A text in one line, without what is beyond all reading."""
    line = " ".join(text[: 4 * _LONGEST_TITLE].split())
    return SafeText(line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something that waits for a person."""

    kind: ClassVar[RequestKind] = RequestKind.UNKNOWN

    key: RequestKey
    thread: ThreadKey
    method: str
    item: ItemKey | None = None
    """The item it is about; a file change has its diff there."""
    turn: str | None = None
    arrived_at: float = 0.0
    """Unix seconds: when it was first asked, if the server says that, else when this client heard of it."""

    def is_same(self, other: Request) -> bool:
        """Whether another one asks the same: the server asks again as a thread is joined."""
        return replace(self, arrived_at=other.arrived_at) == other

    @property
    def title(self) -> SafeText:
        """What is asked in one line, as rows and lists show it."""
        return _line(f"asks: {self.kind.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandApproval(Request):
    """A command that wants to run outside of the sandbox, or that the policy asks about."""

    kind: ClassVar[RequestKind] = RequestKind.COMMAND

    command: SafeText = SafeText()
    cwd: SafeText = SafeText()
    reason: SafeText = SafeText()
    steps: tuple[CommandStep, ...] = ()
    """What the command does by the server's reading of it."""
    environment: SafeText = SafeText()
    """Where it would run; empty for this machine."""
    network: SafeText = SafeText()
    """The host that it wants to reach, with the protocol, if that is what is asked."""
    raw_amendment: tuple[str, ...] = ()
    """The first words of commands that a rule would allow for good; empty if none is proposed."""
    raw_network_rules: tuple[Mapping[str, Any], ...] = ()
    """Hosts that a rule would allow, or deny, for good."""
    is_input: bool = False
    """It is typed into a command that runs already, which is the item."""
    typed: SafeText = SafeText()
    """What is typed, without the call that the server makes of it; empty where that is not understood."""
    decisions: tuple[str, ...] = ()
    """The decisions the server names; it takes a plain no and a yes for the session without naming them."""
    detail: SafeText = SafeText()
    """The rest of the request as JSON, where it has more than this client knows."""

    @property
    def may_last(self) -> bool:
        """Whether a yes for good is offered."""
        offered = not self.decisions or bool(_LASTING.intersection(self.decisions))
        return offered and bool(self.raw_amendment or self.raw_host_rule)

    @property
    def raw_host_rule(self) -> Mapping[str, Any] | None:
        """The rule that would allow the host for good, if one is proposed."""
        return next((rule for rule in self.raw_network_rules if rule.get("action") == "allow"), None)

    @property
    def may_hold_for_session(self) -> bool:
        """Whether a yes for the session is more than one for this time: of input the server asks each time."""
        return not self.is_input

    @property
    def title(self) -> SafeText:
        if self.typed:
            return _line(f"type: {self.typed.strip() or 'blanks or empty lines'}")
        return _line(f"run: {self.command}" if self.command else f"reach: {self.network}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileApproval(Request):
    """A patch; its diff is in the item."""

    kind: ClassVar[RequestKind] = RequestKind.FILES

    reason: SafeText = SafeText()
    grant_root: SafeText = SafeText()
    """The folder under which a yes for the session allows every later write; empty if none."""
    detail: SafeText = SafeText()

    @property
    def title(self) -> SafeText:
        return _line(f"change files: {self.reason}" if self.reason else "change files")


@dataclass(frozen=True, slots=True)
class PermissionPart:
    """One thing that can be granted or not.

    Attributes:
        what: the part in words: ``write /home/me/shop``, ``use the network``.
        raw: the part in the shape of the answer: a profile with this part and nothing else.
        reach: what that comes to, where it is more than its words may seem to say.
    """

    what: SafeText
    raw: Mapping[str, Any]
    reach: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionApproval(Request):
    """More permissions for the turn or the session, of which a person grants some, all or none."""

    kind: ClassVar[RequestKind] = RequestKind.PERMISSIONS

    parts: tuple[PermissionPart, ...] = ()
    cwd: SafeText = SafeText()
    reason: SafeText = SafeText()
    environment: SafeText = SafeText()
    detail: SafeText = SafeText()

    @property
    def title(self) -> SafeText:
        return _line("allow: " + ", ".join(part.what for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolApproval(Request):
    """A call of a tool of an MCP server."""

    kind: ClassVar[RequestKind] = RequestKind.TOOL

    server: SafeText = SafeText()
    tool: SafeText = SafeText()
    message: SafeText = SafeText()
    description: SafeText = SafeText()
    arguments: tuple[tuple[SafeText, SafeText], ...] = ()
    """Name and value of each."""
    persist: tuple[str, ...] = ()
    """How long a yes can hold: of ``session`` and ``always``, what the server offers."""
    detail: SafeText = SafeText()

    @property
    def title(self) -> SafeText:
        return _line(f"tool: {self.server}.{self.tool}" if self.tool else f"tool of {self.server}")


@dataclass(frozen=True, slots=True)
class QuestionOption:
    """An answer that is offered."""

    label: SafeText
    raw_label: str
    description: SafeText = SafeText()


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions of a request."""

    raw_id: str
    header: SafeText
    question: SafeText
    options: tuple[QuestionOption, ...] = ()
    is_other: bool = False
    """An answer of one's own is welcome."""
    is_secret: bool = False
    """What is typed is never shown nor kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions(Request):
    """The model asks."""

    kind: ClassVar[RequestKind] = RequestKind.QUESTIONS

    questions: tuple[Question, ...] = ()
    is_blocking: bool = False
    auto_resolution_ms: int | None = None
    """After how long the server goes on without an answer; None for never."""

    @property
    def title(self) -> SafeText:
        first = self.questions[0].question if self.questions else SafeText()
        more = f" (+{len(self.questions) - 1})" if len(self.questions) > 1 else ""
        return _line(f"question: {first}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElicitationForm(Request):
    """An MCP server asks for values."""

    kind: ClassVar[RequestKind] = RequestKind.FORM

    server: SafeText = SafeText()
    message: SafeText = SafeText()
    raw_schema: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> SafeText:
        return _line(f"{self.server} asks: {self.message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElicitationUrl(Request):
    """An MCP server wants a page to be visited."""

    kind: ClassVar[RequestKind] = RequestKind.PAGE

    server: SafeText = SafeText()
    message: SafeText = SafeText()
    url: SafeText = SafeText()
    raw_url: str = ""

    @property
    def title(self) -> SafeText:
        return _line(f"{self.server} asks you to visit {self.url}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRequest(Request):
    """A request that this client knows no way to answer but no."""

    message: SafeText = SafeText()
    detail: SafeText = SafeText()
    """All of it, as JSON."""
