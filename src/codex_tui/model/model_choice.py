"""A model with its effort and service tier, as a person picks them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What turns shall run with.

    Attributes:
        model: the model's id.
        effort: None leaves the one that holds.
        tier: id of a service tier; None is the standard one.
    """

    model: str
    effort: str | None = None
    tier: str | None = None

    @property
    def label(self) -> str:
        """For people: the model, and its effort if one was picked."""
        return f"{self.model} {self.effort}" if self.effort else self.model

    def params(self) -> dict[str, Any]:
        """As turns and the settings of a thread name it."""
        effort = {} if self.effort is None else {"effort": self.effort}
        return {"model": self.model, "serviceTier": self.tier, **effort}

    def start_params(self) -> dict[str, Any]:
        """As starting and forking a thread name it."""
        params: dict[str, Any] = {"model": self.model}
        if self.tier is not None:
            params["serviceTier"] = self.tier
        if self.effort is not None:
            params["config"] = {"model_reasoning_effort": self.effort}
        return params
