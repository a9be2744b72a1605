"""What a person can say to a thread, and its form on the wire. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "ExternalMessage",
    "ImageInput",
    "Input",
    "InputItem",
    "LocalImageInput",
    "MentionInput",
    "SkillInput",
    "TextInput",
    "input_to_wire",
    "turn_input_to_wire",
]


@dataclass
class TextInput:
    """Plain text, at most 1,048,576 characters."""

    text: str


@dataclass
class ImageInput:
    """An image given by its URL; the server takes ``data:`` URLs only."""

    url: str


@dataclass
class LocalImageInput:
    """An image file that the server reads; a relative path is resolved in the server's folder."""

    path: str


@dataclass
class SkillInput:
    """A skill by name and the path of its ``SKILL.md``; its body is shown to the model.

    The server leaves it out without a word unless it is one that ``skills_list`` has.
    """

    name: str
    path: str


@dataclass
class MentionInput:
    """A file or app that is named in the text."""

    name: str
    path: str


@dataclass
class ExternalMessage:
    """What another program says to the agent, with the authority of a tool's output and not of a person.

    It is the whole input of a turn. It gives no permission and answers no approval. Servers up to 0.144 do not know it:
    they begin the turn with no input at all.

    Attributes:
        tool_name: The tool that brings it.
        content: Text, or content items of the Responses API as JSON.
        namespace: The tool's namespace, if it has one.
    """

    tool_name: str
    content: str | Sequence[Mapping[str, Any]]
    namespace: str | None = None


InputItem = TextInput | ImageInput | LocalImageInput | SkillInput | MentionInput
Input = list[InputItem] | InputItem


def turn_input_to_wire(value: Input | ExternalMessage | str) -> dict[str, Any]:
    """Return the members of ``turn/start`` that carry what a turn begins with.

    Raises:
        TypeError: Something in it is neither text nor one of the inputs.
    """
    if not isinstance(value, ExternalMessage):
        return {"input": input_to_wire(value)}
    output = {"name": value.tool_name, "namespace": value.namespace, "output": value.content}
    return {"input": [], "toolOutput": {name: part for name, part in output.items() if part is not None}}


def input_to_wire(value: Input | str) -> list[dict[str, Any]]:
    """Return the protocol's input list.

    Raises:
        TypeError: Something in it is neither text nor one of the five inputs.
    """
    items = value if isinstance(value, (list, tuple)) else [value]
    return [_item_to_wire(item) for item in items]


def _item_to_wire(item: InputItem | str) -> dict[str, Any]:
    if isinstance(item, str):
        return {"type": "text", "text": item}
    if isinstance(item, TextInput):
        return {"type": "text", "text": item.text}
    if isinstance(item, ImageInput):
        return {"type": "image", "url": item.url}
    if isinstance(item, LocalImageInput):
        return {"type": "localImage", "path": str(item.path)}
    if isinstance(item, SkillInput):
        return {"type": "skill", "name": item.name, "path": str(item.path)}
    if isinstance(item, MentionInput):
        return {"type": "mention", "name": item.name, "path": str(item.path)}
    if isinstance(item, ExternalMessage):
        raise TypeError(
            "cannot use ExternalMessage as one of several inputs: give it alone to run() or turn()"
        )
    if isinstance(item, Mapping):
        raise TypeError(f"cannot use a raw dict as input: {_mend(item)}")
    raise TypeError(
        f"cannot use {type(item).__name__} as input: pass a str, or TextInput, ImageInput, LocalImageInput, "
        "SkillInput, MentionInput or a list of them"
    )


def _mend(item: Mapping[str, Any]) -> str:
    kinds = {
        "text": "TextInput(text=...)",
        "image": "ImageInput(url=...)",
        "localImage": "LocalImageInput(path=...)",
        "skill": "SkillInput(name=..., path=...)",
        "mention": "MentionInput(name=..., path=...)",
    }
    kind = kinds.get(str(item.get("type")))
    return f"pass {kind}" if kind else f"pass a str, or one of {', '.join(kinds.values())}"
