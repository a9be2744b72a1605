"""The status screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import on

from codex_tui.messages import SettingsUpdated, ThreadStatusChanged, UsageUpdated
from codex_tui.messages.around import GoalUpdated
from codex_tui.render.pages.status import status_page
from codex_tui.screens.around.facts import FactScreen

if TYPE_CHECKING:
    from codex_tui.render.pages.page import Page


class StatusScreen(FactScreen):
    """What codex-tui and its server are, and what the thread runs with."""

    HEADING = "Status"
    WHAT = "status"

    def page_now(self) -> Page:
        ports = self._ports
        home = os.path.expanduser("~")
        return status_page(self._state, self._thread, self._folder, ports.clock(), home)

    @on(SettingsUpdated)
    @on(UsageUpdated)
    @on(ThreadStatusChanged)
    @on(GoalUpdated)
    def _thread_changed(self) -> None:
        self.show_page()
