"""The doctor's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.doctor import Result
from codex_tui.render.pages.doctor import doctor_page
from codex_tui.screens.around.facts import FactScreen

if TYPE_CHECKING:
    from codex_tui.render.pages.page import Page


class DoctorScreen(FactScreen):
    """What is wrong around codex-tui, and how to mend it."""

    HEADING = "Doctor"
    WHAT = "doctor"
    _was_read = False

    def page_now(self) -> Page:
        return doctor_page(self._state.around.checks)

    def show_page(self) -> None:
        """What is wrong is open from the beginning: that is what one came for."""
        super().show_page()
        checks = self._state.around.checks
        if checks is not None and not self._was_read:
            self._was_read = True
            bad = (Result.WRONG, Result.WARNING)
            self.table.open({f"{one.area}:{one.name}" for one in checks if one.result in bad})
