"""Commands about what threads may do without asking.

A mode is told to the server by ``thread/settings/update``, which holds from the next turn on and, other than starting
a thread with it, writes no trust into the server's configuration. What is shown is what the server says then.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import CatalogueLoaded, SettingsChanged
from codex_tui.model.permissions import READ_ONLY, Mode, by_configuration, settings_of
from codex_tui.model.requirements import forbidden_modes
from codex_tui.model.safe_text import SafeText
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.commands.trust import TrustCommands
    from codex_tui.session.link import Link

CONFIRMED_WITHIN = 2.0
"""Seconds after its answer in which a server tells what a thread has now."""
_FOR_ONE_THREAD = (Mode.FULL_ACCESS, Mode.PLAN)
"""What is chosen for the next new thread, and not for those after it."""
_READS_ONLY = {"permissions": ":read-only"}
"""How a thread begins that has its permissions set right after that, or whose folder is not trusted."""


class PermissionCommands:
    """Knows what new threads may do, and tells the server what threads shall be allowed."""

    def __init__(self, link: Link, threads: ThreadCommands, trust: TrustCommands) -> None:
        self._link = link
        self._threads = threads
        self._trust = trust
        self._telling: set[ThreadKey] = set()
        self._heard: dict[ThreadKey, asyncio.Event] = {}

    async def load(self) -> None:
        """Reads what new threads start with by the configuration, and what requirements forbid."""
        state, link = self._link.state, self._link
        folder = state.start_folder
        try:
            config = (await link.call("config/read", {"cwd": folder})).get("config") or {}
            trust = await self._trust.level(folder, config)
        except CodexError:
            return  # a thread will say what it has
        if folder != state.start_folder:
            return
        access = state.access
        writing = config.get("sandbox_workspace_write") or {}
        access.network = bool(writing.get("network_access"))
        access.configured = by_configuration(config, trust)
        if trust is None and self._trust.refused(folder):
            access.configured = access.configured._replace(
                sandbox=SafeText(READ_ONLY), network=False, roots=()
            )
        access.forbidden = await self._forbidden(folder)
        link.report(CatalogueLoaded())

    async def _forbidden(self, folder: str) -> dict[Mode, Any]:
        try:
            answer = await self._link.call("configRequirements/read", {})
            listed = await self._link.call("permissionProfile/list", {"cwd": folder})
        except CodexError:
            return {}  # an older server: it refuses by itself
        return forbidden_modes(answer.get("requirements"), listed.get("data") or [])

    async def choose(self, thread: ThreadKey | None, mode: Mode) -> None:
        """Has a thread use a mode from its next turn on; without a thread, the next new one."""
        access = self._link.state.access
        if (why := access.forbidden.get(mode)) is not None:
            self._link.say(f"{mode.value}: {why}", problem=True)
            return
        if thread is None:
            access.chosen = mode
            self._link.report(CatalogueLoaded())
            return
        access.wished[thread] = mode
        self._link.report(SettingsChanged(thread))
        if thread in self._telling:
            return  # it goes on to the newest wish
        self._telling.add(thread)
        try:
            while (wish := access.wished.get(thread)) is not None:
                problem = await self._tell(thread, wish)
                if access.wished.get(thread) is wish:
                    del access.wished[thread]
                    self._link.report(SettingsChanged(thread))
                    if problem is not None:
                        self._link.complain(f"The permissions are not {wish.value}", problem)
                    elif self._link.state.conversation(thread).active_turn is not None:
                        self._link.say(
                            f"{wish.value} from the next turn on; the running one keeps what it has"
                        )
        finally:
            self._telling.discard(thread)

    async def _tell(self, thread: ThreadKey, mode: Mode) -> CodexError | None:
        """Tells the server, and waits until it has said what holds now; gives what it refused with."""
        if not self._link.state.conversation(thread).ready and not await self._threads.open_thread(thread):
            return CodexError("the thread is not open")
        conversation = self._link.state.conversation(thread)
        if conversation.read_only:
            return CodexError("it can only be read")
        heard = self._heard[thread] = asyncio.Event()
        try:
            await self._link.call("thread/settings/update", self._params(conversation, mode))
            now = conversation.settings.permissions
            if now is None or now.mode is not mode:
                await asyncio.wait_for(heard.wait(), CONFIRMED_WITHIN)
        except CodexError as error:
            return error
        except asyncio.TimeoutError:
            return None  # nothing changed by it, and what holds is shown
        finally:
            del self._heard[thread]
        return None

    def heard(self, thread: ThreadKey) -> None:
        """The server has said what a thread runs with."""
        if (waiting := self._heard.get(thread)) is not None:
            waiting.set()

    def _params(self, conversation: Conversation, mode: Mode) -> dict[str, Any]:
        settings = conversation.settings
        collaboration = {"model": settings.model or "", "reasoning_effort": settings.effort}
        network = self._link.state.access.network
        params = settings_of(mode, settings.permissions, network, collaboration)
        return {"threadId": conversation.key.thread, **params}

    # --- new threads ----------------------------------------------------------------------------------------

    def for_new_thread(self) -> dict[str, Any]:
        """What thread/start carries: never more than is chosen, and nothing by which the server trusts a folder."""
        state = self._link.state
        if state.access.chosen is not None or self._trust.refused(state.start_folder):
            return dict(_READS_ONLY)
        return {}

    async def begin(self, conversation: Conversation) -> str:
        """Gives a thread that has just started what was chosen for it; gives why it has not got it, or ""."""
        access = self._link.state.access
        mode, now = access.chosen, conversation.settings.permissions
        if mode is None or (now is not None and now.mode is mode):
            return ""
        try:
            await self._link.call("thread/settings/update", self._params(conversation, mode))
        except CodexError as error:
            return f"the new thread could not be given {mode.value}: {explain(error)}"
        if mode in _FOR_ONE_THREAD:
            access.chosen = None
            self._link.report(CatalogueLoaded())
        return ""
