"""Items that have no cell of their own: one line about each, and all of it as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.translate_text import first_line, pretty_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from codex_tui.model.safe_text import SafeText

_Json = dict[str, Any]


def raw_body(source: BaseModel) -> SafeText:
    return pretty_json(_json(source))


def raw_summary(source: BaseModel) -> SafeText:
    """The most telling words of an item, as far as its kind is known."""
    data = _json(source)
    summarise = _SUMMARIES.get(str(data.get("type")))
    return first_line("" if summarise is None else summarise(data))


def _json(source: BaseModel) -> _Json:
    return source.model_dump(mode="json", by_alias=True, exclude_none=True)


def _mcp(data: _Json) -> str:
    error = data.get("error")
    tail = f": {error['message']}" if isinstance(error, dict) and "message" in error else ""
    return f"{data.get('server')}.{data.get('tool')}{tail}"


def _web_search(data: _Json) -> str:
    action = data.get("action")
    url = action.get("url") if isinstance(action, dict) else None
    return str(data.get("query") or url or "")


def _agent_call(data: _Json) -> str:
    names = ", ".join(str(thread)[-4:] for thread in data.get("receiverThreadIds", ()))
    return f"{data.get('tool')} {names} {data.get('prompt', '')}".strip()


def _hook_prompt(data: _Json) -> str:
    fragments = data.get("fragments") or [{}]
    return str(fragments[0].get("text", ""))


_SUMMARIES: dict[str, Callable[[_Json], str]] = {
    "mcpToolCall": _mcp,
    "dynamicToolCall": lambda data: ".".join(filter(None, (data.get("namespace"), data.get("tool")))),
    "functionCallOutput": lambda data: str(data.get("name", "")),
    "webSearch": _web_search,
    "imageView": lambda data: str(data.get("path", "")),
    "imageGeneration": lambda data: str(data.get("savedPath") or data.get("status", "")),
    "sleep": lambda data: f"{int(data.get('durationMs', 0)) / 1000:g} s",
    "collabAgentToolCall": _agent_call,
    "subAgentActivity": lambda data: f"{data.get('kind')} {data.get('agentPath')}",
    "hookPrompt": _hook_prompt,
}
