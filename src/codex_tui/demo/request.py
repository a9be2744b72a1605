"""What the server sent to the model: one recorded request, read the way scripts and tests ask.

It knows how the server marks turns, compactions and reviews, and which messages it writes in the user's
name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_CONTEXT_PREFIXES = (
    "<environment_context>",
    "<turn_aborted>",
    "<skill>",
    "<user_instructions>",
    "# AGENTS.md instructions",
    "<subagent_notification>",
)
"""How user messages begin that the server wrote itself."""

_TOOL_OUTPUTS = ("function_call_output", "custom_tool_call_output")


@dataclass(frozen=True)
class ModelRequest:
    """A request as it arrived.

    Attributes:
        body: The JSON body.
        headers: The HTTP headers, names in lower case.
    """

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        """What the server says about thread, turn and kind of the request."""
        metadata: Mapping[str, Any] = json.loads(self.headers.get("x-codex-turn-metadata", "{}"))
        return metadata

    @property
    def model(self) -> str:
        """The model that is asked."""
        return str(self.body["model"])

    @property
    def thread_id(self) -> str:
        """The thread the request belongs to."""
        return str(self.metadata.get("thread_id", ""))

    @cached_property
    def prompts(self) -> tuple[str, ...]:
        """Everything the user said in this thread, oldest first, without what the server adds to it."""
        return tuple(
            text
            for item in self._items("message")
            if item.get("role") == "user"
            and not (text := _message_text(item)).lstrip().startswith(_CONTEXT_PREFIXES)
        )

    @property
    def prompt(self) -> str:
        """What the user said last."""
        return self.prompts[-1] if self.prompts else ""

    @property
    def turn_key(self) -> tuple[str, str, int]:
        """What tells apart the things a script answers: a turn, its compaction, and each steering of it."""
        kind = str(self.metadata.get("request_kind", ""))
        return str(self.metadata.get("turn_id", "")), kind, len(self.prompts)

    @property
    def is_compaction(self) -> bool:
        """Whether a summary of the thread is wanted."""
        return self.metadata.get("request_kind") == "compaction"

    @property
    def is_review(self) -> bool:
        """Whether the answer is to be a review's JSON."""
        return self.metadata.get("subagent_kind") == "review"

    @cached_property
    def tool_names(self) -> frozenset[str]:
        """The tools that can be called by name. Newer models get them in the input, and most only as code."""
        offered = [*self.body.get("tools", ())]
        for item in self._items("additional_tools"):
            offered += item["tools"]
        return frozenset(tool.get("name", "") for entry in offered for tool in entry.get("tools", [entry]))

    @property
    def tool_outputs(self) -> tuple[str, ...]:
        """The outputs of all tool calls in this thread, as the model reads them, oldest first."""
        return tuple(_output_text(item["output"]) for item in self._items(*_TOOL_OUTPUTS))

    def _items(self, *kinds: str) -> Iterator[Mapping[str, Any]]:
        return (item for item in self.body["input"] if item.get("type") in kinds)


def _message_text(item: Mapping[str, Any]) -> str:
    return "".join(part.get("text", "") for part in item["content"])


def _output_text(output: str | list[Mapping[str, Any]]) -> str:
    return output if isinstance(output, str) else "".join(part.get("text", "") for part in output)
