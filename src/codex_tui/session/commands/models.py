"""Commands about models: the catalogue, the choice for the next turns, and the default in the configuration."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import CatalogueLoaded, SettingsChanged
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.translate_threads import model_info
from codex_tui.session.commands.default_model import write_default
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from codex_tui.model.catalogue import ModelInfo
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link

_PAGES = 20
"""Pages of the catalogue that are read at most; a server that goes on for ever is not followed."""
_TOLD = 2.0
"""Seconds that a change of settings waits to be heard of; a server that says nothing has taken it all the same."""


class ModelCommands:
    """Knows the catalogue and what was chosen.

    Args:
        link: the connection.
        open_thread: has the server load a thread, whose settings can be changed then.
    """

    def __init__(self, link: Link, open_thread: Callable[[ThreadKey], Awaitable[bool]]) -> None:
        self._link = link
        self._open = open_thread
        self._for_new: ModelChoice | None = None
        self._held: dict[ThreadKey, ModelChoice] = {}
        self._in_turn: dict[ThreadKey | None, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One change of a thread's settings at a time: a step counts from where the last one led."""
        self._told: dict[ThreadKey, asyncio.Event] = {}
        """Threads whose settings are being changed, until the server has said what they are then."""

    # --- the catalogue --------------------------------------------------------------------------------------

    async def load_models(self) -> None:
        """Loads the catalogue, and what new threads start with by the configuration."""
        state = self._link.state
        folder = state.start_folder
        try:
            models = await self._catalogue()
        except CodexError as error:
            state.models_problem = explain(error)
            self._link.report(CatalogueLoaded())
            self._link.complain("The models could not be listed", error)
        else:
            state.models = [model for model in models if not model.hidden]
            state.hidden_models = [model for model in models if model.hidden]
            state.models_problem, state.models_listed = SafeText(""), True
        try:
            answer = await self._link.call("config/read", {"cwd": folder})
        except CodexError as error:
            self._link.report(CatalogueLoaded())
            self._link.complain("The configuration could not be read", error)
            return
        self._configure(folder, answer)

    async def _catalogue(self) -> list[ModelInfo]:
        from codex_app_server.generated.v2_all import ModelListResponse  # a connection has loaded it

        found: dict[str, ModelInfo] = {}
        params: dict[str, Any] = {"limit": 100, "includeHidden": True}
        for _ in range(_PAGES):
            page = await self._link.request("model/list", params, ModelListResponse)
            for model in map(model_info, page.data):
                found.setdefault(model.id, model)
            if page.next_cursor is None:
                break
            params["cursor"] = page.next_cursor
        return list(found.values())

    async def start_in(self, folder: str | None) -> None:
        """Has new threads run in a folder, with what is configured there; None: where the application was started."""
        state = self._link.state
        if state.new_folder == folder:
            return
        state.new_folder = folder
        state.new_thread.cwd = state.start_folder
        self._link.report(CatalogueLoaded())
        await self._read_configuration()

    async def _read_configuration(self) -> None:
        state = self._link.state
        folder = state.new_folder
        try:
            answer = await self._link.call("config/read", {"cwd": state.start_folder})
        except CodexError:
            return  # the thread will say what it runs with
        if state.new_folder == folder:
            self._configure(state.start_folder, answer)

    def _configure(self, folder: str, answer: dict[str, Any]) -> None:
        """Shows what the configuration of a folder says of new threads, unless a person chose something else."""
        state = self._link.state
        config: dict[str, Any] = answer.get("config") or {}
        default = next((model for model in state.models if model.is_default), None)
        configured = config.get("model")
        if self._for_new is None:
            effort, tier = config.get("model_reasoning_effort"), config.get("service_tier")
            state.new_thread = Settings(
                model=SafeText(configured) if configured else default.id if default else None,
                effort=SafeText(effort) if effort else None,
                tier=SafeText(tier) if tier and tier != "default" else None,
                cwd=SafePath(folder),
            )
        self._link.report(CatalogueLoaded())

    # --- the choice -----------------------------------------------------------------------------------------

    async def choose_model(
        self, thread: ThreadKey | None, model: str, effort: str | None, tier: str | None
    ) -> None:
        """Uses this model from the next turn on; without a thread, for the threads started next."""
        async with self._in_turn[thread]:
            choice = ModelChoice(model, effort, tier)
            if await self._choose(thread, choice):
                self._link.say(f"{choice.label}{self._since(thread)}")

    async def _choose(self, thread: ThreadKey | None, choice: ModelChoice) -> bool:
        """False if the server refused it, which is said."""
        if thread is None:
            self._for_new = choice
            _show(self._link.state.new_thread, choice)
            self._link.report(CatalogueLoaded())
            return True
        conversation = self._link.state.conversation(thread)
        if not conversation.ready and not (await self._open(thread) and conversation.ready):
            # The next turn carries it, if the thread can be run by then.
            self._held[thread] = choice
            _show(conversation.settings, choice)
            self._link.report(SettingsChanged(thread))
            return True
        told = self._told[thread] = asyncio.Event()
        changes = not _holds(conversation.settings, choice)
        try:
            await self._link.call("thread/settings/update", {"threadId": thread.thread, **choice.params()})
            self._held.pop(thread, None)
            if changes:
                # The server tells everybody what holds now, which is what is shown; it does so after its answer.
                await asyncio.wait_for(told.wait(), _TOLD)
        except CodexError as error:
            self._link.complain("The model was not changed", error)
            return False
        except asyncio.TimeoutError:
            _show(conversation.settings, choice)
            self._link.report(SettingsChanged(thread))
        finally:
            self._told.pop(thread, None)
        return True

    def show_held(self, thread: ThreadKey) -> None:
        """Of a thread that was opened again: what its next turn carries is what is shown, not what the server knows."""
        if (choice := self._held.get(thread)) is not None:
            _show(self._link.state.conversation(thread).settings, choice)

    def settings_told(self, thread: ThreadKey) -> None:
        """The server said what a thread runs with."""
        if (told := self._told.get(thread)) is not None:
            told.set()

    async def step_effort(self, thread: ThreadKey | None, step: int) -> None:
        """Goes to the model's next effort up or down, at once; says which it is, or that there is none further."""
        async with self._in_turn[thread]:
            settings = self._settings(thread)
            known = self._link.state.model_info(settings.model)
            if known is None or not known.efforts:
                name = settings.model or "The model"
                self._link.say(f"{name}: the server lists no efforts for it", problem=True)
                return
            efforts = [effort.name for effort in known.efforts]
            current = self._link.state.effort(settings)
            at = efforts.index(current) if current in efforts else None
            to = max(0, min(len(efforts) - 1, at + step)) if at is not None else 0
            if to == at:
                most = "the most" if step > 0 else "the least"
                self._link.say(f"Effort {efforts[to]}: {most} that {known.name} has")
                return
            await self._set_effort(thread, efforts[to])

    async def set_effort(self, thread: ThreadKey | None, effort: str) -> None:
        """Uses this effort from the next turn on; one that the model does not have is refused, with what it has."""
        async with self._in_turn[thread]:
            known = self._link.state.model_info(self._settings(thread).model)
            efforts = [one.name for one in known.efforts] if known is not None else []
            if known is not None and efforts and effort not in efforts:
                self._link.say(
                    f"{known.name} has no effort {effort}; it has {', '.join(efforts)}", problem=True
                )
                return
            await self._set_effort(thread, effort)

    async def set_tier(self, thread: ThreadKey | None, tier: str | None) -> None:
        """Uses a service tier from the next turn on: by its id or name, None for the standard one."""
        async with self._in_turn[thread]:
            settings = self._settings(thread)
            known = self._link.state.model_info(settings.model)
            tiers = known.tiers if known is not None else ()
            wanted = (tier or "").casefold()
            found = next((one for one in tiers if wanted in (one.id.casefold(), one.name.casefold())), None)
            if tier is not None and found is None:
                names = ", ".join(one.name.lower() for one in tiers)
                other = f"it has {names}" if names else "it has the standard one only"
                self._link.say(f"{settings.model or 'The model'} has no tier {tier}; {other}", problem=True)
                return
            choice = ModelChoice(
                settings.model or "", settings.effort, found.id if found is not None else None
            )
            if await self._choose(thread, choice):
                self._link.say(
                    f"Tier {found.name.lower() if found is not None else 'standard'}{self._since(thread)}"
                )

    async def _set_effort(self, thread: ThreadKey | None, effort: str) -> None:
        settings = self._settings(thread)
        if await self._choose(thread, ModelChoice(settings.model or "", effort, settings.tier)):
            self._link.say(f"Effort {effort}{self._since(thread)}")

    def _settings(self, thread: ThreadKey | None) -> Settings:
        state = self._link.state
        return state.new_thread if thread is None else state.conversation(thread).settings

    def _since(self, thread: ThreadKey | None) -> str:
        """From when a choice holds, where that is not plain."""
        if thread is None:
            return " for new threads"
        runs = self._link.state.conversation(thread).active_turn is not None
        return " from the next turn on; this one goes on as it is" if runs else ""

    def for_new_thread(self) -> dict[str, Any]:
        """What thread/start carries."""
        return {} if self._for_new is None else self._for_new.start_params()

    def held(self, thread: ThreadKey) -> dict[str, Any]:
        """What the next turn/start carries, because the server could not be told yet."""
        choice = self._held.get(thread)
        return {} if choice is None else choice.params()

    def taken(self, thread: ThreadKey) -> None:
        """The server has what was held; it keeps it for later turns."""
        self._held.pop(thread, None)

    # --- the default ----------------------------------------------------------------------------------------

    async def make_default(self, choice: ModelChoice) -> None:
        """Writes a choice into the server's configuration, and notes for people where, and what overrides it."""
        state = self._link.state
        state.default_model_note = SafeText("Writing the configuration")
        self._link.report(CatalogueLoaded())
        state.default_model_note = await write_default(self._link, choice)
        self._link.report(CatalogueLoaded())
        await self._read_configuration()


def _holds(settings: Settings, choice: ModelChoice) -> bool:
    return (settings.model, settings.tier) == (choice.model, choice.tier) and choice.effort in (
        None,
        settings.effort,
    )


def _show(settings: Settings, choice: ModelChoice) -> None:
    settings.model = SafeText(choice.model)
    if choice.effort is not None:
        settings.effort = SafeText(choice.effort)
    settings.tier = None if choice.tier is None else SafeText(choice.tier)
