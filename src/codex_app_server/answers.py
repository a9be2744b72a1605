"""The JSON of the usual answers to server requests, by what a person means; the refusals are `safe_answers`.

Pure functions of a request's method and raw params. Source: the effects of each answer as observed on the
real server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .safe_answers import safe_answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["answer_mend", "approval", "cancellation", "filled_in", "tool_result"]

_COMMAND = "item/commandExecution/requestApproval"
_PATCH = "item/fileChange/requestApproval"
_PERMISSIONS = "item/permissions/requestApproval"
_USER_INPUT = "item/tool/requestUserInput"
_ELICITATION = "mcpServer/elicitation/request"
_TOOL_CALL = "item/tool/call"
_OLD_APPROVALS = frozenset({"applyPatchApproval", "execCommandApproval"})


def approval(method: str, params: Mapping[str, Any], *, for_session: bool) -> dict[str, Any]:
    """Say yes.

    Raises:
        TypeError: The request asks for something else than yes or no.
    """
    if method in (_COMMAND, _PATCH):
        return {"decision": "acceptForSession" if for_session else "accept"}
    if method in _OLD_APPROVALS:
        return {"decision": "approved_for_session" if for_session else "approved"}
    if method == _PERMISSIONS:
        asked = params.get("permissions")
        # Null is no permission: what is not asked for is left out.
        granted = {name: value for name, value in dict(asked or {}).items() if value is not None}
        return {"permissions": granted, "scope": "session" if for_session else "turn"}
    if method == _ELICITATION and _wants_nothing_but_yes(params):
        meta = {"persist": "session"} if for_session else None
        return {"action": "accept", "content": {}, "_meta": meta}
    raise TypeError(f"{method} cannot be approved: {answer_mend(method)}")


def cancellation(method: str) -> dict[str, Any]:
    """Say no, and that the turn shall end, where the protocol has that; else refuse.

    Raises:
        TypeError: Only an error can refuse the request.
    """
    if method in (_COMMAND, _PATCH):
        return {"decision": "cancel"}
    if method in _OLD_APPROVALS:
        return {"decision": "abort"}
    if method == _ELICITATION:
        return {"action": "cancel", "content": None, "_meta": None}
    refusal = safe_answer(method)
    if refusal is None:
        raise TypeError(f"{method} cannot be cancelled: use reject()")
    return refusal


def filled_in(method: str, params: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the questions or the form.

    Raises:
        TypeError: The request is neither.
        ValueError: A name is none of its questions or fields.
    """
    if method == _USER_INPUT:
        _check_names(values, {question["id"] for question in params.get("questions", ())}, "question")
        return {"answers": {name: {"answers": _texts(value)} for name, value in values.items()}}
    if method == _ELICITATION and params.get("mode") != "url":
        fields = (params.get("requestedSchema") or {}).get("properties") or {}
        _check_names(values, set(fields), "field")
        return {"action": "accept", "content": dict(values), "_meta": None}
    raise TypeError(f"{method} has nothing to fill in: {answer_mend(method)}")


def tool_result(method: str, content: str | Sequence[Mapping[str, Any]], *, success: bool) -> dict[str, Any]:
    """Hand over what a dynamic tool returned.

    Raises:
        TypeError: The request is no tool call.
    """
    if method != _TOOL_CALL:
        raise TypeError(f"{method} is no tool call: {answer_mend(method)}")
    items = [{"type": "inputText", "text": content}] if isinstance(content, str) else list(content)
    return {"contentItems": items, "success": success}


def _wants_nothing_but_yes(params: Mapping[str, Any]) -> bool:
    # The approval of an MCP tool, a page to visit, or a form without fields.
    return params.get("mode") == "url" or not (params.get("requestedSchema") or {}).get("properties")


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in value]


def _check_names(values: Mapping[str, Any], known: set[str], kind: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"no {kind} named {unknown}: the request has {sorted(known)}")


def answer_mend(method: str) -> str:
    """Say which methods of the request answer it."""
    if method in (_USER_INPUT, _ELICITATION):
        return "use answer() with its questions or fields, or reject()"
    if method == _TOOL_CALL:
        return "use tool_result(), or reject()"
    if method in (_COMMAND, _PATCH, _PERMISSIONS) or method in _OLD_APPROVALS:
        return "use approve(), reject() or cancel()"
    return "use respond() with its response model, or reject()"
