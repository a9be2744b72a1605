"""The protocol's tool calls, agents, searches, pictures and reviews as items: which words each of them has.

One function for each kind; `TOOL_KINDS` is the table. What is long or structured becomes a section, so that an item
stays one line until somebody opens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from codex_tui.model.attachments import carried, picture
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import (
    AgentCallItem,
    CallOutputItem,
    CompactionItem,
    DynamicCallItem,
    HookItem,
    ImageItem,
    McpCallItem,
    ReviewItem,
    Section,
    SleepItem,
    ToolItem,
    WebSearchItem,
)
from codex_tui.model.translate_text import brief, first_line, pretty_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codex_app_server.generated.v2_all import (
        CollabAgentToolCallThreadItem,
        DynamicToolCallThreadItem,
        EnteredReviewModeThreadItem,
        FunctionCallOutputThreadItem,
        HookPromptThreadItem,
        ImageGenerationThreadItem,
        ImageViewThreadItem,
        McpToolCallThreadItem,
        SleepThreadItem,
        SubAgentActivityThreadItem,
        WebSearchThreadItem,
    )

_Json: TypeAlias = dict[str, Any]

RESULT_PEEK = 3
"""Lines of a result that show while its call is folded."""
_AGENT_CALLS = {
    "spawnAgent": ("Started an agent", "Starting an agent"),
    "sendInput": ("Told an agent", "Telling an agent"),
    "sendMessage": ("Told an agent", "Telling an agent"),
    "followupTask": ("Gave an agent another task", "Giving an agent another task"),
    "resumeAgent": ("Resumed an agent", "Resuming an agent"),
    "wait": ("Waited for agents", "Waiting for agents"),
    "closeAgent": ("Closed an agent", "Closing an agent"),
    "interruptAgent": ("Interrupted an agent", "Interrupting an agent"),
    "listAgents": ("Listed the agents", "Listing the agents"),
}
_AGENT_ACTIVITIES = {
    "started": "Agent started",
    "interacted": "Agent was told more",
    "interrupted": "Agent interrupted",
    "completed": "Agent finished",
}
_AGENT_STATES = {"pendingInit": "starting", "errored": "failed", "notFound": "not found"}
_AT_WORK = ("pendingInit", "running")


# --- tools --------------------------------------------------------------------------------------------------


def _fill_mcp(item: McpCallItem, source: McpToolCallThreadItem) -> None:
    item.heading = first_line(f"{source.server}.{source.tool}")
    item.argument = brief(source.arguments)
    item.duration_ms = source.duration_ms
    sections = _arguments(source.arguments)
    if source.error is not None:
        sections.append(Section("error", SafeText(source.error.message), RESULT_PEEK, problem=True))
    if source.result is not None:
        text = _joined(_block(block) for block in source.result.content)
        structured = source.result.structured_content
        if text:
            failed = source.status.value == "failed"
            sections.append(Section("result", text, RESULT_PEEK, problem=failed))
        # Servers repeat what is structured as text, for those who read only that.
        if structured is not None and _squeezed(pretty_json(structured)) != _squeezed(text):
            title = "structured result"
            sections.append(
                Section(title, pretty_json(structured), 0 if text else RESULT_PEEK, language="json")
            )
    item.sections = tuple(sections)


def _fill_dynamic(item: DynamicCallItem, source: DynamicToolCallThreadItem) -> None:
    item.heading = first_line(".".join(filter(None, (source.namespace, source.tool))))
    item.argument = brief(source.arguments)
    item.duration_ms = source.duration_ms
    item.outcome = SafeText("failed" if source.success is False else "")
    sections = _arguments(source.arguments)
    if source.content_items:
        text = _joined(_block(_json(one)) for one in source.content_items)
        sections.append(Section("result", text, RESULT_PEEK, problem=source.success is False))
    item.sections = tuple(sections)


def _fill_call_output(item: CallOutputItem, source: FunctionCallOutputThreadItem) -> None:
    item.heading = SafeText(
        "Output of " + first_line(".".join(filter(None, (source.namespace, source.name))))
    )
    output = source.output.root
    if isinstance(output, str):
        text = SafeText(output)
    elif isinstance(output, list):
        text = _joined(_block(_json(one)) for one in output)
    else:
        text = pretty_json(_json(output))
    item.sections = (Section("", text, RESULT_PEEK),) if text else ()


def _arguments(arguments: Any) -> list[Section]:
    """The arguments in full, where their one line cannot say it all."""
    if arguments in (None, "", {}, []):
        return []
    if isinstance(arguments, str):
        return [Section("arguments", SafeText(arguments))]
    return [Section("arguments", pretty_json(arguments), language="json")]


def _block(block: Any) -> SafeText:
    """One block of a result: its text, or a line that stands for what is no text."""
    if not isinstance(block, dict):
        return pretty_json(block)
    kind = block.get("type")
    if kind in ("text", "inputText", "input_text") and isinstance(block.get("text"), str):
        return SafeText(block["text"])
    resource = block.get("resource")
    if isinstance(resource, dict) and isinstance(resource.get("text"), str):
        return SafeText(f"{resource.get('uri', '')}\n{resource['text']}".lstrip("\n"))
    url = block.get("imageUrl") or block.get("image_url") or block.get("audioUrl") or block.get("audio_url")
    data = url or block.get("data")
    if isinstance(data, str):
        sound = "audio" in str(kind).lower()
        return SafeText(f"[{'audio' if sound else 'image'} {picture(data, str(block.get('mimeType', '')))}]")
    if kind == "resource_link":
        return SafeText(" ".join(str(block[key]) for key in ("name", "uri") if block.get(key)))
    return pretty_json(block)


# --- web and pictures ---------------------------------------------------------------------------------------


def _fill_search(item: WebSearchItem, source: WebSearchThreadItem) -> None:
    action: _Json = {} if source.action is None else _json(source.action)
    url, query = str(action.get("url") or ""), action.get("query") or source.query
    queries = [str(one) for one in action.get("queries") or ()]
    sections: list[Section] = []
    if action.get("type") == "openPage":
        words = ("Opened a page", "Opening a page")
        item.argument = first_line(url or source.query)
    elif action.get("type") == "findInPage":
        words = ("Searched in a page", "Searching in a page")
        pattern = action.get("pattern")
        item.argument = first_line(f'"{pattern}" in {url}' if pattern else source.query)
    else:
        words = ("Searched the web", "Searching the web")
        item.argument = first_line(str(query or (queries[0] if queries else "")))
        if len(queries) > 1:
            sections.append(Section("queries", SafeText("\n".join(queries))))
    item.heading, item.doing = SafeText(words[0]), SafeText(words[1])
    if source.results:
        count = len(source.results)
        item.outcome = SafeText(f"{count} result{'' if count == 1 else 's'}")
        sections.append(Section("", _joined(map(_found, source.results))))
    item.sections = tuple(sections)


def _found(result: Any) -> SafeText:
    if not isinstance(result, dict) or not (result.get("title") or result.get("url")):
        return pretty_json(result)
    lines = [" ".join(str(result[key]) for key in ("title", "url") if result.get(key))]
    about = result.get("snippet") or result.get("text")
    return SafeText("\n".join([*lines, f"  {first_line(str(about))}"] if about else lines))


def _fill_view(item: ImageItem, source: ImageViewThreadItem) -> None:
    item.heading, item.doing = SafeText("Viewed an image"), SafeText("Viewing an image")
    item.argument = first_line(source.path)
    item.path = SafePath(source.path)


def _fill_generation(item: ImageItem, source: ImageGenerationThreadItem) -> None:
    item.heading, item.doing = SafeText("Made an image"), SafeText("Making an image")
    item.path = SafePath(source.saved_path or "")
    item.data = carried(source.result) if source.result else ""
    sections: list[Section] = []
    if source.failure is not None:
        limit = source.failure.root.type == "usageLimitExceeded"
        item.heading, item.outcome = SafeText("No image was made"), SafeText("failed")
        why = "The usage limit for images is reached" if limit else source.failure.root.type
        sections.append(Section("", SafeText(why), 1, problem=True))
    made = picture(source.result) if source.result else SafeText("")
    item.argument = first_line("  ".join(filter(None, (source.saved_path, made))))
    if source.revised_prompt:
        sections.append(Section("prompt", SafeText(source.revised_prompt)))
    item.sections = tuple(sections)


# --- agents -------------------------------------------------------------------------------------------------


def _fill_agent_call(item: AgentCallItem, source: CollabAgentToolCallThreadItem) -> None:
    tool = source.tool.value
    words = _AGENT_CALLS.get(tool, (f"Agents: {tool}", ""))
    item.heading, item.doing = SafeText(words[0]), SafeText(words[1])
    item.threads = tuple(source.receiver_thread_ids)
    prompt = source.prompt or ""
    names = ", ".join(map(short_thread, source.receiver_thread_ids))
    item.argument = first_line(prompt) or SafeText(names)
    sections: list[Section] = []
    if prompt and prompt.strip() != item.argument:
        sections.append(Section("task", SafeText(prompt)))
    if source.model or source.reasoning_effort:
        chosen = " ".join(filter(None, (source.model, source.reasoning_effort)))
        sections.append(Section("model", SafeText(chosen)))
    asks = tool in ("wait", "listAgents")
    states = [
        "  ".join(filter(None, (short_thread(thread), _agent_state(state.status.value, asks), state.message)))
        for thread, state in source.agents_states.items()
    ]
    if states:
        # What an agent answered is what one waited for.
        peek = RESULT_PEEK if asks else 0
        sections.append(Section("agents", SafeText("\n".join(states)), peek))
    item.sections = tuple(sections)


def _agent_state(state: str, asks: bool) -> str:
    """What is said of an agent; nothing where the call only has it begin, as that is soon over and told by itself."""
    if state in _AT_WORK and not asks:
        return ""
    return _AGENT_STATES.get(state, state)


def _fill_agent_activity(item: AgentCallItem, source: SubAgentActivityThreadItem) -> None:
    item.heading = SafeText(_AGENT_ACTIVITIES.get(source.kind.value, f"Agent: {source.kind.value}"))
    item.threads = (source.agent_thread_id,)
    name = source.agent_path.rstrip("/").rpartition("/")[2] or short_thread(source.agent_thread_id)
    chosen = " ".join(filter(None, (source.model, source.reasoning_effort)))
    item.argument = first_line("  ".join(filter(None, (name, chosen))))
    item.sections = (Section("", SafeText(f"{source.agent_path}  {source.agent_thread_id}")),)


def short_thread(thread: str) -> str:
    """A thread by the end of its id, as the board names it."""
    return thread[-4:]


# --- the rest -----------------------------------------------------------------------------------------------


def _fill_sleep(item: SleepItem, source: SleepThreadItem) -> None:
    item.heading, item.doing = SafeText("Slept"), SafeText("Sleeping")
    item.argument = SafeText(f"for {source.duration_ms / 1000:g} s")


def _fill_compaction(item: CompactionItem, source: Any) -> None:
    """Its words follow from its status."""


def _fill_review_start(item: ReviewItem, source: EnteredReviewModeThreadItem) -> None:
    _fill_review(item, "Review started", source.review)


def _fill_review_end(item: ReviewItem, source: Any) -> None:
    item.over, item.heading = (
        True,
        SafeText("Review finished"),
    )  # what it found follows as a message of the agent


def _fill_review(item: ReviewItem, heading: str, what: str) -> None:
    item.heading, item.argument = SafeText(heading), first_line(what)
    item.sections = (Section("", SafeText(what)),) if what.strip() != item.argument else ()


def _fill_hook_prompt(item: HookItem, source: HookPromptThreadItem) -> None:
    text = "\n".join(fragment.text for fragment in source.fragments)
    item.heading, item.argument = SafeText("A hook told the model"), first_line(text)
    item.sections = (Section("", SafeText(text)),) if text.strip() != item.argument else ()


def _json(source: Any) -> _Json:
    dumped: _Json = source.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dumped


def _joined(texts: Iterable[str]) -> SafeText:
    return SafeText("\n".join(texts))


def _squeezed(text: str) -> str:
    return "".join(text.split())


TOOL_KINDS: dict[str, tuple[type[ToolItem], Callable[[Any, Any], None]]] = {
    "mcpToolCall": (McpCallItem, _fill_mcp),
    "dynamicToolCall": (DynamicCallItem, _fill_dynamic),
    "functionCallOutput": (CallOutputItem, _fill_call_output),
    "webSearch": (WebSearchItem, _fill_search),
    "imageView": (ImageItem, _fill_view),
    "imageGeneration": (ImageItem, _fill_generation),
    "collabAgentToolCall": (AgentCallItem, _fill_agent_call),
    "subAgentActivity": (AgentCallItem, _fill_agent_activity),
    "sleep": (SleepItem, _fill_sleep),
    "contextCompaction": (CompactionItem, _fill_compaction),
    "enteredReviewMode": (ReviewItem, _fill_review_start),
    "exitedReviewMode": (ReviewItem, _fill_review_end),
    "hookPrompt": (HookItem, _fill_hook_prompt),
}
"""The class of each kind, and how it is filled."""
