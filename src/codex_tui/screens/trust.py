"""Whether the files of a folder are trusted, asked before the first thread there; no unless one says yes."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.model.safe_text import SafeText
from codex_tui.one_piece import came_with_others
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_parts import QUIET, STRONG
from codex_tui.widgets.texts import short_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from codex_tui.model.trust import TrustQuestion
    from codex_tui.ports import Ports

GUARD = 0.5
"""Seconds in which keys that were typed for something else answer nothing."""

_ROWS_BESIDE_WORDS = 5
"""Lines of the box that are not words: border, the question, hints."""


class TrustPrompt(FloatingScreen[bool | None]):
    """Gives True for yes, False for no, None if it was left and is to be asked again.

    Args:
        ports: for the keys and the clock.
        question: the folder.
        typed: is given what is typed or pasted meanwhile and is no answer, so that it is not lost.
    """

    CSS_PATH: ClassVar = [stylesheet("prompt.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.TRUST)
    AUTO_FOCUS = "#notice-text"

    def __init__(self, ports: Ports, question: TrustQuestion, typed: Callable[[str], None]) -> None:
        super().__init__()
        self._ports = ports
        self._asked = question
        self._typed = typed
        self._since = math.inf
        """When somebody typed last, or this was shown; nobody can mean it before."""

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt"):
            yield Static("Do you trust the files in this folder?", id="question", markup=False)
            with VerticalScroll(id="notice-text"):
                yield Static(self._words(), id="detail", markup=False)
            yield KeyHints(("trust.no", "trust.yes", "trust.later"), keys=self._ports.keys)

    def _words(self) -> Content:
        asked, home = self._asked, os.path.expanduser("~")
        root = SafeText(short_folder(asked.root, home))
        lines = [
            Content.styled(root, STRONG),
            *(
                [Content.styled("The git repository that it lies in.", QUIET)]
                if asked.root != asked.folder
                else []
            ),
            Content(),
            Content.assemble(
                ("no   ", STRONG),
                "Threads begin read only and ask before they change anything. Nothing is written.",
            ),
            Content.assemble(
                ("yes  ", STRONG),
                "Threads begin with ask: they write in the folder by themselves. Its .codex folder counts: "
                "configuration, MCP servers, rules, and hooks once you allow them.",
            ),
            Content.styled(f"A yes is written to {SafeText(short_folder(asked.where, home))}.", QUIET),
            Content.styled("AGENTS.md and skills are read in either case.", QUIET),
        ]
        return Content("\n").join(lines)

    def on_mount(self) -> None:
        self.call_after_refresh(self._shown)

    def _shown(self) -> None:
        self._since = self._ports.monotonic()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#notice-text").styles.max_height = max(1, event.size.height - _ROWS_BESIDE_WORDS)

    @property
    def guarded(self) -> bool:
        """Whether keys answer nothing yet: somebody is typing, or was when this came up."""
        return self._ports.monotonic() - self._since < GUARD

    async def on_key(self, event: events.Key) -> None:
        """A letter of what is being typed is no answer, and goes where it was meant to go."""
        answer = self.active_bindings.get(event.key)
        if (
            event.is_printable
            and event.character
            and (self.guarded or answer is None or came_with_others(event))
        ):
            event.stop()
            event.prevent_default()
            self._pass_on(event.character)
        elif self.guarded:
            self._since = max(self._since, self._ports.monotonic())
        elif answer is not None and answer.node is self:
            # Before the next key is looked at, which may show that this one belongs to a word.
            event.stop()
            event.prevent_default()
            await self.app.run_action(answer.binding.action, self)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._pass_on(event.text)

    def _pass_on(self, text: str) -> None:
        self._since = max(self._since, self._ports.monotonic())
        self._typed(text)
        self.query_one(KeyHints).say(SafeText("No answer: it is in your prompt"))

    def action_yes(self) -> None:
        if not self.guarded:
            self.dismiss(True)

    def action_no(self) -> None:
        if not self.guarded:
            self.dismiss(False)

    def action_later(self) -> None:
        self.dismiss(None)
