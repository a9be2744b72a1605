"""One scripted response as server-sent events of the Responses API.

`EventWriter` turns the steps of a `script` into the byte chunks of a stream, in the order in which the real
service sends them. It knows the wire format and nothing of HTTP; `server` sends what it yields.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from codex_tui.demo.script import (
    Drop,
    FailedResponse,
    Gate,
    HttpError,
    IncompleteResponse,
    Patch,
    Pause,
    Plan,
    Question,
    Reasoning,
    Shell,
    Step,
    Text,
    ToolCall,
    Usage,
    WebSearch,
    words,
)

Json: TypeAlias = dict[str, Any]


class StreamDropped(Exception):
    """The script says that the connection breaks here."""


class EventWriter:
    """Writes the events of one response.

    Args:
        response_id: The id of the response, from which the ids of its items derive.
        model: The model name to report.
        tool_names: The tools the request offers by name. Others are called from JavaScript, in the tool
            `exec`, if that is offered, as it is to gpt-6 models.
        pace: Seconds before each chunk of what has no pace of its own.
    """

    def __init__(
        self, response_id: str, model: str, *, tool_names: Collection[str] = (), pace: float = 0.0
    ) -> None:
        self._response_id = response_id
        self._model = model
        self._tool_names = tool_names
        self._pace = pace
        self._sequence = itertools.count()
        self._output: list[Json] = []

    async def stream(self, steps: Sequence[Step]) -> AsyncIterator[bytes]:
        """Play the steps.

        Raises:
            StreamDropped: At a `Drop` step.
        """
        usage = next((step for step in steps if isinstance(step, Usage)), Usage())
        yield self._event("response.created", response=self._response("in_progress"))
        for step in steps:
            if isinstance(step, Drop):
                raise StreamDropped
            if isinstance(step, FailedResponse):
                error = {"code": step.code, "message": step.message}
                yield self._event("response.failed", response=self._response("failed", error=error))
                return
            if isinstance(step, IncompleteResponse):
                details = {"reason": step.reason}
                yield self._event(
                    "response.incomplete", response=self._response("incomplete", incomplete_details=details)
                )
                return
            async for event in self._step(step):
                yield event
        yield self._event(
            "response.completed",
            response=self._response("completed", usage=_usage_json(usage), end_turn=None),
        )

    async def _step(self, step: Step) -> AsyncIterator[bytes]:
        if isinstance(step, Text):
            async for event in self._message(step):
                yield event
        elif isinstance(step, Reasoning):
            async for event in self._reasoning(step):
                yield event
        elif isinstance(step, WebSearch):
            for event in self._web_search(step):
                yield event
        elif isinstance(step, Gate):
            await step.passed()
        elif isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        elif isinstance(step, (Shell, Patch, Plan, Question, ToolCall)):
            for event in self._call(step):
                yield event
        elif isinstance(step, HttpError):
            raise ValueError("HttpError must be the only step of its response")

    async def _message(self, step: Text) -> AsyncIterator[bytes]:
        item: Json = {"type": "message", "id": self._item_id("msg"), "role": "assistant", "content": []}
        if step.phase is not None:
            item["phase"] = step.phase
        index = len(self._output)
        where: Json = {"item_id": item["id"], "output_index": index, "content_index": 0}
        yield self._event(
            "response.output_item.added", output_index=index, item={**item, "status": "in_progress"}
        )
        yield self._event("response.content_part.added", part={"type": "output_text", "text": ""}, **where)
        pace = self._pace if step.pace is None else step.pace
        chunks = words(step.content) if isinstance(step.content, str) else step.content
        unsent: list[bytes] = []  # chunks without a pace leave in one piece: a burst of 20,000 is one write
        for chunk in chunks:
            if pace or not isinstance(chunk, str):
                yield b"".join(unsent)
                unsent.clear()
            if isinstance(chunk, Drop):
                raise StreamDropped
            if isinstance(chunk, Gate):
                await chunk.passed()
                continue
            if pace:
                await asyncio.sleep(pace)
            unsent.append(self._event("response.output_text.delta", delta=chunk, **where))
        yield b"".join(unsent)
        text = "".join(chunk for chunk in chunks if isinstance(chunk, str))
        part = {"type": "output_text", "text": text, "annotations": []}
        yield self._event("response.output_text.done", text=text, **where)
        yield self._event("response.content_part.done", part=part, **where)
        yield self._done({**item, "content": [part]})

    async def _reasoning(self, step: Reasoning) -> AsyncIterator[bytes]:
        item: Json = {
            "type": "reasoning",
            "id": self._item_id("rs"),
            "summary": [],
            "encrypted_content": None,
        }
        index = len(self._output)
        pace = self._pace if step.pace is None else step.pace
        yield self._event("response.output_item.added", output_index=index, item=item)
        for number, part in enumerate(step.parts):
            where: Json = {"item_id": item["id"], "output_index": index, "summary_index": number}
            yield self._event(
                "response.reasoning_summary_part.added", part={"type": "summary_text", "text": ""}, **where
            )
            for word in words(part):
                if pace:
                    await asyncio.sleep(pace)
                yield self._event("response.reasoning_summary_text.delta", delta=word, **where)
            yield self._event("response.reasoning_summary_text.done", text=part, **where)
            yield self._event(
                "response.reasoning_summary_part.done", part={"type": "summary_text", "text": part}, **where
            )
        where = {"item_id": item["id"], "output_index": index, "content_index": 0}
        for word in words(step.raw):
            if pace:
                await asyncio.sleep(pace)
            yield self._event("response.reasoning_text.delta", delta=word, **where)
        if step.raw:
            yield self._event("response.reasoning_text.done", text=step.raw, **where)
            item["content"] = [{"type": "reasoning_text", "text": step.raw}]
        summary = [{"type": "summary_text", "text": part} for part in step.parts]
        yield self._done({**item, "summary": summary})

    def _web_search(self, step: WebSearch) -> Iterator[bytes]:
        item: Json = {"type": "web_search_call", "id": self._item_id("ws")}
        index = len(self._output)
        yield self._event(
            "response.output_item.added", output_index=index, item={**item, "status": "in_progress"}
        )
        yield self._event("response.web_search_call.searching", item_id=item["id"], output_index=index)
        yield self._event("response.web_search_call.completed", item_id=item["id"], output_index=index)
        yield self._done({**item, "action": _action_of(step)})

    def _call(self, step: Shell | Patch | Plan | Question | ToolCall) -> Iterator[bytes]:
        name, payload = _call_of(step)
        item: Json = {"id": self._item_id("call"), "call_id": f"call_{self._response_id}_{len(self._output)}"}
        if "exec" in self._tool_names and name not in self._tool_names:
            item |= {"type": "custom_tool_call", "name": "exec", "input": _javascript(name, payload)}
        elif isinstance(payload, str):
            item |= {"type": "custom_tool_call", "name": name, "input": payload}
        else:
            item |= {"type": "function_call", "name": name, "arguments": json.dumps(payload)}
            if isinstance(step, ToolCall) and step.namespace is not None:
                item["namespace"] = step.namespace
        empty = {"input": ""} if "input" in item else {"arguments": ""}
        index = len(self._output)
        yield self._event("response.output_item.added", output_index=index, item=item | empty)
        where: Json = {"item_id": item["id"], "output_index": index}
        if "input" in item:  # line by line, as the server's preview of a patch needs it
            lines = item["input"].splitlines(keepends=True)
            deltas = (
                self._event("response.custom_tool_call_input.delta", delta=line, **where) for line in lines
            )
            yield b"".join(deltas)
        else:
            yield self._event("response.function_call_arguments.delta", delta=item["arguments"], **where)
        yield self._done(item)

    def _done(self, item: Json) -> bytes:
        item = {**item, "status": "completed"}
        self._output.append(item)
        return self._event("response.output_item.done", output_index=len(self._output) - 1, item=item)

    def _item_id(self, prefix: str) -> str:
        return f"{prefix}_{self._response_id}_{len(self._output)}"

    def _response(self, status: str, **more: Any) -> Json:
        return {
            "id": f"resp_{self._response_id}",
            "object": "response",
            "model": self._model,
            "status": status,
            "output": list(self._output),
        } | more

    def _event(self, kind: str, **fields: Any) -> bytes:
        data = {"type": kind, "sequence_number": next(self._sequence)} | fields
        return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()


def _call_of(step: Shell | Patch | Plan | Question | ToolCall) -> tuple[str, str | Mapping[str, Any]]:
    """Return the tool's name and its arguments: a mapping, or the bare text of a freeform tool."""
    if isinstance(step, Shell):
        arguments: Json = {"cmd": step.cmd}
        if step.escalated:
            arguments["sandbox_permissions"] = "require_escalated"
        if step.justification is not None:
            arguments["justification"] = step.justification
        if step.yield_time_ms is not None:
            arguments["yield_time_ms"] = step.yield_time_ms
        if step.tty:
            arguments["tty"] = True
        return "exec_command", arguments
    if isinstance(step, Patch):
        return "apply_patch", step.text
    if isinstance(step, Plan):
        plan = [{"step": text, "status": status} for text, status in step.steps]
        return "update_plan", {"explanation": step.explanation, "plan": plan}
    if isinstance(step, Question):
        options = [{"label": choice.label, "description": choice.description} for choice in step.choices]
        question = {"id": step.id, "header": step.header, "question": step.question, "options": options}
        return "request_user_input", {"questions": [question]}
    return step.name, step.arguments


def _action_of(step: WebSearch) -> Json:
    action: Json = {"type": "search", "query": step.query}
    if step.url is not None:
        action = {"type": "open_page", "url": step.url}
        if step.pattern is not None:
            action |= {"type": "find_in_page", "pattern": step.pattern}
    return action


def _javascript(name: str, payload: str | Mapping[str, Any]) -> str:
    return f"const result = await tools.{name}({json.dumps(payload)});\ntext(JSON.stringify(result));"


def _usage_json(usage: Usage) -> Json:
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_tokens},
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }
