"""Items with one line and what is under it: calls of tools, agents, searches, pictures, hooks, reviews.

All of them are a heading, the argument that tells most, and sections that fold away, so they are drawn and copied by
one rule; the classes tell the kinds apart. Which words they have is decided where they are translated. A class
that adds no field inherits all that makes it a dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from codex_tui.model.items import Item, ItemStatus
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what stands under the line of an item.

    Attributes:
        title: what it is, in this client's own words, like ``arguments``; empty where that needs none.
        text: all of it.
        peek: how many lines of it show while the item is folded.
        problem: it says what went wrong.
        language: for highlighting, as at a fence.
    """

    title: str
    text: SafeText
    peek: int = 0
    problem: bool = False
    language: str = ""


@dataclass(slots=True, kw_only=True)
class ToolItem(Item):
    """What these kinds have in common."""

    kind: ClassVar[str] = "tool"

    heading: SafeText = SafeText("")
    doing: SafeText = SafeText("")
    """The heading while it runs, where that is another one."""
    argument: SafeText = SafeText("")
    """One line: what is called, asked for or opened."""
    outcome: SafeText = SafeText("")
    """How it ended, where the status alone says too little."""
    progress: SafeText = SafeText("")
    """What it said last about how far it is."""
    sections: tuple[Section, ...] = ()
    duration_ms: int | None = None

    @property
    def name(self) -> str:
        """The heading as of now."""
        return self.doing if self.doing and self.running else self.heading

    @property
    def quiet(self) -> bool:
        """Whether nobody needs to look up from it."""
        return False

    @property
    def headline(self) -> str:
        return f"{self.name} {self.argument}" if self.argument else self.name

    def parts(self) -> Iterator[tuple[int, Section]]:
        """The sections, each with the offset in the source at which its title, or else its text, begins."""
        offset = len(self.headline) + 1
        for section in self.sections:
            yield offset, section
            offset += len(section.text) + 1 + (len(section.title) + 1 if section.title else 0)

    def source(self) -> str:
        lines = [self.headline]
        for section in self.sections:
            lines += [section.title, section.text] if section.title else [section.text]
        return "\n".join(lines)


class McpCallItem(ToolItem):
    """A call of a tool of an MCP server."""

    __slots__ = ()

    kind: ClassVar[str] = "mcp_call"


class DynamicCallItem(ToolItem):
    """A call of a tool that a client of the server offers."""

    __slots__ = ()

    kind: ClassVar[str] = "dynamic_call"


class CallOutputItem(ToolItem):
    """The output of a function call, where the server tells that alone."""

    __slots__ = ()

    kind: ClassVar[str] = "call_output"


class WebSearchItem(ToolItem):
    """A search on the web, or a page of it that is opened or looked through."""

    __slots__ = ()

    kind: ClassVar[str] = "web_search"


@dataclass(slots=True, kw_only=True)
class ImageItem(ToolItem):
    """A picture that the model looked at or made; `path` is where the server has it, if anywhere."""

    kind: ClassVar[str] = "image"

    path: SafeText = SafeText("")
    data: str = field(default="", repr=False)
    """The picture itself as base64, of one that was made."""


@dataclass(slots=True, kw_only=True)
class AgentCallItem(ToolItem):
    """What an agent does with other agents; `threads` are theirs."""

    kind: ClassVar[str] = "agent_call"

    threads: tuple[str, ...] = ()


class SleepItem(ToolItem):
    """The agent waits for some time."""

    __slots__ = ()

    kind: ClassVar[str] = "sleep"

    @property
    def quiet(self) -> bool:
        return True


@dataclass(slots=True, kw_only=True)
class CompactionItem(ToolItem):
    """The context is summarised to make room."""

    kind: ClassVar[str] = "compaction"

    before: int = 0
    """Tokens in the context when it began, where that was seen live; else 0."""
    after: int = 0
    """Tokens in it when it was over."""

    @property
    def name(self) -> str:
        if self.running:
            return "Compacting the context"
        return "Context compacted" if self.status is ItemStatus.COMPLETED else "Context not compacted"

    @property
    def quiet(self) -> bool:
        return self.status is ItemStatus.COMPLETED


@dataclass(slots=True, kw_only=True)
class ReviewItem(ToolItem):
    """A review begins or ends; what it found follows as a message."""

    kind: ClassVar[str] = "review"

    over: bool = False
    """It says that the review has ended."""


class HookItem(ToolItem):
    """A hook of the configuration that ran, or what it told the model. The server keeps only the latter."""

    __slots__ = ()

    kind: ClassVar[str] = "hook"

    @property
    def live_only(self) -> bool:
        return self.key.item.startswith("local:")

    @property
    def quiet(self) -> bool:
        said = any(section.peek for section in self.sections)
        return not said and self.status in (ItemStatus.RUNNING, ItemStatus.COMPLETED)


class AutoReviewItem(ToolItem):
    """The server has a model decide about an action in place of a person. It keeps none of it."""

    __slots__ = ()

    kind: ClassVar[str] = "auto_review"

    @property
    def live_only(self) -> bool:
        return True
