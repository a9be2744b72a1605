"""Prompts on their way to the server: whoever leaves before it has taken them finds them again as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.messages.base import as_draft

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.store.drafts import DraftStore


@dataclass(slots=True, eq=False)
class UnsentPrompt:
    """A prompt and the thread that it is for, None if it begins one."""

    thread: ThreadKey | None
    draft: Draft


class UnsentPrompts:
    """What a person has sent and the server has not answered yet."""

    def __init__(self, drafts: DraftStore) -> None:
        self._drafts = drafts
        self._prompts: list[UnsentPrompt] = []

    def hold(self, thread: ThreadKey | None, prompt: str | Draft) -> UnsentPrompt:
        """Remembers a prompt until it is settled."""
        unsent = UnsentPrompt(thread, as_draft(prompt))
        self._prompts.append(unsent)
        return unsent

    def settle(self, prompt: UnsentPrompt) -> None:
        """The server took the prompt, or it was given back."""
        self._prompts.remove(prompt)

    def keep(self) -> str:
        """Makes drafts of what is left, as the application leaves; says where they are, if there are any."""
        prompts, self._prompts = self._prompts, []
        for prompt in reversed(prompts):  # so that the first stands first
            self._drafts.put_before(prompt.thread, prompt.draft)
        if not prompts:
            return ""
        thread = prompts[-1].thread
        where = "--new in the same folder" if thread is None else f"--resume {thread.thread}"
        return f"The server had not taken your prompt yet. It is kept as a draft: codex-tui {where} shows it."
