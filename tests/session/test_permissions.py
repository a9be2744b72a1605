"""Permissions without a server: what a configuration makes of new threads, what is custom, and what is forbidden."""

from __future__ import annotations

import pytest

from codex_tui.model.keys import ThreadKey
from codex_tui.model.permissions import (
    CYCLE,
    Mode,
    Permissions,
    by_configuration,
    next_mode,
    of_mode,
    settings_of,
)
from codex_tui.model.requirements import forbidden_modes
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState
from codex_tui.widgets.permission_words import permission_part, sandbox_lines

THREAD = ThreadKey("local", "0190-7f3a")


@pytest.mark.parametrize("mode", CYCLE)
def test_what_a_mode_asks_for_is_that_mode_and_nothing_more(mode: Mode) -> None:
    assert of_mode(mode).mode is mode
    assert of_mode(mode).name == mode.value
    told = settings_of(mode, of_mode(Mode.ASK), False, {"model": "m", "reasoning_effort": "high"})
    assert (told["approvalPolicy"] == "never") == (mode is Mode.FULL_ACCESS)
    assert ("collaborationMode" in told) == (mode is Mode.PLAN)


@pytest.mark.parametrize(
    ("config", "trust", "name"),
    [
        ({}, None, "read only"),
        ({}, "trusted", "ask"),
        ({}, "untrusted", "custom"),
        ({"sandbox_mode": "workspace-write"}, None, "ask"),
        ({"sandbox_mode": "workspace-write", "approvals_reviewer": "auto_review"}, None, "auto review"),
        ({"sandbox_mode": "danger-full-access"}, None, "custom"),
        ({"sandbox_mode": "danger-full-access", "approval_policy": "never"}, None, "full access"),
        ({"default_permissions": ":read-only"}, "trusted", "read only"),
        ({"default_permissions": "my-own"}, "trusted", "custom"),
        ({"sandbox_workspace_write": {"network_access": True}}, "trusted", "ask + network"),
    ],
)
def test_new_threads_are_called_by_what_the_configuration_gives_them(config, trust, name):
    assert by_configuration(config, trust).name == name


def test_what_is_none_of_the_modes_is_said_in_its_parts():
    state = AppState("/shop")
    odd = Permissions(approval=SafeText("never"), sandbox=SafeText("workspaceWrite"), network=True)
    state.conversation(THREAD).settings.permissions = odd
    part = permission_part(state, THREAD)
    assert part is not None
    assert (part.text, part.short) == ("custom (writes the folder, network on, never asks)", "custom")
    lines = [line.plain for line in sandbox_lines(odd, "/shop")]
    assert lines == [
        "Sandbox  writes the folder",
        "Writes   /shop, temporary folders",
        "Network  on",
        "Asks     never",
    ]


def test_what_an_organisation_forbids_is_left_out_of_the_cycle_and_says_why():
    state = AppState("/shop")
    required = {"allowedApprovalPolicies": ["on-request"], "allowedApprovalsReviewers": ["user"]}
    profiles = [{"id": ":workspace", "allowed": True}, {"id": ":read-only", "allowed": True}]
    state.access.forbidden = forbidden_modes(required, profiles)
    assert set(state.access.forbidden) == {Mode.FULL_ACCESS, Mode.AUTO_REVIEW}
    assert "reviewer user only" in state.access.forbidden[Mode.AUTO_REVIEW]
    state.conversation(THREAD).settings.permissions = of_mode(Mode.ASK)
    assert next_mode(state, THREAD) is Mode.PLAN
    locked = forbidden_modes(None, [{"id": ":danger-full-access", "allowed": False}])
    assert list(locked) == [Mode.FULL_ACCESS]
    assert forbidden_modes(None, []) == {}


def test_the_cycle_goes_on_from_what_was_wished_and_from_custom_begins_anew():
    state = AppState("/shop")
    state.conversation(THREAD).settings.permissions = of_mode(Mode.READ_ONLY)
    state.access.wished[THREAD] = Mode.ASK
    assert next_mode(state, THREAD) is Mode.AUTO_REVIEW
    part = permission_part(state, THREAD)
    assert part is not None
    assert part.text == "ask…"
    state.access.wished.clear()
    state.conversation(THREAD).settings.permissions = Permissions(approval=SafeText("never"))
    assert next_mode(state, THREAD) is Mode.READ_ONLY
