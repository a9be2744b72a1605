"""What the pages around a day's work show. Read when somebody looks, and kept until it is read anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.around_facts import Hook, McpServer, ServerFacts, Skill
    from codex_tui.model.doctor import Check
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.review import ReviewChoices
    from codex_tui.model.safe_text import SafeText


@dataclass(slots=True, eq=False, repr=False)
class Around:
    """Each is None until it was read; `problems` say what could not be, by the word of `FactsWanted`."""

    mcp: tuple[McpServer, ...] | None = None
    skills: tuple[Skill, ...] | None = None
    skill_errors: tuple[tuple[SafeText, SafeText], ...] = ()
    """Path and message."""
    hooks: tuple[Hook, ...] | None = None
    hook_errors: tuple[tuple[SafeText, SafeText], ...] = ()
    server: ServerFacts | None = None
    review: ReviewChoices | None = None
    checks: tuple[Check, ...] | None = None
    problems: dict[str, SafeText] = field(default_factory=dict)
    sides: set[ThreadKey] = field(default_factory=set)
    """Threads of side conversations, which the server keeps nothing of."""
