"""The part of the app that fails: at the bottom of all its parts.

Textual ends the application at any error and prints the values of variables, which may be anybody's texts and
secrets. Here an error is written down without them. What a person wanted by a key, and what a widget does about a
message, may fail alone: the rest goes on. What fails while a screen is made or laid out ends the application.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from codex_tui.parts import OfParts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.message import Message

MOST, WITHIN = 3, 30.0
"""Errors that are survived within so many seconds: with more, something is broken that does not mend itself."""
_MAKES_A_WIDGET = (events.Compose, events.Mount, events.Load, events.Unmount)


class CrashStage(OfParts, App[str], part=True):
    """An app that says what failed.

    Attributes:
        crash: what to say once the terminal is given back; empty while nothing has ended the application.
    """

    crash: str = ""
    survives: bool = False
    """Whether it goes on after what can fail alone. Tests want to know of each error, so that only `run` sets it."""
    _failures: tuple[float, ...] = ()

    def say(self, text: str, *, problem: bool = False) -> None:
        """Says one line."""
        raise NotImplementedError

    def keep_what_is_typed(self) -> None:
        """Brings what is being written to the store."""

    def what_is_kept(self) -> str:
        """What becomes of all that a person has begun, if it ends now."""
        return ""

    def crash_facts(self) -> Mapping[str, str]:
        """What a report says of the application; never anybody's text."""
        return {}

    def failed(self, error: BaseException) -> None:
        """Something that a person wanted failed, and all else goes on."""
        from codex_tui.crashes.report import failed

        self.say(failed(error, "the screen", self.crash_facts()), problem=True)

    def broke(self, error: Exception) -> None:
        """Ends the application by an error."""
        self._handle_exception(error)

    def survived(self, error: Exception) -> bool:
        """Whether it goes on after an error, which is told then."""
        now = time.monotonic()
        self._failures = (*(at for at in self._failures if now - at < WITHIN), now)
        if not self.survives or len(self._failures) > MOST:
            return False
        self.failed(error)
        return True

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            if not self.survived(error):
                raise
            return True

    def _handle_exception(self, error: Exception) -> None:
        if not self.crash:
            with suppress(Exception):
                self.keep_what_is_typed()
            from codex_tui.crashes.report import crashed

            cause: Any = getattr(error, "error", None)  # of a worker, by Textual
            told = cause if isinstance(cause, Exception) else error
            self.crash = crashed(told, "the screen", self.crash_facts(), self.what_is_kept())
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.bell()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        self._close_messages_no_wait()


def survive_handlers(app: CrashStage) -> None:
    """Has widgets live on after an error in what they do about a message, in this process.

    Textual takes a widget away whose handler failed, so that going on would be going on without it.
    """
    dispatch = MessagePump._dispatch_message

    async def survive(self: MessagePump, message: Message) -> None:
        try:
            await dispatch(self, message)
        except Exception as error:
            if isinstance(message, _MAKES_A_WIDGET) or not app.survived(error):
                raise

    MessagePump._dispatch_message = survive  # type: ignore[method-assign]
    app.survives = True
