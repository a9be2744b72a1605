"""Commands about the model: which one, how hard it thinks, how fast it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.messages.compare import ComparePrompt
from codex_tui.messages.models import EffortChosen, TierChosen
from codex_tui.model.draft import draft_of
from codex_tui.slash.command import Argument, CommandContext, Completion, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.messages import Intent
    from codex_tui.model.catalogue import ModelInfo
    from codex_tui.model.settings import Settings

_ON, _OFF = ("on", "fast"), ("off", "standard")


def _settings(context: CommandContext) -> Settings:
    conversation = context.conversation
    return conversation.settings if conversation is not None else context.state.new_thread


def _in_use(context: CommandContext) -> ModelInfo | None:
    return context.state.model_info(_settings(context).model)


def _models(context: CommandContext) -> Iterator[Completion]:
    used = _settings(context).model
    for model in context.state.models:
        yield Completion(model.id, " ".join(model.description.split()), now=model.id == used)


def _efforts(context: CommandContext) -> Iterator[Completion]:
    model, settings = _in_use(context), _settings(context)
    for effort in model.efforts if model is not None else ():
        about = " ".join(effort.description.split())
        yield Completion(effort.name, about, now=effort.name == context.state.effort(settings))


def _tiers(context: CommandContext) -> Iterator[Completion]:
    model, tier = _in_use(context), _settings(context).tier
    for one in model.tiers if model is not None else ():
        yield Completion(one.name.lower(), " ".join(one.description.split()), now=one.id == tier)
    yield Completion("standard", "the speed and the price without a tier", now=tier is None)


def _choose_model(context: CommandContext, argument: str) -> Intent | Refusal:
    """A model by its id or name, with an effort behind it if one likes."""
    name, _, effort = argument.partition(" ")
    state, settings = context.state, _settings(context)
    wanted = name.casefold()
    known = [*state.models, *state.hidden_models]
    model = next((one for one in known if wanted in (one.id.casefold(), one.name.casefold())), None)
    if model is None and known:
        return Refusal(f"The server lists no model {name}; /model alone shows which there are")
    if model is None:
        return say.ModelChosen(context.thread, name, effort.strip() or settings.effort, settings.tier)
    wished = effort.strip().casefold() or settings.effort
    chosen = model.nearest_effort(wished)
    if effort.strip() and chosen != wished:
        names = ", ".join(one.name for one in model.efforts)
        return Refusal(f"{model.name} has no effort {effort.strip()}; it has {names or 'none'}")
    tier = settings.tier if any(one.id == settings.tier for one in model.tiers) else None
    return say.ModelChosen(context.thread, model.id, chosen, tier)


def _choose_effort(context: CommandContext, argument: str) -> Intent | Refusal:
    model = _in_use(context)
    names = [one.name for one in model.efforts] if model is not None else []
    if model is not None and names and argument.casefold() not in names:
        return Refusal(f"{model.name} has no effort {argument}; it has {', '.join(names)}")
    return EffortChosen(context.thread, argument.casefold())


def _choose_tier(context: CommandContext, argument: str) -> Intent | Refusal:
    name = argument.casefold()
    model = _in_use(context)
    known = [
        known.casefold() for one in (model.tiers if model is not None else ()) for known in (one.name, one.id)
    ]
    if model is not None and name not in (*known, "standard", "default"):
        names = ", ".join((*(one.name.lower() for one in model.tiers), "standard"))
        return Refusal(f"{model.name} has no tier {argument}; it has {names}")
    return TierChosen(context.thread, None if name in ("standard", "default") else name)


def _fast(context: CommandContext, argument: str) -> Intent | Refusal:
    """Switches the fast tier, or to what is said."""
    word = argument.casefold()
    if word and word not in (*_ON, *_OFF):
        return Refusal("/fast switches; /fast on and /fast off say which")
    on = word in _ON if word else _settings(context).tier is None
    return TierChosen(context.thread, "fast" if on else None)


def _compare(context: CommandContext, argument: str) -> Intent:
    return ComparePrompt(context.written or draft_of(argument))


MODELS = (
    SlashCommand(
        "model", Group.MODEL, "app.model", argument=Argument("NAME", completions=_models), post=_choose_model
    ),
    SlashCommand(
        "effort",
        Group.MODEL,
        help="How hard the model thinks, from the next turn on",
        argument=Argument("LEVEL", required=True, completions=_efforts),
        post=_choose_effort,
    ),
    SlashCommand(
        "tier",
        Group.MODEL,
        help="The service tier: how fast the model answers, and what that costs",
        argument=Argument("NAME", required=True, completions=_tiers),
        post=_choose_tier,
    ),
    SlashCommand(
        "fast",
        Group.MODEL,
        help="Switch the fast tier on or off",
        argument=Argument("ON|OFF"),
        post=_fast,
    ),
    SlashCommand(
        "compare",
        Group.MODEL,
        "app.compare",
        argument=Argument("PROMPT"),
        post=_compare,
        takes_images=True,
    ),
)
