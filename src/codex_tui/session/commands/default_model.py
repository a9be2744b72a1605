"""Writes which model new threads begin with into the server's configuration, and says what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.safe_text import SafeText
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_tui.model.model_choice import ModelChoice
    from codex_tui.session.link import Link

_NAMES = {"model": "model", "model_reasoning_effort": "effort", "service_tier": "tier"}
_LAYERS = {
    "sessionFlags": "the command line of the server (-c)",
    "system": "the configuration of this machine",
    "mdm": "your organisation's configuration",
    "enterpriseManaged": "your organisation's configuration",
    "legacyManagedConfigTomlFromFile": "your organisation's configuration",
    "legacyManagedConfigTomlFromMdm": "your organisation's configuration",
}
"""Where a value of the configuration may come from, by the server's name of the layer."""


async def write_default(link: Link, choice: ModelChoice) -> SafeText:
    """Writes it, all or nothing; gives what to say: the file, and what of it is overridden by what."""
    wanted = {"model": choice.model, "service_tier": choice.tier}
    if choice.effort is not None:
        wanted["model_reasoning_effort"] = choice.effort
    edits = [
        {"keyPath": key, "value": value, "mergeStrategy": "replace"} for key, value in sorted(wanted.items())
    ]
    try:
        written = await link.call("config/batchWrite", {"edits": edits, "reloadUserConfig": True})
    except CodexError as error:
        return SafeText(f"The default was not written: {explain(error)}")
    said = (
        f"Default of new threads: {choice.label}. Written to {written.get('filePath', 'the configuration')}."
    )
    try:
        read = await link.call("config/read", {"cwd": link.state.start_folder})
    except CodexError:
        return SafeText(said)
    return SafeText(" ".join([said, *_overridden(wanted, read)]))


def _overridden(wanted: dict[str, str | None], read: dict[str, Any]) -> list[str]:
    """A sentence for each value that holds in the place of what was written."""
    config, origins = read.get("config") or {}, read.get("origins") or {}
    said = []
    for key, value in wanted.items():
        holds = config.get(key)
        if holds == value or (key == "service_tier" and holds in (None, "default") and value is None):
            continue
        layer = (origins.get(key) or {}).get("name") or {}
        said.append(f"But {_NAMES[key]} {holds or 'unset'} holds here, from {_layer(layer)}.")
    return said


def _layer(layer: dict[str, Any]) -> str:
    where = layer.get("file") or layer.get("dotCodexFolder")
    return str(where or _LAYERS.get(str(layer.get("type")), "another part of the configuration"))
