"""The screen of hooks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import EditFile
from codex_tui.messages.around import HookSwitched, HookTrusted
from codex_tui.render.pages.hooks import hooks_page
from codex_tui.screens.around.facts import FactScreen
from codex_tui.screens.prompt import ConfirmPrompt

if TYPE_CHECKING:
    from codex_tui.messages import Intent
    from codex_tui.model.around_facts import Hook
    from codex_tui.render.pages.page import Page

_MANAGED = "This hook is managed by whoever looks after this machine; it cannot be changed here"


class HookScreen(FactScreen):
    """The hooks of a folder."""

    BINDINGS = bindings(Scope.HOOKS)
    HEADING = "Hooks"
    WHAT = "hooks"
    HINTS: ClassVar = ("hooks.trust", "hooks.switch", "hooks.edit", "facts.reload", "facts.close")
    HELP_SCOPES = (Scope.HOOKS, Scope.FACTS)

    def page_now(self) -> Page:
        return hooks_page(self._state.around, os.path.expanduser("~"))

    @property
    def _hook(self) -> Hook | None:
        """The hook under the cursor."""
        here = self.table.current
        known = self._state.around.hooks or ()
        return next((one for one in known if here is not None and one.key == here.id), None)

    def action_switch(self) -> None:
        hook = self._hook
        if hook is None:
            return
        intent = HookSwitched(hook.key, self._thread, self._folder, enabled=not hook.enabled)
        if hook.trust == "managed":
            self.say(_MANAGED, problem=True)
        elif hook.enabled:
            self.post_message(intent)
        elif hook.trust == "trusted":
            self._ask("Let this hook run again?", hook, intent)
        else:
            self._ask("Switch this hook on? It runs once it is trusted, too.", hook, intent)

    def action_trust(self) -> None:
        hook = self._hook
        if hook is None:
            return
        if hook.trust == "managed":
            self.say(_MANAGED, problem=True)
        elif hook.trust == "trusted":
            self.post_message(HookTrusted(hook.key, None, self._thread, self._folder))
        else:
            self._ask(
                "Trust this hook as it is now?",
                hook,
                HookTrusted(hook.key, hook.current, self._thread, self._folder),
            )

    def _ask(self, question: str, hook: Hook, intent: Intent) -> None:
        """Asks before something is let run, with all of what would run."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(intent)

        detail = f"It runs by itself, outside of the sandbox, with your rights:\n{hook.runs}"
        self.app.push_screen(ConfirmPrompt(question, detail, keys=self._ports.keys), answered)

    def action_edit(self) -> None:
        hook = self._hook
        if hook is None:
            return
        if not self._state.server.here:
            self.say("The file is on the server's machine, and cannot be opened here", problem=True)
        else:
            self.post_message(EditFile(hook.path, None))
