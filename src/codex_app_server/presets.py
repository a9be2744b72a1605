"""Short forms of options of the protocol: what a sandbox or an approval mode stands for. Imports nothing heavy."""

from __future__ import annotations

from enum import Enum
from typing import Any

__all__ = ["ApprovalMode", "Sandbox", "approval_options", "excluded_turns", "sandbox_policy_option"]


class Sandbox(str, Enum):
    """What the commands of a thread may do without asking; the value is the protocol's."""

    read_only = "read-only"
    workspace_write = "workspace-write"
    full_access = "danger-full-access"


class ApprovalMode(str, Enum):
    """What becomes of a command that the sandbox does not allow.

    Attributes:
        deny_all: It is refused: ``approval_policy="never"``.
        auto_review: The server's reviewer decides: ``approval_policy="on-request"`` with
            ``approvals_reviewer="auto_review"``.
    """

    deny_all = "deny_all"
    auto_review = "auto_review"


_POLICY_TYPES = {
    "read-only": "readOnly",
    "workspace-write": "workspaceWrite",
    "danger-full-access": "dangerFullAccess",
}


def approval_options(mode: Any, policy: Any, reviewer: Any) -> tuple[Any, Any]:
    """Return the approval policy and the reviewer that the three options come to.

    Raises:
        TypeError: ``mode`` is given beside what it stands for.
        ValueError: There is no such mode.
    """
    if mode is None:
        return policy, reviewer
    if policy is not None or reviewer is not None:
        raise TypeError(
            "approval_mode stands for approval_policy and approvals_reviewer: give either it or them"
        )
    if mode == ApprovalMode.deny_all:
        return "never", None
    if mode == ApprovalMode.auto_review:
        return "on-request", "auto_review"
    raise ValueError(
        f"unknown approval_mode {mode!r}: it is {_listed(ApprovalMode)}; for anything else use approval_policy "
        "and approvals_reviewer"
    )


def sandbox_policy_option(sandbox: Any, policy: Any) -> Any:
    """Return the policy of a turn that the two options come to.

    Raises:
        TypeError: Both are given, or the short form in the place of the long one.
        ValueError: There is no such sandbox.
    """
    if isinstance(policy, str):
        raise TypeError(
            f"sandbox_policy is a SandboxPolicy or its JSON, not a str: give a short form as sandbox={policy!r}"
        )
    if sandbox is None:
        return policy
    if policy is not None:
        raise TypeError("sandbox is the short form of sandbox_policy: leave one out")
    kind = _POLICY_TYPES.get(getattr(sandbox, "value", sandbox))
    if kind is None:
        raise ValueError(
            f"unknown sandbox {sandbox!r}: it is {_listed(Sandbox)}; for anything else use sandbox_policy"
        )
    return {"type": kind}


def excluded_turns(exclude_turns: bool | None, include_turns: bool | None) -> bool:
    """Return whether the history stays out of the answer; it does unless it is wanted.

    Raises:
        TypeError: Both options are given.
    """
    if exclude_turns is not None and include_turns is not None:
        raise TypeError("include_turns is the opposite of exclude_turns: leave one out")
    return not include_turns if exclude_turns is None else exclude_turns


def _listed(kind: type[Enum]) -> str:
    values = [f'"{member.value}"' for member in kind]
    return ", ".join(values[:-1]) + " or " + values[-1]
