"""The threads that the in-memory server keeps, and the JSON that says what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .._version import __version__

if TYPE_CHECKING:
    from .turns import ScriptedTurn

__all__ = ["StoredThread"]

Json = dict[str, Any]


@dataclass
class StoredThread:
    """One thread. Times are Unix seconds.

    Attributes:
        turns: The stored turns in order, each with all its items.
        running: The turn that runs.
        loaded: Whether turns can be started in it: from its start, or from when it was resumed.
        copied: How many of the turns come from the thread that this one is a fork of.
    """

    id: str
    cwd: str
    model: str
    created_at: int
    ephemeral: bool = False
    approval_policy: Any = "on-request"
    name: str | None = None
    archived: bool = False
    forked_from: str | None = None
    updated_at: int = 0
    turns: list[Json] = field(default_factory=list)
    running: ScriptedTurn | None = None
    loaded: bool = True
    copied: int = 0

    @property
    def has_file(self) -> bool:
        """Whether it is stored: from the first turn or name on, unless it is ephemeral."""
        return not self.ephemeral and bool(self.turns or self.name or self.forked_from)

    @property
    def is_listed(self) -> bool:
        """Whether it had a turn of its own, and is stored."""
        return self.has_file and len(self.turns) > self.copied

    @property
    def status(self) -> Json:
        if not self.loaded:
            return {"type": "notLoaded"}
        if self.running is None:
            return {"type": "idle"}
        return {"type": "active", "activeFlags": self.running.flags}

    @property
    def preview(self) -> str:
        """The text of the first prompt that was not copied; what is not stored has none."""
        if self.ephemeral:
            return ""
        for turn in self.turns[self.copied :]:
            for item in turn["items"]:
                if item["type"] == "userMessage":
                    return "".join(part.get("text", "") for part in item["content"])
        return ""

    def summary(self, *, with_turns: bool = False) -> Json:
        """The protocol's `Thread`."""
        return {
            "id": self.id,
            "sessionId": self.id,
            "forkedFromId": self.forked_from,
            "parentThreadId": None,
            "preview": self.preview,
            "ephemeral": self.ephemeral,
            "historyMode": "paginated",
            "modelProvider": "in-memory",
            "model": self.model,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at or self.created_at,
            "recencyAt": self.updated_at or self.created_at,
            "status": self.status,
            "path": None,
            "cwd": self.cwd,
            "cliVersion": __version__,
            "source": "vscode",
            "gitInfo": None,
            "name": self.name,
            "turns": self.turns if with_turns else [],
        }

    def opened(self) -> Json:
        """What starting, resuming and forking answer."""
        return {
            "thread": self.summary(),
            "model": self.model,
            "modelProvider": "in-memory",
            "serviceTier": None,
            "cwd": self.cwd,
            "runtimeWorkspaceRoots": [self.cwd],
            "instructionSources": [],
            "approvalPolicy": self.approval_policy,
            "approvalsReviewer": "user",
            "sandbox": {"type": "readOnly", "networkAccess": False},
            "reasoningEffort": None,
        }
