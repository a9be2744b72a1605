"""The models that a server offers, as pickers show them. Made when the catalogue has come."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.model.safe_text import SafeText


@dataclass(frozen=True, slots=True)
class Effort:
    """A reasoning effort that a model supports."""

    name: SafeText
    description: SafeText


@dataclass(frozen=True, slots=True)
class Tier:
    """A service tier of a model: its id for the server, its name for people."""

    id: str
    name: SafeText
    description: SafeText


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model of the server's catalogue."""

    id: SafeText
    name: SafeText
    description: SafeText
    is_default: bool
    efforts: tuple[Effort, ...]
    default_effort: SafeText | None
    tiers: tuple[Tier, ...]
    hidden: bool = False
    """The server leaves it out of pickers; it can be used."""
    upgrade: SafeText | None = None
    """The model that takes its place."""
    upgrade_note: SafeText = SafeText("")
    retires_at: float | None = None
    """Unix seconds."""
    notice: SafeText = SafeText("")
    """What the server wants people to know before they choose it."""

    def nearest_effort(self, wished: str | None) -> SafeText | None:
        """The effort that is wished for where the model has it, else the model's own default."""
        names = [effort.name for effort in self.efforts]
        if wished in names:
            return SafeText(wished)
        if self.default_effort in names:
            return self.default_effort
        return names[0] if names else None
