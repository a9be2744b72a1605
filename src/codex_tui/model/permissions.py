"""What a thread may do without asking: five modes by name, and what the server says of a thread as one of them.

A mode is a set of the server's settings: who approves, the sandbox, who reviews, and whether the model plans only.
Settings that make none of the five are shown as what they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import AppState


class Mode(str, Enum):
    """A set of permissions with a name."""

    READ_ONLY = "read only"
    ASK = "ask"
    AUTO_REVIEW = "auto review"
    FULL_ACCESS = "full access"
    PLAN = "plan"


CYCLE = tuple(Mode)
"""The modes in the order in which one key goes through them."""

READ_ONLY, WORKSPACE, FULL = "readOnly", "workspaceWrite", "dangerFullAccess"
"""Types of sandboxes, as the protocol names them."""
USER, REVIEWER = "user", "auto_review"
ON_REQUEST, UNTRUSTED, NEVER = "on-request", "untrusted", "never"

_PROFILES = {READ_ONLY: ":read-only", WORKSPACE: ":workspace", FULL: ":danger-full-access"}
_SANDBOX_MODES = {"read-only": READ_ONLY, "workspace-write": WORKSPACE, "danger-full-access": FULL}

MEANINGS: Mapping[Mode, str] = {
    Mode.READ_ONLY: "Reads everything and runs commands that change nothing; asks before it writes or goes online.",
    Mode.ASK: "Writes in the folder by itself; asks before it writes elsewhere or goes online.",
    Mode.AUTO_REVIEW: "As ask, but a reviewing model answers in your place; what it is unsure of it declines.",
    Mode.FULL_ACCESS: "Does anything your account may do, everywhere and online, without a sandbox; never asks.",
    Mode.PLAN: "Reads, asks you and writes a plan, and carries nothing out; read only underneath.",
}
"""One sentence each of what is allowed."""


class Permissions(NamedTuple):
    """What the server says of a thread.

    Attributes:
        approval: when it asks: ``on-request``, ``untrusted``, ``never`` or ``granular``.
        sandbox: the type of its sandbox.
        network: whether commands in the sandbox reach the network.
        roots: folders that may be written beside the thread's own.
        temporary: whether the temporary folders may be written.
        profile: the named profile that gave the sandbox, if one did.
        reviewer: who answers: a person, or a model.
        plan: whether the model only plans.
    """

    approval: SafeText = SafeText(ON_REQUEST)
    sandbox: SafeText = SafeText(READ_ONLY)
    network: bool = False
    roots: tuple[SafeText, ...] = ()
    temporary: bool = True
    profile: SafeText | None = None
    reviewer: SafeText = SafeText(USER)
    plan: bool = False

    @property
    def mode(self) -> Mode | None:
        """The mode that this is, or None."""
        if self.sandbox == FULL:
            return Mode.FULL_ACCESS if self.approval == NEVER and not self.plan else None
        if self.approval != ON_REQUEST:
            return None
        if self.sandbox == READ_ONLY and self.reviewer == USER and not self.network:
            return Mode.PLAN if self.plan else Mode.READ_ONLY
        if self.sandbox == WORKSPACE and not self.plan:
            return {USER: Mode.ASK, REVIEWER: Mode.AUTO_REVIEW}.get(self.reviewer)
        return None

    @property
    def name(self) -> str:
        """What it is called: a mode, or custom."""
        mode = self.mode
        if mode is None:
            return "custom"
        return f"{mode.value} + network" if self.network and mode is not Mode.FULL_ACCESS else mode.value

    @property
    def parts(self) -> tuple[str, ...]:
        """What it is made of, in words of the server and of people."""
        asks = {ON_REQUEST: "asks", UNTRUSTED: "asks for every command", NEVER: "never asks"}
        who = {USER: "", REVIEWER: "a model answers"}.get(self.reviewer, f"{self.reviewer} answers")
        if self.approval == NEVER:
            who = ""
        return tuple(
            part
            for part in (
                "plans only" if self.plan else "",
                self.sandbox_words,
                "network on" if self.network else "",
                asks.get(self.approval, f"asks by rule ({self.approval})"),
                who,
            )
            if part
        )

    @property
    def sandbox_words(self) -> str:
        """The sandbox in a word or two."""
        words = {READ_ONLY: "read only", WORKSPACE: "writes the folder", FULL: "no sandbox"}
        return words.get(self.sandbox, f"sandbox {self.sandbox}")

    @property
    def online(self) -> bool:
        """Whether commands reach the network."""
        return self.network or self.sandbox == FULL


def settings_of(mode: Mode, now: Permissions | None, network: bool, collaboration: Mapping[str, Any]) -> Any:
    """What ``thread/settings/update`` is told so that a thread has a mode.

    Args:
        mode: the mode.
        now: what it has, if that is known.
        network: whether the configuration lets the sandbox that writes reach the network.
        collaboration: model and effort, which a change of planning sets as well.
    """
    sandbox = {Mode.READ_ONLY: READ_ONLY, Mode.PLAN: READ_ONLY, Mode.FULL_ACCESS: FULL}.get(mode, WORKSPACE)
    params: dict[str, Any] = {
        "approvalPolicy": NEVER if mode is Mode.FULL_ACCESS else ON_REQUEST,
        "approvalsReviewer": REVIEWER if mode is Mode.AUTO_REVIEW else USER,
    }
    if sandbox == WORKSPACE and network:
        # The profile of that name has no network, whatever is configured.
        params["sandboxPolicy"] = {"type": WORKSPACE, "networkAccess": True}
    else:
        params["permissions"] = _PROFILES[sandbox]
    plans = mode is Mode.PLAN
    if now is None or now.plan != plans:
        params["collaborationMode"] = {
            "mode": "plan" if plans else "default",
            "settings": dict(collaboration),
        }
    return params


def of_mode(mode: Mode, *, network: bool = False) -> Permissions:
    """What a thread with a mode is expected to have."""
    sandbox = {Mode.READ_ONLY: READ_ONLY, Mode.PLAN: READ_ONLY, Mode.FULL_ACCESS: FULL}.get(mode, WORKSPACE)
    return Permissions(
        approval=SafeText(NEVER if mode is Mode.FULL_ACCESS else ON_REQUEST),
        sandbox=SafeText(sandbox),
        network=network and sandbox == WORKSPACE,
        reviewer=SafeText(REVIEWER if mode is Mode.AUTO_REVIEW else USER),
        plan=mode is Mode.PLAN,
    )


def by_configuration(config: Mapping[str, Any], trust: str | None) -> Permissions:
    """What a new thread has if nothing was chosen: as configured, else as the trust in its folder has it."""
    known = trust in ("trusted", "untrusted")
    sandbox = _SANDBOX_MODES.get(str(config.get("sandbox_mode")))
    profile = config.get("default_permissions")
    if sandbox is None and profile:
        sandbox = next((kind for kind, name in _PROFILES.items() if name == profile), None)
        if sandbox is None:
            return Permissions(sandbox=SafeText(str(profile)), profile=SafeText(str(profile)))
    sandbox = sandbox or (WORKSPACE if known else READ_ONLY)
    approval = config.get("approval_policy") or (UNTRUSTED if trust == "untrusted" else ON_REQUEST)
    writing = config.get("sandbox_workspace_write") or {}
    return Permissions(
        approval=SafeText(approval if isinstance(approval, str) else "granular"),
        sandbox=SafeText(sandbox),
        network=sandbox == WORKSPACE and bool(writing.get("network_access")),
        roots=tuple(SafeText(str(root)) for root in writing.get("writable_roots") or ()),
        reviewer=SafeText(str(config.get("approvals_reviewer") or USER)),
    )


@dataclass(slots=True)
class Access:
    """What is known of permissions beside what threads have.

    Attributes:
        configured: what the next new thread has if nothing is chosen; None until the configuration is read.
        chosen: what a person chose for the next new thread.
        network: whether the configuration lets the sandbox that writes reach the network.
        forbidden: modes that the requirements of the configuration do not allow, and why.
        wished: what the server was told that threads shall have, and has not confirmed.
    """

    configured: Permissions | None = None
    chosen: Mode | None = None
    network: bool = False
    forbidden: dict[Mode, SafeText] = field(default_factory=dict)
    wished: dict[ThreadKey, Mode] = field(default_factory=dict)


def permissions_in(state: AppState, thread: ThreadKey | None) -> Permissions | None:
    """What a thread has, as the server says; without a thread what the next new one will have."""
    access = state.of(thread).access
    if thread is None:
        if access.chosen is not None:
            return of_mode(access.chosen, network=access.network)
        return access.configured
    conversation = state.conversations.get(thread)
    return conversation.settings.permissions if conversation is not None else None


def next_mode(state: AppState, thread: ThreadKey | None, after: Mode | None = None) -> Mode | None:
    """The next one of the cycle that is not forbidden, `after` one or after what holds; None where all others are."""
    access, mode = state.of(thread).access, after
    if mode is None and thread is not None:
        mode = access.wished.get(thread)
    if mode is None:
        now = permissions_in(state, thread)
        mode = now.mode if now is not None else None
    start = CYCLE.index(mode) + 1 if mode is not None else 0
    others = [CYCLE[(start + step) % len(CYCLE)] for step in range(len(CYCLE))]
    return next((one for one in others if one is not mode and one not in access.forbidden), None)
