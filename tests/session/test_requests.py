"""From the server's requests to what a person is asked, and from what they say to what goes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model import answers
from codex_tui.model.exploring import StepKind
from codex_tui.model.inbox import Inbox
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.requests import (
    CommandApproval,
    ElicitationForm,
    ElicitationUrl,
    FileApproval,
    PermissionApproval,
    Questions,
    Request,
    ToolApproval,
    UnknownRequest,
)
from codex_tui.model.translate_requests import request_of
from codex_tui.render.approval import request_lines
from tests.render.support import context

COMMAND = "item/commandExecution/requestApproval"
FILES = "item/fileChange/requestApproval"
PERMISSIONS = "item/permissions/requestApproval"
QUESTIONS = "item/tool/requestUserInput"
ELICITATION = "mcpServer/elicitation/request"
IDS = {"threadId": "t", "turnId": "T", "itemId": "i"}


def read(method: str, **params: Any) -> Request:
    return request_of("local", 7, method, {**IDS, **params}, 5.0)


def test_what_waited_first_stands_first_whenever_a_client_hears_of_it() -> None:
    inbox = Inbox()
    for number, params in enumerate(
        ({"startedAtMs": 4_000}, {}, {"startedAtMs": 2_000}, {"startedAtMs": 9_000})
    ):
        inbox.add(request_of("local", number, COMMAND, {**IDS, **params}, 5.0))
    assert [(one.key.request, one.arrived_at) for one in inbox.all()] == [
        (2, 2.0),
        (0, 4.0),
        (1, 5.0),
        (3, 5.0),
    ]
    assert inbox.of(ThreadKey("local", "t")) == inbox.all()


def test_a_command_has_all_that_is_known_of_it_and_the_rest_as_it_came() -> None:
    request = read(
        COMMAND,
        command="/bin/bash -lc 'cat a\\nrm b'",
        cwd="/p",
        reason="stale",
        environmentId="remote-1",
        commandActions=[
            {"type": "read", "command": "cat a", "name": "a", "path": "/p/a"},
            {"type": "search", "command": "rg x", "query": "x", "path": "."},
            {"type": "strange", "command": "rm b"},
        ],
        proposedExecpolicyAmendment=["cat", "a\u202e"],
        availableDecisions=["accept", {"acceptWithExecpolicyAmendment": {}}, "cancel"],
        somethingNew={"x": 1},
    )
    assert isinstance(request, CommandApproval)
    assert (request.key, request.item, request.turn) == (
        RequestKey("local", 7),
        ThreadKey("local", "t").item("T", "i"),
        "T",
    )
    assert (request.cwd, request.reason, request.environment) == ("/p", "stale", "remote-1")
    assert [(step.kind, step.target) for step in request.steps] == [
        (StepKind.READ, "a"),
        (StepKind.SEARCH, "x"),
        (StepKind.OTHER, "rm b"),
    ]
    assert request.raw_amendment == ("cat", "a\u202e")  # what is sent back is what came
    assert request.may_last
    assert not read(COMMAND, proposedExecpolicyAmendment=["a"], availableDecisions=["accept"]).may_last  # type: ignore[attr-defined]
    assert request.decisions == ("accept", "acceptWithExecpolicyAmendment", "cancel")
    assert "somethingNew" in request.detail
    assert "kind" not in request.detail


def test_a_title_is_one_line_however_long_the_command() -> None:
    title = read(COMMAND, command="echo one\n" + "x" * 100_000).title
    assert title.startswith("run: echo one xxx")
    assert len(title) == 300


def test_a_host_is_asked_about_and_allowed_for_good_by_the_rule_that_is_proposed() -> None:
    rules = [{"action": "deny", "host": "example.com"}, {"action": "allow", "host": "example.com"}]
    asked = {"host": "example.com", "protocol": "https"}
    request = read(COMMAND, networkApprovalContext=asked, proposedNetworkPolicyAmendments=rules)
    assert isinstance(request, CommandApproval)
    assert request.title == "reach: example.com (https)"
    rule = {"applyNetworkPolicyAmendment": {"network_policy_amendment": rules[1]}}
    assert answers.always(request).result == {"decision": rule}


def test_the_port_of_a_host_is_told_where_the_server_names_it() -> None:
    def reached(item: str, host: str) -> str:
        asked = {"host": host, "protocol": "http"}
        return request_of(
            "local", 7, COMMAND, {**IDS, "itemId": item, "networkApprovalContext": asked}, 5.0
        ).title

    one = "network#local#http#{}#8080#96bec0e3-14a2-48dd-95f8-e0e5e9badb6c"
    assert reached(one.format("example.com"), "example.com") == "reach: example.com:8080 (http)"
    assert reached(one.format("::1"), "::1") == "reach: [::1]:8080 (http)"
    # What it says of another host is nothing about this one.
    assert reached(one.format("example.com"), "example.org") == "reach: example.org (http)"
    assert reached("call_1_0", "example.org") == "reach: example.org (http)"


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        (
            "write_stdin --session-id 24172 'rm -rf $HOME\nhello '\"'you'\n\"",
            "rm -rf $HOME\nhello 'you'\n",
        ),
        ("write_stdin --session-id 1 y", "y"),
        ("write_stdin --session-id 1 'a b'", "a b"),
        (r'''write_stdin --session-id 1 "it's \$HOME \"now\""''', 'it\'s $HOME "now"'),
        ("write_stdin --session-id 1 'yes\r'", "yes\u240d"),
        # What is not understood is shown as it came.
        ("write_stdin --session-id 1 y z", ""),
        ("write_stdin --session-id 1 'y", ""),
        ("write_stdin --session-id 1 $(y)", ""),
        ("write_stdin --other 1 y", ""),
        ("rm -rf /", ""),
    ],
)
def test_what_is_typed_into_a_command_is_read_out_of_the_servers_words(command: str, typed: str) -> None:
    request = read(COMMAND, command=command, kind="writeStdin", availableDecisions=["accept", "cancel"])
    assert isinstance(request, CommandApproval)
    assert request.typed == typed
    shown = "\n".join(line.strip.text for line in request_lines(request, None, context(80)))
    assert (typed or command).split("\n")[0] in shown
    # A yes for the session would be one for this time: the server asks about the next input all the same.
    with pytest.raises(answers.NotOfferedError):
        answers.for_session(request)


def test_permissions_are_parts_and_only_parts_that_were_asked_for_can_be_given() -> None:
    special = {
        "path": {"type": "special", "value": {"kind": "project_roots", "subpath": "b"}},
        "access": "read",
    }
    entry = {"path": {"type": "path", "path": "/a"}, "access": "write"}
    files = {"read": None, "write": ["/a", "/older"], "entries": [entry, special]}
    request = read(
        PERMISSIONS, permissions={"network": {"enabled": False}, "fileSystem": files, "new": {"y": 1}}
    )
    assert isinstance(request, PermissionApproval)
    assert [part.what for part in request.parts] == ["write /a", "read project_roots/b", "write /older"]
    assert '"new"' in request.detail
    everything = answers.for_session(request)
    assert everything.result == {
        "permissions": {"fileSystem": {"entries": [entry, special], "write": ["/older"]}},
        "scope": "session",
    }
    assert answers.grant(request, (), "turn").result == {"permissions": {}, "scope": "turn"}
    other = read(PERMISSIONS, permissions={"network": {"enabled": True}})
    assert isinstance(other, PermissionApproval)
    with pytest.raises(answers.NotOfferedError):
        answers.grant(request, other.parts, "turn")


def test_what_mcp_servers_ask_is_told_apart() -> None:
    tool = read(
        ELICITATION, serverName="s", message='run tool "x"?', _meta={"codex_approval_kind": "mcp_tool_call"}
    )
    assert isinstance(tool, ToolApproval)
    assert (tool.tool, tool.persist) == ("x", ())
    with pytest.raises(answers.NotOfferedError):
        answers.for_session(tool)
    form = read(ELICITATION, serverName="s", mode="form", requestedSchema={"type": "object"})
    assert isinstance(form, ElicitationForm)
    page = read(ELICITATION, serverName="s", mode="url", url="https://example.com/\u202e")
    assert isinstance(page, ElicitationUrl)
    assert (page.raw_url, page.url) == ("https://example.com/\u202e", "https://example.com/‹U+202E›")
    assert isinstance(read(ELICITATION, serverName="s", mode="telepathy"), UnknownRequest)


@pytest.mark.parametrize("method", ["item/tool/somethingNew", QUESTIONS])
def test_what_is_not_known_is_shown_as_it_came_and_can_be_declined(method: str) -> None:
    request = read(method, question="?", questions="none")
    assert isinstance(request, UnknownRequest)
    assert '"question": "?"' in request.detail
    with pytest.raises(answers.NotOfferedError):
        answers.accept(request)
    assert answers.decline(request).result is None
    assert answers.cancel(request).interrupts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "command",
    "cwd",
    "reason",
    "commandActions",
    "proposedExecpolicyAmendment",
    "availableDecisions",
    "networkApprovalContext",
    "proposedNetworkPolicyAmendments",
    "grantRoot",
    "permissions",
    "questions",
    "isBlocking",
    "autoResolutionMs",
    "serverName",
    "_meta",
    "message",
    "mode",
    "url",
    "requestedSchema",
    "environmentId",
    "threadId",
    "turnId",
    "itemId",
]


@given(
    st.sampled_from([COMMAND, FILES, PERMISSIONS, QUESTIONS, ELICITATION, "unknown"]),
    st.dictionaries(st.sampled_from(NAMES), json_values),
)
def test_whatever_a_server_sends_can_be_shown_and_declined(method: str, params: dict[str, Any]) -> None:
    request = request_of("local", 1, method, params, 0.0)
    assert "\n" not in request.title
    assert all(line.strip.cell_length <= 40 for line in request_lines(request, None, context(40)))
    answers.decline(request)
    if isinstance(request, CommandApproval | FileApproval):
        assert answers.accept(request).result == {"decision": "accept"}
    assert not isinstance(request, Questions) or request.questions
