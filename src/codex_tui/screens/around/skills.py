"""The screen of skills."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import EditFile
from codex_tui.messages.around import SkillSwitched
from codex_tui.render.pages.skills import skills_page
from codex_tui.screens.around.facts import FactScreen

if TYPE_CHECKING:
    from codex_tui.model.around_facts import Skill
    from codex_tui.render.pages.page import Page


class SkillScreen(FactScreen):
    """The skills of a folder."""

    BINDINGS = bindings(Scope.SKILLS)
    HEADING = "Skills"
    WHAT = "skills"
    HINTS: ClassVar = ("skills.switch", "skills.edit", "facts.reload", "facts.close")
    HELP_SCOPES = (Scope.SKILLS, Scope.FACTS)

    def page_now(self) -> Page:
        return skills_page(self._state.around, os.path.expanduser("~"))

    @property
    def _skill(self) -> Skill | None:
        """The skill under the cursor."""
        here = self.table.current
        known = self._state.around.skills or ()
        return next((one for one in known if here is not None and one.path == here.id), None)

    def action_switch(self) -> None:
        """No question: it takes the same key to switch it back."""
        skill = self._skill
        if skill is None:
            if self.table.current is not None:
                self.say("It is not used: its file cannot be read", problem=True)
        else:
            self.post_message(
                SkillSwitched(skill.path, self._thread, self._folder, enabled=not skill.enabled)
            )

    def action_edit(self) -> None:
        here = self.table.current
        if here is None:
            return
        path = self._skill.path if self._skill is not None else here.id.removeprefix("error:")
        self.edit(path)

    def edit(self, path: str) -> None:
        if not self._state.server.here:
            self.say("The file is on the server's machine, and cannot be opened here", problem=True)
        else:
            self.post_message(EditFile(path, None))
