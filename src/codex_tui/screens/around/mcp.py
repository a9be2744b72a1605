"""The screen of MCP servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from codex_tui.keymap import Scope, bindings
from codex_tui.messages.around import McpLoginWanted, McpReloadWanted, McpSwitched
from codex_tui.render.pages.mcp import mcp_page
from codex_tui.screens.around.facts import FactScreen
from codex_tui.screens.prompt import ConfirmPrompt

if TYPE_CHECKING:
    from codex_tui.model.around_facts import McpServer
    from codex_tui.render.pages.page import Page


class McpScreen(FactScreen):
    """The MCP servers of a thread, or those that a new one would have."""

    BINDINGS = bindings(Scope.MCP)
    HEADING = "MCP servers"
    WHAT = "mcp"
    HINTS: ClassVar = ("mcp.switch", "mcp.restart", "facts.reload", "facts.close")
    HELP_SCOPES = (Scope.MCP, Scope.FACTS)

    def page_now(self) -> Page:
        state = self._state
        conversation = state.conversations.get(self._thread) if self._thread is not None else None
        return mcp_page(state.around, in_thread=conversation is not None and conversation.ready)

    def hints(self) -> tuple[str, ...]:
        server = self._server
        logs_in = server is not None and bool(server.address)
        shown = super().hints()
        return ("mcp.login", *shown) if logs_in else shown

    @property
    def _server(self) -> McpServer | None:
        """The server under the cursor."""
        here = self.table.current
        known = self._state.around.mcp or ()
        return next((one for one in known if here is not None and one.name == here.id), None)

    def action_log_in(self) -> None:
        server = self._server
        if server is None:
            return
        if not server.address:
            self.say(f"{server.name} runs on the server's own machine: there is nothing to log in to")
        else:
            self.say(f"Asking {server.name} where one logs in")
            self.post_message(McpLoginWanted(server.name, self._thread))

    def action_switch(self) -> None:
        server = self._server
        if server is None:
            return
        on = not server.enabled

        def answered(yes: bool | None) -> None:
            if yes:
                self.post_message(McpSwitched(server.name, self._thread, enabled=on))

        question = f"Switch {server.name} {'on' if on else 'off'} for all threads?"
        what = f"It is started by: {server.command}" if server.command else f"It is at {server.address}"
        detail = "This is written to your configuration. " + (
            what if on else "Its tools are gone from what the model can use."
        )
        self.app.push_screen(ConfirmPrompt(question, detail, keys=self._ports.keys), answered)

    def action_restart(self) -> None:
        self.post_message(McpReloadWanted(self._thread))
