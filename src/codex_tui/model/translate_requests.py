"""From the requests of the server, as they came, to the typed requests of the model; the unknown is kept as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codex_tui.model.exploring import CommandStep, StepKind
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.requests import (
    CommandApproval,
    ElicitationForm,
    ElicitationUrl,
    FileApproval,
    PermissionApproval,
    PermissionPart,
    Question,
    QuestionOption,
    Questions,
    Request,
    ToolApproval,
    UnknownRequest,
)
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate_text import typed_into, unwrap_shell, whole_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Raw = Mapping[str, Any]

_IDS = frozenset({"threadId", "turnId", "itemId", "conversationId", "startedAtMs", "kind", "approvalId"})
_EVERYTHING = frozenset(("/", "//", "/.", "root", "/**", "**", "/*"))
_HERE = "local"
"""The server's word for the environment that is its own machine."""
_INPUT = "writeStdin"
"""The server's word for what is typed into a command that runs."""
_PORT_IN_ITEM = re.compile(r"network#[^#]*#[^#]*#(?P<host>.+)#(?P<port>\d{1,5})#[0-9a-f-]{36}")
"""What the server calls the access to a host, which is no item; the port stands nowhere else."""
_TOOL_IN_SENTENCE = re.compile(r'tool "([^"]+)"')


def request_of(server: str, number: int | str, method: str, params: Raw, arrived_at: float) -> Request:
    """What a person is asked, from a request of the server as it came."""
    thread = ThreadKey(server, _text(params, "threadId") or _text(params, "conversationId"))
    turn, item = _text(params, "turnId"), _text(params, "itemId")
    base: dict[str, Any] = {
        "key": RequestKey(server, number),
        "thread": thread,
        "method": method,
        "turn": turn or None,
        "item": thread.item(turn, item) if turn and item else None,
        "arrived_at": _first_asked(params, arrived_at),
    }
    read = _READERS.get(method)
    known = read(base, params) if read is not None else None
    if known is not None:
        return known
    beyond = {name: value for name, value in params.items() if name not in _IDS and value is not None}
    message = _safe(params, "message") or _safe(params, "reason")
    return UnknownRequest(**base, message=message, detail=whole_json(beyond) if beyond else SafeText())


def _first_asked(params: Raw, now: float) -> float:
    started = params.get("startedAtMs")
    return min(now, started / 1000) if isinstance(started, int | float) and started > 0 else now


# --- approvals ----------------------------------------------------------------------------------------------


def _command(base: dict[str, Any], params: Raw) -> Request:
    cwd = _text(params, "cwd")
    environment = _text(params, "environmentId")
    known = (
        "command cwd reason environmentId commandActions proposedExecpolicyAmendment availableDecisions"
        " networkApprovalContext proposedNetworkPolicyAmendments"
    )
    kind, command = _text(params, "kind"), _text(params, "command")
    told = params if kind in ("", "command", _INPUT) else {**params, "kindOfRequest": kind}
    return CommandApproval(
        **base,
        command=unwrap_shell(_exact(command)),
        cwd=SafePath(cwd, SafeText(_exact(cwd))),
        reason=_safe(params, "reason"),
        steps=tuple(_step(action, cwd) for action in _dicts(params, "commandActions")),
        environment=SafeText("" if environment == _HERE else environment),
        network=_network(params),
        raw_amendment=tuple(_texts(params, "proposedExecpolicyAmendment")),
        raw_network_rules=tuple(_dicts(params, "proposedNetworkPolicyAmendments")),
        is_input=kind == _INPUT,
        typed=SafeText(_exact(typed_into(command) or "")) if kind == _INPUT else SafeText(),
        decisions=tuple(_decisions(params)),
        detail=_beyond(told, known),
    )


def _network(params: Raw) -> SafeText:
    """The host, with the port if the server tells: for the session it allows that port only."""
    context = _dict(params, "networkApprovalContext")
    host, protocol = _text(context, "host"), _text(context, "protocol")
    named = _PORT_IN_ITEM.fullmatch(_text(params, "itemId"))
    port = named["port"] if named is not None and named["host"] == host else ""
    address = f"[{host}]:{port}" if port and ":" in host else f"{host}:{port}" if port else host
    return SafeText(f"{address} ({protocol})" if protocol else address)


def _step(action: Raw, folder: str) -> CommandStep:
    try:
        kind = StepKind(_text(action, "type"))
    except ValueError:
        kind = StepKind.OTHER
    path = _text(action, "path").removeprefix(folder.rstrip("/") + "/")
    if kind is StepKind.SEARCH:
        return CommandStep(kind, _safe(action, "query"), SafeText("" if path == "." else path))
    if kind is StepKind.OTHER:
        return CommandStep(kind, SafeText(_exact(_text(action, "command"))))
    return CommandStep(kind, SafeText(path or "."))


def _decisions(params: Raw) -> Iterator[str]:
    decisions = params.get("availableDecisions")
    for decision in decisions if isinstance(decisions, list) else ():
        if isinstance(decision, str):
            yield decision
        elif isinstance(decision, dict):
            yield from (str(name) for name in decision)


def _files(base: dict[str, Any], params: Raw) -> Request:
    return FileApproval(
        **base,
        reason=_safe(params, "reason"),
        grant_root=_safe(params, "grantRoot"),
        detail=_beyond(params, "reason grantRoot"),
    )


def _permissions(base: dict[str, Any], params: Raw) -> Request:
    wanted = _dict(params, "permissions")
    environment = _text(params, "environmentId")
    rest = {name: value for name, value in wanted.items() if name not in ("network", "fileSystem")}
    detail = _beyond(params, "permissions cwd reason environmentId")
    if any(value is not None for value in rest.values()):
        detail = SafeText("\n".join(filter(None, (detail, whole_json(rest)))))
    return PermissionApproval(
        **base,
        parts=(*_network_parts(wanted), *_file_parts(wanted)),
        cwd=_safe(params, "cwd"),
        reason=_safe(params, "reason"),
        environment=SafeText("" if environment == _HERE else environment),
        detail=detail,
    )


def _network_parts(wanted: Raw) -> Iterator[PermissionPart]:
    network = _dict(wanted, "network")
    if network.get("enabled"):
        yield PermissionPart(SafeText("use the network"), {"network": {"enabled": True}})


def _file_parts(wanted: Raw) -> Iterator[PermissionPart]:
    files = _dict(wanted, "fileSystem")
    entries = _dicts(files, "entries")
    scan = files.get("globScanMaxDepth")
    depth = {"globScanMaxDepth": scan} if scan is not None else {}
    for entry in entries:
        words = SafeText(f"{_text(entry, 'access') or 'access'} {_place(_dict(entry, 'path'))}")
        raw = {"fileSystem": {**depth, "entries": [entry]}}
        yield PermissionPart(words, raw, _reach(_text(entry, "access"), _place(_dict(entry, "path"))))
    # The older shape says the same paths once more; they are parts of their own only where no entry has them.
    told = {(_text(entry, "access"), _text(_dict(entry, "path"), "path")) for entry in entries}
    for access in ("read", "write"):
        for path in _texts(files, access):
            if (access, path) not in told:
                raw = {"fileSystem": {access: [path]}}
                yield PermissionPart(SafeText(f"{access} {path}"), raw, _reach(access, path))


def _reach(access: str, place: str) -> str:
    """What it comes to where that is everything."""
    if access == "none" or place not in _EVERYTHING:
        return ""
    return (
        "That is every file of this machine." if access == "read" else "That is everything: no file is safe."
    )


def _place(path: Raw) -> str:
    special = _dict(path, "value")
    subpath = _text(special, "subpath")
    place = _text(path, "path") or _text(path, "pattern") or _text(special, "path") or _text(special, "kind")
    return f"{place}/{subpath}" if subpath else place or whole_json(path)


# --- questions ----------------------------------------------------------------------------------------------


def _questions(base: dict[str, Any], params: Raw) -> Request | None:
    asked = _dicts(params, "questions")
    if not asked or not all(_text(question, "id") for question in asked):
        return None
    wait = params.get("autoResolutionMs")
    return Questions(
        **base,
        questions=tuple(_question(question) for question in asked),
        is_blocking=params.get("isBlocking") is True,
        auto_resolution_ms=wait if isinstance(wait, int) else None,
    )


def _question(question: Raw) -> Question:
    return Question(
        raw_id=_text(question, "id"),
        header=_safe(question, "header"),
        question=_safe(question, "question"),
        options=tuple(
            QuestionOption(_safe(option, "label"), _text(option, "label"), _safe(option, "description"))
            for option in _dicts(question, "options")
        ),
        is_other=question.get("isOther") is True,
        is_secret=question.get("isSecret") is True,
    )


# --- MCP servers --------------------------------------------------------------------------------------------


def _elicitation(base: dict[str, Any], params: Raw) -> Request | None:
    server, message = _safe(params, "serverName"), _safe(params, "message")
    meta = _dict(params, "_meta")
    if meta.get("codex_approval_kind") == "mcp_tool_call":
        return _tool(base, params, meta)
    if params.get("mode") == "url":
        url = _text(params, "url")
        return ElicitationUrl(**base, server=server, message=message, url=SafeText(url), raw_url=url)
    schema = params.get("requestedSchema")
    if isinstance(schema, dict):
        return ElicitationForm(**base, server=server, message=message, raw_schema=schema)
    return None


def _tool(base: dict[str, Any], params: Raw, meta: Raw) -> Request:
    arguments = meta.get("tool_params")
    known = frozenset(("codex_approval_kind", "persist", "tool_description", "tool_params", "tool_name"))
    known |= {"tool_params_display", "tool_title"}
    persist = meta.get("persist")
    rest = {name: value for name, value in meta.items() if name not in known and value is not None}
    told: tuple[tuple[SafeText, SafeText], ...] = ()
    if isinstance(arguments, dict):
        told = tuple((SafeText(str(name)), _value(value)) for name, value in arguments.items())
    elif arguments is not None:
        told = ((SafeText("arguments"), _value(arguments)),)
    return ToolApproval(
        **base,
        server=_safe(params, "serverName"),
        tool=_safe(meta, "tool_name") or _tool_name(_text(params, "message")),
        message=_safe(params, "message"),
        description=_safe(meta, "tool_description"),
        arguments=told,
        persist=tuple(_texts(meta, "persist")) or ((persist,) if isinstance(persist, str) else ()),
        detail=whole_json(rest) if rest else SafeText(),
    )


def _tool_name(message: str) -> SafeText:
    """The tool, which the server names in its sentence only."""
    found = _TOOL_IN_SENTENCE.search(message)
    return SafeText(found.group(1) if found is not None else "")


def _value(value: Any) -> SafeText:
    return SafeText(_exact(value)) if isinstance(value, str) else whole_json(value)


_READERS: Mapping[str, Callable[[dict[str, Any], Raw], Request | None]] = {
    "item/commandExecution/requestApproval": _command,
    "item/fileChange/requestApproval": _files,
    "item/permissions/requestApproval": _permissions,
    "item/tool/requestUserInput": _questions,
    "mcpServer/elicitation/request": _elicitation,
}


# --- pieces of JSON -----------------------------------------------------------------------------------------


def _text(params: Raw, name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""


def _exact(text: str) -> str:
    """A text whose carriage returns are seen: a shell does not take them for the ends of lines."""
    return text.replace("\r", "\u240d")


def _safe(params: Raw, name: str) -> SafeText:
    return SafeText(_text(params, name))


def _dict(params: Raw, name: str) -> Raw:
    value = params.get(name)
    return value if isinstance(value, dict) else {}


def _dicts(params: Raw, name: str) -> list[Raw]:
    value = params.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(params: Raw, name: str) -> list[str]:
    value = params.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _beyond(params: Raw, known: str) -> SafeText:
    """What a request has beyond what is read of it; a person shall not say yes to less than what is asked."""
    names = _IDS | set(known.split())
    rest = {name: value for name, value in params.items() if name not in names and value is not None}
    return whole_json(rest) if rest else SafeText()
