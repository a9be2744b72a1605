"""The screen of a thread's goal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on

from codex_tui.keymap import Scope, bindings
from codex_tui.messages.around import GoalUnwanted, GoalUpdated, GoalWanted
from codex_tui.model.goal import GoalState
from codex_tui.render.pages.goal import goal_page
from codex_tui.screens.around.facts import FactScreen
from codex_tui.screens.prompt import ConfirmPrompt, TextPrompt

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.goal import Goal
    from codex_tui.render.pages.page import Page

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kKmM]?)")
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000}


def tokens_of(text: str) -> int | None:
    """A number of tokens as people write it: ``50000``, ``50k``, ``1.5M``; None if it is none."""
    found = _NUMBER.fullmatch(text.strip().replace("_", ""))
    if found is None:
        return None
    number = int(float(found[1].replace(",", ".")) * _FACTORS[found[2].lower()])
    return number if number > 0 else None


class GoalScreen(FactScreen):
    """What the turns of a thread go on for, one after the other."""

    BINDINGS = bindings(Scope.GOAL)
    HEADING = "Goal"
    WHAT = "goal"
    HINTS: ClassVar = ("goal.edit", "goal.budget", "goal.pause", "goal.clear", "facts.close")
    HELP_SCOPES = (Scope.GOAL, Scope.FACTS)

    @property
    def _conversation(self) -> Conversation | None:
        return self._state.conversations.get(self._thread) if self._thread is not None else None

    @property
    def _goal(self) -> Goal | None:
        return self._conversation.goal if self._conversation is not None else None

    def page_now(self) -> Page:
        return goal_page(self._conversation)

    def hints(self) -> tuple[str, ...]:
        return super().hints() if self._goal is not None else ("goal.edit", "facts.close")

    @on(GoalUpdated)
    def _updated(self) -> None:
        self.show_page()
        self.show_hints()

    def show_hints(self) -> None:
        paused = self._goal is not None and self._goal.state is not GoalState.ACTIVE
        self.key_hints.show(self.hints(), {"goal.pause": "go on" if paused else "pause"})

    def action_edit(self) -> None:
        goal, begun = self._goal, self._ports.forms.goals

        def left(text: str) -> None:
            begun.pop(self._thread, None)
            if text.strip() and (goal is None or text != goal.objective):
                begun[self._thread] = text

        def answered(text: str | None) -> None:
            if text is not None:
                begun.pop(self._thread, None)
            text = (text or "").strip()
            if text and (goal is None or text != goal.objective):
                self.post_message(GoalWanted(self._thread, text))
                if self._thread is None:
                    self.dismiss()

        value = goal.objective if goal is not None else ""
        title = "Goal; a turn begins at once"
        prompt = TextPrompt(title, value, begun=begun.get(self._thread, ""), left=left, keys=self._ports.keys)
        self.app.push_screen(prompt, answered)

    def action_budget(self) -> None:
        goal = self._goal
        if goal is None:
            self.say("There is no goal yet")
            return

        def answered(text: str | None) -> None:
            if text is None:
                return
            number = tokens_of(text)
            if number is None and text.strip():
                self.say(
                    "A budget is a number of tokens, as 50000 or 50k; nothing is no budget", problem=True
                )
            else:
                # Of a larger budget alone the server takes no notice.
                more = goal.state is GoalState.BUDGET_LIMITED and (number is None or number > goal.tokens)
                self.post_message(GoalWanted(self._thread, budget=number, status="active" if more else None))

        value = str(goal.budget) if goal.budget is not None else ""
        title = "Budget, as 50k; empty: any number"
        self.app.push_screen(TextPrompt(title, value, keys=self._ports.keys), answered)

    def action_pause(self) -> None:
        goal = self._goal
        if goal is None:
            self.say("There is no goal yet")
        else:
            status = "paused" if goal.state is GoalState.ACTIVE else "active"
            self.post_message(GoalWanted(self._thread, status=status))

    def action_clear(self) -> None:
        if self._goal is None or self._thread is None:
            self.say("There is no goal yet")
            return
        thread = self._thread

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(GoalUnwanted(thread))

        detail = "What was done stays. A turn that runs goes on to its end."
        self.app.push_screen(ConfirmPrompt("Take the goal away?", detail, keys=self._ports.keys), answered)
