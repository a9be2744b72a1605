"""Prompts on their way to the server: whoever leaves before it has taken them finds them again as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codex_tui.messages.base import as_draft
from codex_tui.model.translate_text import sentence

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.store.drafts import DraftStore


@dataclass(slots=True, eq=False)
class UnsentPrompt:
    """A prompt and the thread that it is for, None if it begins one."""

    thread: ThreadKey | None
    draft: Draft
    written: bool = False
    """Whether a file has it."""
    left_to_server: bool = False
    """The server has it, and goes on with it though this application leaves."""


class UnsentPrompts:
    """What a person has sent, until the turn has it: what only steers one is lost if the turn ends before."""

    def __init__(self, drafts: DraftStore) -> None:
        self._drafts = drafts
        self._prompts: list[UnsentPrompt] = []

    def hold(self, thread: ThreadKey | None, prompt: str | Draft, *, written: bool = True) -> UnsentPrompt:
        """Remembers a prompt until it is settled; `written` also for whoever comes after a crash."""
        unsent = UnsentPrompt(thread, as_draft(prompt))
        self._prompts.append(unsent)
        if written:
            self.write(unsent)
        return unsent

    def write(self, prompt: UnsentPrompt) -> None:
        """Keeps a prompt among the drafts of its thread, until it is settled."""
        prompt.written = True
        self._drafts.hold(prompt.thread, prompt.draft)

    def settle(self, prompt: UnsentPrompt) -> None:
        """The turn has the prompt, or it was given back."""
        if prompt in self._prompts:
            self._prompts.remove(prompt)
            self._forget(prompt)

    def _forget(self, prompt: UnsentPrompt) -> None:
        if prompt.written:
            self._drafts.release(prompt.thread, prompt.draft)

    def keep(self) -> str:
        """Makes drafts of what is left, as the application leaves; says where they are, if there are any."""
        prompts, self._prompts = self._prompts, []
        for prompt in prompts:
            self._forget(prompt)
        prompts = [prompt for prompt in prompts if not prompt.left_to_server]
        for prompt in reversed(prompts):  # so that the first stands first
            self._drafts.put_before(prompt.thread, prompt.draft)
        if not prompts:
            return ""
        thread = prompts[-1].thread
        where = "--new in the same folder" if thread is None else f"--resume {thread.thread}"
        return f"The server had not taken your prompt yet. It is kept as a draft: codex-tui {where} shows it."


def said_at_the_end(problem: str | None, kept: str) -> str | None:
    """What is printed as the application leaves: why it does, if it must, and then what was kept, as sentences."""
    if problem and kept:
        return f"{sentence(problem)} {kept}"
    return problem or kept or None
