"""Reduces what is said of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.account import Account, take_limit
from codex_tui.model.changes import AccountChanged

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import (
        AccountRateLimitsUpdatedNotification,
        AccountUpdatedNotification,
    )
    from codex_tui.model.reducer_base import Reduction


def account_updated(reduction: Reduction, note: AccountUpdatedNotification) -> None:
    """Somebody signed in or out, here or elsewhere; who it is has to be asked for."""
    reduction.note(AccountChanged(told=True))


def limits_updated(reduction: Reduction, note: AccountRateLimitsUpdatedNotification) -> None:
    snapshot = note.rate_limits.model_dump(mode="json", by_alias=True)
    account = reduction.state.account or Account()
    if take_limit(snapshot, account):
        reduction.state.account = account
        reduction.note(AccountChanged())
