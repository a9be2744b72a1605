"""Signing in: with ChatGPT in the browser or by a code, or with an API key that is typed hidden."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, urlsplit

from rich.text import Text
from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.messages import ConnectionChanged, CopyRequested, OpenPage, Said
from codex_tui.messages.account import AccountUpdated, KeyGiven, LoginUnwanted, LoginWanted
from codex_tui.model.account import Login, LoginWay, Secret
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.line_parts import NEEDS_YOU, QUIET, STRONG
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from codex_tui.model.safe_text import SafeText
    from codex_tui.ports import Ports

GUARD = 0.5
"""Seconds in which Enter, pressed for something else, chooses nothing."""
_ROWS_BESIDE_WORDS = 3
"""Lines of the box that are neither words nor hints nor what is chosen or typed: border, and one that is free."""
_WAYS = (LoginWay.BROWSER, LoginWay.DEVICE, LoginWay.KEY)
_NAMES = {
    LoginWay.BROWSER: "ChatGPT, in a browser here",
    LoginWay.DEVICE: "ChatGPT, by a code anywhere",
    LoginWay.KEY: "An API key",
}
_CHOOSING = ("login.take", "login.back")
_TYPING = ("login.take", "login.back")
_WAITING = ("login.open", "login.copy", "login.back")
_WITH_CODE = ("login.copy_code", "login.open", "login.copy", "login.back")


class WayList(CursorList[LoginWay]):
    """The ways to sign in."""

    PICKED_AT_ONCE = True

    def parts_of(self, row: LoginWay, width: int) -> Sequence[tuple[str, str]]:
        return [(fit(f" {_NAMES[row]}", width, self.ascii_only), "")]


class KeyInput(LineInput):
    """An API key, shown as dots."""

    def __init__(self, *, ascii_only: bool, id: str) -> None:
        super().__init__(password=True, compact=True, placeholder="sk-..." if ascii_only else "sk-…", id=id)
        self._dot = "*" if ascii_only else "•"

    @property
    def _value(self) -> Text:
        """What Textual draws; it has no public way to another sign than its own."""
        return Text(self._dot * len(self.value), no_wrap=True, overflow="ignore", end="")


class LoginHints(KeyHints):
    """Tells when what it says has come or gone, which may take more lines than hints do."""

    class Changed(Message):
        """It says something else."""

    def say(self, text: SafeText, *, problem: bool = False) -> None:
        super().say(text, problem=problem)
        self.post_message(self.Changed())

    def hush(self) -> None:
        super().hush()
        self.post_message(self.Changed())


class LoginScreen(FloatingScreen[None]):
    """Leads through one way to sign in; closes by itself once somebody is.

    Args:
        ports: for the model, the clock and the keys.
        why: why it came up by itself; empty if a person asked for it.
    """

    CSS_PATH: ClassVar = [stylesheet("account.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.LOGIN)
    AUTO_FOCUS = ""

    def __init__(self, ports: Ports, why: str = "") -> None:
        super().__init__()
        self._ports = ports
        self._why = why
        self._since = ports.monotonic()
        self._way: LoginWay | None = None
        self._before = 0
        """How many sign-ins had succeeded before this one."""

    def compose(self) -> ComposeResult:
        with Vertical(id="account") as box:
            server = self._ports.state.of(None).server
            box.border_title = Content("Log in" if server.here else f"Log in to {server.label}")
            with VerticalScroll(id="account-scroll", can_focus=False):
                yield Static(id="account-words", markup=False)
            yield WayList(_WAYS, ascii_only=self._ports.ascii_only, id="login-ways")
            yield KeyInput(ascii_only=self._ports.ascii_only, id="login-key")
            yield LoginHints(_CHOOSING, keys=self._ports.keys)

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._tell()

    @property
    def _signed_in(self) -> str:
        account = self._ports.state.of(None).account
        return f"{account.kind} {account.email}".strip() if account is not None else ""

    @property
    def _logins(self) -> int:
        account = self._ports.state.of(None).account
        return account.logins if account is not None else 0

    @property
    def _login(self) -> Login | None:
        account = self._ports.state.of(None).account
        login = account.login if account is not None else None
        return login if login is not None and login.way is self._way else None

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.height)

    @on(LoginHints.Changed)
    def _hints_changed(self) -> None:
        self.call_after_refresh(lambda: self._fit(self.size.height))

    def _fit(self, height: int) -> None:
        hints = max(1, self.query_one(LoginHints).outer_size.height)
        beside = _ROWS_BESIDE_WORDS + hints
        beside += 4 if self._way is None else 2 if self._way is LoginWay.KEY else 0
        self.query_one("#account-scroll").styles.max_height = max(1, height - beside)

    # --- what is shown -----------------------------------------------------------------------------------------

    @on(AccountUpdated)
    def _changed(self) -> None:
        if self._way is not None and self._logins > self._before and self.is_current:
            self.dismiss()
        else:
            self._tell()

    @on(ConnectionChanged)
    def _tell(self) -> None:
        choosing, typing = self._way is None, self._way is LoginWay.KEY
        self.query_one("#login-ways").display = choosing
        self.query_one("#login-key").display = typing
        self._fit(self.size.height)
        self.query_one("#account-words", Static).update(Content("\n").join(self._words()))
        login = self._login
        hints: Sequence[str] = _CHOOSING if choosing else _TYPING if typing else _WAITING
        if login is not None and login.code:
            hints = _WITH_CODE
        elif not typing and not choosing and (login is None or not login.begun):
            hints = ("login.back",)
        self.query_one(KeyHints).show(hints)

    def _words(self) -> list[Content]:
        if self._way is None:
            lead = [Content.styled(self._why, NEEDS_YOU)] if self._why else []
            now = self._signed_in
            return [*lead, Content(f"Now logged in: {now}." if now else "How do you want to log in?")]
        login = self._login
        if login is not None and login.problem:
            return [
                Content.styled(f"! {self._way.value}: not logged in", NEEDS_YOU),
                Content(login.problem),
                Content.styled(self._remedy, QUIET),
            ]
        if self._way is LoginWay.KEY:
            return [
                Content(
                    "Type or paste the key. The server keeps it in a file of its own and does not try it: "
                    "a wrong one fails the next turn."
                ),
            ]
        if login is None or not login.begun:
            return [Content("Asking the server")]
        return self._device(login) if login.code else self._browser(login)

    @property
    def _remedy(self) -> str:
        if self._way is LoginWay.DEVICE:
            return "Go back for another code, or use another way. A code needs the network, from the server's machine."
        if self._way is LoginWay.BROWSER:
            return "Go back and try again, or use the code, which needs no browser on that machine."
        return "Type it again, or go back."

    def _browser(self, login: Login) -> list[Content]:
        lines = [
            Content("Open this page and log in; it comes back here by itself."),
            Content(),
            Content.styled(login.address, STRONG),
        ]
        port = _callback_port(login.address)
        if not self._ports.state.of(None).server.here:
            where = self._ports.state.of(None).server.label
        elif any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
            where = "this machine"
        else:
            return lines
        lines += [
            Content(),
            Content.styled(
                f"Over SSH the page has to reach port {port} of {where}: first run "
                f"ssh -L {port}:localhost:{port} HOST where your browser is, or go back and use the code.",
                QUIET,
            ),
        ]
        return lines

    def _device(self, login: Login) -> list[Content]:
        spaced = "  ".join(login.code)
        return [
            Content("Open this page in any browser, on any machine:"),
            Content.styled(login.address, STRONG),
            Content("and type this code there:"),
            Content(),
            Content.styled(f"   {spaced}", "bold $accent"),
            Content(),
            Content.styled("Never give it to somebody who asks you for one.", QUIET),
        ]

    # --- keys --------------------------------------------------------------------------------------------------

    @property
    def guarded(self) -> bool:
        """Whether Enter chooses nothing yet, as it came up by itself."""
        return bool(self._why) and self._ports.monotonic() - self._since < GUARD

    def action_move(self, rows: int) -> None:
        if self._way is None:
            self.query_one(WayList).move(rows)

    @on(CursorList.Picked)
    def action_take(self) -> None:
        if self._way is None and not self.guarded:
            self._go(self.query_one(WayList).current)

    def _go(self, way: LoginWay | None) -> None:
        self._way, self._before = way, self._logins
        if way is LoginWay.KEY:
            self.post_message(LoginUnwanted())
            self._key.focus()
        elif way is not None:
            self.post_message(LoginWanted(way))
        self._tell()

    @property
    def _key(self) -> KeyInput:
        return self.query_one(KeyInput)

    @on(Input.Submitted)
    def _give_key(self) -> None:
        key = Secret(self._key.value)
        self._key.value = ""
        self.post_message(KeyGiven(key))

    def action_open_page(self) -> None:
        if (login := self._login) is not None and login.begun:
            self.post_message(OpenPage(login.address))

    def action_copy_page(self) -> None:
        if (login := self._login) is not None and login.begun:
            self.post_message(CopyRequested(login.address, "the address"))

    def action_copy_code(self) -> None:
        if (login := self._login) is not None and login.code:
            self.post_message(CopyRequested(login.code, "the code"))

    def action_back(self) -> None:
        """Back to the ways, with what was begun called off; from there, closes."""
        self._key.value = ""
        if self._way is None:
            self.dismiss()
            return
        self._way = None
        self.set_focus(None)
        self.post_message(LoginUnwanted())
        self._tell()

    @on(Said)
    def _said(self, fact: Said) -> None:
        self.query_one(KeyHints).say(fact.text, problem=fact.problem)


def _callback_port(address: str) -> str:
    """The port at which the page calls back, as its address says."""
    target = parse_qs(urlsplit(address).query).get("redirect_uri", [""])[0]
    return str(urlsplit(target).port or 1455)
