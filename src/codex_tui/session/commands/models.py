"""Commands about models: the catalogue, and the choice for the next turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import CatalogueLoaded, SettingsChanged
from codex_tui.model.safe_text import SafeText
from codex_tui.model.settings import Settings
from codex_tui.model.translate_threads import model_info

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link


@dataclass(frozen=True, slots=True)
class Choice:
    """A model with its effort and tier, as a person picked them; None leaves the server's default."""

    model: str
    effort: str | None
    tier: str | None

    def params(self) -> dict[str, Any]:
        """As the protocol names it; no effort leaves the thread's, no tier is the standard one."""
        effort = {} if self.effort is None else {"effort": self.effort}
        return {"model": self.model, "serviceTier": self.tier, **effort}


class ModelCommands:
    """Knows the catalogue and what was chosen."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._for_new: Choice | None = None
        self._held: dict[ThreadKey, Choice] = {}

    async def load_models(self) -> None:
        """Loads the catalogue, and what new threads start with by the configuration."""
        state = self._link.state
        try:
            codex = await self._link.codex()
            page = await codex.models(limit=100)
            folder = state.start_folder
            answer = await self._link.call("config/read", {"cwd": folder})
        except CodexError as error:
            self._link.complain("The models could not be loaded", error)
            return
        state.models = [model_info(model) for model in page.data if not model.hidden]
        self._configure(folder, answer)

    async def start_in(self, folder: str | None) -> None:
        """Has new threads run in a folder, with what is configured there; None: where the application was started."""
        state = self._link.state
        if state.new_folder == folder:
            return
        state.new_folder = folder
        state.new_thread.cwd = SafeText(state.start_folder)
        self._link.report(CatalogueLoaded())
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
                cwd=SafeText(folder),
            )
        self._link.report(CatalogueLoaded())

    async def choose_model(
        self, thread: ThreadKey | None, model: str, effort: str | None, tier: str | None
    ) -> None:
        """Uses this model from the next turn on; without a thread, for the threads started next."""
        choice = Choice(model, effort, tier)
        if thread is None:
            self._for_new = choice
            _show(self._link.state.new_thread, choice)
            self._link.report(CatalogueLoaded())
            return
        conversation = self._link.state.conversation(thread)
        _show(conversation.settings, choice)
        self._link.report(SettingsChanged(thread))
        if conversation.ready:
            try:
                params = {"threadId": thread.thread, **choice.params()}
                await self._link.call("thread/settings/update", params)
            except CodexError:
                pass  # then the next turn carries it
            else:
                self._held.pop(thread, None)
                return
        self._held[thread] = choice

    def for_new_thread(self) -> dict[str, Any]:
        """What thread/start carries."""
        choice = self._for_new
        if choice is None:
            return {}
        params: dict[str, Any] = {"model": choice.model}
        if choice.tier is not None:
            params["serviceTier"] = choice.tier
        if choice.effort is not None:
            params["config"] = {"model_reasoning_effort": choice.effort}
        return params

    def held(self, thread: ThreadKey) -> dict[str, Any]:
        """What the next turn/start carries, because the server could not be told yet."""
        choice = self._held.get(thread)
        return {} if choice is None else choice.params()

    def taken(self, thread: ThreadKey) -> None:
        """The server has what was held; it keeps it for later turns."""
        self._held.pop(thread, None)


def _show(settings: Settings, choice: Choice) -> None:
    settings.model = SafeText(choice.model)
    settings.effort = None if choice.effort is None else SafeText(choice.effort)
    settings.tier = None if choice.tier is None else SafeText(choice.tier)
