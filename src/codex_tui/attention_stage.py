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
from codex_tui.model.safe_text import for_clipboard
from codex_tui.settings_stage import SettingsStage

if TYPE_CHECKING:
    from textual.timer import Timer

    from codex_tui.attention.settings import AttentionSettings
    from codex_tui.attention.watcher import Watcher
    from codex_tui.clipboard_text import ClipboardText
    from codex_tui.settings.values import Settings
    from codex_tui.store.last_looked import LastLooked


class AttentionStage(SettingsStage, part=True):
    """An app whose window says what it is about, and who calls a person who is elsewhere."""

    _watcher: Watcher | None = None
    _attention: AttentionSettings
    _telling: Timer | None = None
    _last_looked: LastLooked | None = None
    _system_clipboard: ClipboardText | None = None

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
        self._meet_others()

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

    @on(ConnectionChanged)
    def _connection_changed(self) -> None:
        self.tell_title()
        if self._last_looked is None:
            self._meet_others()

    @on(BoardChanged)
    def _something_changed(self) -> None:
        self.tell_title()

    @on(events.AppFocus)
    def _looks_here(self) -> None:
        if self._watcher is not None and not self._attention.always:
            self._watcher.back()
        self._say_looked_here()

    def _meet_others(self) -> None:
        """Finds out whom the server is shared with, once there is one."""
        address = self.state.server.address
        if self._watcher is None or not address or self.state.is_one_of_several:
            return
        from codex_tui.store.last_looked import LastLooked

        self._last_looked = LastLooked(address)
        if self.app_focus:
            self._say_looked_here()

    def _say_looked_here(self) -> None:
        """Lets the other clients of the server know that this is the one that tells, if it does."""
        told = self._watcher is not None and (self._attention.bell or self._attention.method.value != "off")
        if told and self._last_looked is not None:
            self._last_looked.here()

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
        others = None if wanted.always or self._last_looked is None else self._last_looked
        notice = watcher.take(others.elsewhere_for() if others is not None else None) if watcher else None
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

    def copy_to_clipboard(self, text: str) -> None:
        """Every way to the clipboard: what is pasted into a shell later must not be obeyed on the way."""
        harmless_text = for_clipboard(text)
        super().copy_to_clipboard(harmless_text)
        if not self.is_headless:
            self._text_clipboard().put(harmless_text)

    def _text_clipboard(self) -> ClipboardText:
        if self._system_clipboard is None:
            from codex_tui.clipboard_text import ClipboardText

            self._system_clipboard = ClipboardText()
        return self._system_clipboard

    @on(events.TextSelected)
    def _copy_selected(self) -> None:
        text = self.screen.get_selected_text() if self.ports.settings.input.copy_on_select else None
        if text:
            self.copy_to_clipboard(text)
            self.say("Copied the selection.")

    def copy_doubt(self) -> str:
        """What to do where the text that was copied may be on no clipboard; mostly empty."""
        of_vte = bool(getattr(self._driver, "is_of_vte", False))
        return "" if self.is_headless else self._text_clipboard().doubt(of_vte=of_vte)

    def send(self, data: str) -> None:
        """Sends something to the terminal that is no part of a screen."""
        if data and self._driver is not None and not self.is_headless:
            self._driver.write(data)
            self._driver.flush()
