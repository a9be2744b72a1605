"""Commands about what threads may do without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.messages.permissions import ModeChosen
from codex_tui.model.permissions import CYCLE, MEANINGS, permissions_in
from codex_tui.slash.command import Argument, CommandContext, Completion, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from collections.abc import Iterable


def _modes(context: CommandContext) -> Iterable[Completion]:
    now = permissions_in(context.state, context.thread)
    return [
        Completion(mode.value, MEANINGS[mode], now=now is not None and now.mode is mode)
        for mode in CYCLE
        if mode not in context.state.of(context.thread).access.forbidden
    ]


def _choose(context: CommandContext, argument: str) -> ModeChosen | Refusal:
    wanted = " ".join(argument.casefold().replace("-", " ").split())
    mode = next((one for one in CYCLE if one.value == wanted), None)
    if mode is None:
        return Refusal(f"No permissions “{argument}”: {', '.join(one.value for one in CYCLE)}")
    return ModeChosen(context.thread, mode)


PERMISSIONS = (
    SlashCommand(
        "permissions",
        Group.MODEL,
        "app.permissions",
        aliases=("approvals",),
        argument=Argument("MODE", completions=_modes),
        post=_choose,
    ),
    SlashCommand("plan", Group.MODEL, "app.plan"),
)
