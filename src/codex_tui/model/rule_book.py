"""All that is allowed for good, as far as it could be read: rules of files, and tools of MCP servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.rules import Rule


@dataclass(frozen=True, slots=True)
class SavedRule:
    """A rule with where it stands.

    Attributes:
        rule: the statement.
        path: its file.
        changed_at: when the file changed last, in Unix seconds.
        saved_at: when the rule was saved from here, in Unix seconds; None if it was not, or nobody noted it.
        in_project: it lies with the project and holds there, if the server trusts the project.
    """

    rule: Rule
    path: str
    changed_at: float
    saved_at: float | None = None
    in_project: bool = False

    @property
    def title(self) -> SafeText:
        return self.rule.title

    @property
    def effect(self) -> str:
        return self.rule.effect


@dataclass(frozen=True, slots=True)
class AllowedTool:
    """A tool of an MCP server that runs without asking; it stands in the server's configuration."""

    server: str
    tool: str

    @property
    def title(self) -> SafeText:
        return SafeText(f"tool {self.server}.{self.tool}")

    @property
    def effect(self) -> str:
        return "allowed"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What was read, and what could not be.

    Attributes:
        entries: the rules, file by file, and the tools.
        problems: what could not be read, and why.
    """

    entries: tuple[SavedRule | AllowedTool, ...] = ()
    problems: tuple[SafeText, ...] = ()
