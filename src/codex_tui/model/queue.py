"""Prompts that wait in a thread until its turn is over, as the server keeps them for all its clients."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_tui.model.attachments import Attachment
    from codex_tui.model.safe_text import SafeText


@dataclass(frozen=True, slots=True)
class QueuedPrompt:
    """One prompt that waits.

    Attributes:
        id: the server's.
        text: what it says.
        input: all of it, as it goes to the server.
        attachments: what goes with the text.
        client_id: what its user message will carry.
    """

    id: str
    text: SafeText
    input: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""


@dataclass(slots=True)
class Queue:
    """What waits in one thread.

    Attributes:
        prompts: in the order in which they will run, as far as the server is known to have them.
        adding: on their way to the server; they come behind the others.
        stale: the server has another list by now.
    """

    prompts: tuple[QueuedPrompt, ...] = ()
    adding: tuple[QueuedPrompt, ...] = ()
    stale: bool = False

    def __len__(self) -> int:
        return len(self.prompts) + len(self.adding)

    @property
    def all(self) -> tuple[QueuedPrompt, ...]:
        """What is shown: all that wait and all that are on their way."""
        known = {prompt.client_id for prompt in self.prompts}
        return (*self.prompts, *(one for one in self.adding if one.client_id not in known))

    def find(self, prompt_id: str) -> QueuedPrompt | None:
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)


def moved(prompts: Sequence[QueuedPrompt], prompt_id: str, to: int) -> tuple[QueuedPrompt, ...]:
    """The prompts with one of them at another place, the nearest there is; unchanged if it is not among them."""
    one = next((prompt for prompt in prompts if prompt.id == prompt_id), None)
    if one is None:
        return tuple(prompts)
    rest = [prompt for prompt in prompts if prompt is not one]
    to = max(0, min(len(rest), to))
    return (*rest[:to], one, *rest[to:])
