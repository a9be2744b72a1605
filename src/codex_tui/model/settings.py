"""What turns of a thread run with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.permissions import Permissions
    from codex_tui.model.safe_text import SafeText


@dataclass(slots=True)
class Settings:
    """What the next turn runs with; None where the server has not said."""

    model: SafeText | None = None
    effort: SafeText | None = None
    tier: SafeText | None = None
    cwd: SafeText | None = None
    """A `SafePath` where a server said it."""
    permissions: Permissions | None = None
