"""Which modes of permissions an organisation's requirements forbid, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.permissions import Mode, settings_of
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SANDBOXES = {
    ":read-only": "read-only",
    ":workspace": "workspace-write",
    ":danger-full-access": "danger-full-access",
}


def forbidden_modes(
    requirements: Mapping[str, Any] | None, profiles: Sequence[Mapping[str, Any]]
) -> dict[Mode, SafeText]:
    """The modes that may not be used, and why.

    Args:
        requirements: of ``configRequirements/read``; None where there are none.
        profiles: of ``permissionProfile/list``.
    """
    required = requirements or {}
    refused = {str(profile.get("id")) for profile in profiles if profile.get("allowed") is False}
    found: dict[Mode, SafeText] = {}
    for mode in Mode:
        settings = settings_of(mode, None, False, {})
        why = _why(settings, required, refused)
        if why:
            found[mode] = SafeText(f"Your organisation does not allow it: {why}.")
    return found


def _why(settings: Mapping[str, Any], required: Mapping[str, Any], refused: set[str]) -> str:
    profile = settings["permissions"]
    sandbox = _SANDBOXES[profile]
    for name, key, value in (
        ("approval", "allowedApprovalPolicies", settings["approvalPolicy"]),
        ("sandbox", "allowedSandboxModes", sandbox),
        ("reviewer", "allowedApprovalsReviewers", settings["approvalsReviewer"]),
    ):
        allowed = required.get(key)
        if isinstance(allowed, list) and value not in allowed:
            words = [one if isinstance(one, str) else "granular" for one in allowed]
            return f"{name} {' or '.join(words) or 'none'} only"
    profiles = required.get("allowedPermissionProfiles")
    if profile in refused or (isinstance(profiles, dict) and profiles.get(profile) is False):
        return f"the profile {profile} is locked"
    return ""
