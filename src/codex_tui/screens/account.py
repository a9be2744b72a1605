"""The account: who is logged in to the server, and how much of the plan is used. Floats over a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ConnectionChanged, Said
from codex_tui.messages.account import AccountUpdated, AccountWanted, LogoutWanted
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.account_words import account_lines
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.ports import Ports

_ROWS_BESIDE_WORDS = 4
"""Lines of the box that are not words: border, hints, and one that is free."""


class AccountScreen(FloatingScreen[None]):
    """Shows the account and its limits as the server has them."""

    CSS_PATH: ClassVar = [stylesheet("account.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.ACCOUNT)
    AUTO_FOCUS = "#account-scroll"

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports

    def compose(self) -> ComposeResult:
        with Vertical(id="account") as box:
            server = self._ports.state.of(None).server
            box.border_title = Content("Account" if server.here else f"Account of {server.label}")
            with VerticalScroll(id="account-scroll"):
                yield Static(id="account-words", markup=False)
            yield KeyHints(
                ("account.login", "account.logout", "account.reload", "account.close"), keys=self._ports.keys
            )

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._tell()
        self.post_message(AccountWanted())

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#account-scroll").styles.max_height = max(1, event.size.height - _ROWS_BESIDE_WORDS)

    @on(AccountUpdated)
    @on(ConnectionChanged)
    def _tell(self) -> None:
        ports = self._ports
        lines = account_lines(ports.state.of(None).account, ports.clock(), ascii_only=ports.ascii_only)
        self.query_one("#account-words", Static).update(Content("\n").join(lines))

    # --- keys --------------------------------------------------------------------------------------------------

    def action_login(self) -> None:
        from codex_tui.screens.login import LoginScreen

        self.app.push_screen(LoginScreen(self._ports))

    def action_logout(self) -> None:
        account = self._ports.state.of(None).account
        if account is None or account.missing:
            self.query_one(KeyHints).say(SafeText("Nobody is logged in"), problem=True)
        else:
            self.post_message(LogoutWanted())

    def action_reload(self) -> None:
        self.post_message(AccountWanted())

    def action_close(self) -> None:
        self.dismiss()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)
