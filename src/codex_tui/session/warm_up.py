"""Builds the SDK's models before they are needed, one at a time, so that the first prompt finds them ready.

Pydantic builds a model when it is first used, 10 to 25 ms for each of the large ones: too long between a key
and its echo, and unnoticed in the pauses after the first screen.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from codex_app_server.generated import v2_all

if TYPE_CHECKING:
    from pydantic import BaseModel

_MODELS = (
    "ThreadStartResponse",
    "ThreadStartedNotification",
    "ThreadStatusChangedNotification",
    "TurnStartedNotification",
    "ItemStartedNotification",
    "ItemCompletedNotification",
    "AgentMessageDeltaNotification",
    "ThreadTokenUsageUpdatedNotification",
    "ThreadReadStateChangedNotification",
    "TurnCompletedNotification",
    "ThreadReadResponse",
    "ThreadResumeResponse",
    "ThreadTurnsListResponse",
    "ReasoningSummaryTextDeltaNotification",
    "CommandExecutionOutputDeltaNotification",
    "ThreadSettingsUpdatedNotification",
)
"""In the order in which a first prompt uses them."""


_FIRST = ("ModelListResponse",)
"""What every connection needs at once."""


def load() -> None:
    """Imports and builds the first models, in whatever thread this is called; no connection may exist yet."""
    for name in _FIRST:
        getattr(v2_all, name).model_rebuild()


def _import_models() -> None:
    for name in _MODELS:
        getattr(v2_all, name)


async def warm_up() -> None:
    """Imports the other models in a thread and builds them on the loop, where they are used."""
    await asyncio.to_thread(_import_models)
    for name in _MODELS:
        model: type[BaseModel] = getattr(v2_all, name)
        model.model_rebuild()
        # Zero seconds: keys and frames go first.
        await asyncio.sleep(0)
