"""The part of the app that tells a person who looks elsewhere, and the window's title.

Under `app`. It hears the facts of all threads as a screen does, keeps no timer while there is nothing to tell, and what
it sends to the terminal goes through the driver in one piece.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events, on

from codex_tui.attention.sequences import BELL, WindowTitle, harmless, notification
from codex_tui.messages import (
    ApprovalRequested,
    ApprovalResolved,
    BoardChanged,
    ConnectionChanged,
    ThreadStatusChanged,
)
from codex_tui.settings_stage import SettingsStage

if TYPE_CHECKING:
    from textual.timer import Timer

    from codex_tui.attention.settings import AttentionSettings
    from codex_tui.attention.watcher import Watcher
    from codex_tui.settings.values import Settings


class AttentionStage(SettingsStage):
    """An app whose window says what it is about, and who calls a person who is elsewhere."""

    _watcher: Watcher | None = None
    _attention: AttentionSettings
    _telling: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self.window_title = WindowTitle()

    def on_ready(self) -> None:
        self.call_after_refresh(self._begin_to_watch)

    def _begin_to_watch(self) -> None:
        if not self.is_running:
            return  # it was left in the moment it was painted
        # Nothing of this is needed for the first paint.
        from codex_tui.attention.settings import for_terminal
        from codex_tui.attention.watcher import Watcher

        self._attention = for_terminal(self.ports.settings.notifications, os.environ)
        self._watcher = Watcher(self.state, self._attention, self.ports.monotonic)
        self.ports.subscribe(self, None)
        self.mode_change_signal.subscribe(self, lambda _: self.call_later(self.tell_title))
        self.tell_title()

    def settings_changed(self, before: Settings) -> None:
        super().settings_changed(before)
        if self._watcher is None:
            return
        from codex_tui.attention.settings import for_terminal

        self._attention = for_terminal(self.ports.settings.notifications, os.environ)
        self._watcher.use(self._attention)
        self.tell_title()

    # --- facts ----------------------------------------------------------------------------------------------

    @on(ThreadStatusChanged)
    def _status_changed(self, fact: ThreadStatusChanged) -> None:
        if self._watcher is not None:
            self._watcher.status_changed(fact.thread, away=self._away)
            self._tell_soon()

    @on(ApprovalRequested)
    def _asked(self, fact: ApprovalRequested) -> None:
        if self._watcher is not None:
            self._watcher.asked(fact.thread, away=self._away)
            self._tell_soon()

    @on(ApprovalResolved)
    def _answered(self, fact: ApprovalResolved) -> None:
        if self._watcher is not None:
            self._watcher.answered(fact.thread)
            self.tell_title()

    @on(BoardChanged)
    @on(ConnectionChanged)
    def _something_changed(self) -> None:
        self.tell_title()

    @on(events.AppFocus)
    def _looks_here(self) -> None:
        if self._watcher is not None and not self._attention.always:
            self._watcher.back()

    @property
    def _away(self) -> bool:
        return self._attention.always or not self.app_focus

    # --- what is sent ---------------------------------------------------------------------------------------

    def _tell_soon(self) -> None:
        self.tell_title()
        wait = self._watcher.wait() if self._watcher is not None else None
        if wait is not None and self._telling is None:
            self._telling = self.set_timer(wait, self._tell)

    def _tell(self) -> None:
        self._telling = None
        watcher, wanted = self._watcher, self._attention
        notice = watcher.take() if watcher is not None else None
        if notice is None:
            return
        asked = notification(
            wanted.method,
            notice.title,
            notice.body,
            through_tmux=wanted.through_tmux,
            ascii_only=self.ports.ascii_only,
        )
        self.send((BELL if wanted.bell else "") + asked)

    def tell_title(self) -> None:
        """Gives the window the title that fits now."""
        if self._watcher is None or not self._attention.title:
            return
        title = harmless(self._watcher.title(self.shown_thread()), 80, ascii_only=self.ports.ascii_only)
        self.send(self.window_title.change(title))

    def send(self, data: str) -> None:
        """Sends something to the terminal that is no part of a screen."""
        if data and self._driver is not None and not self.is_headless:
            self._driver.write(data)
            self._driver.flush()
