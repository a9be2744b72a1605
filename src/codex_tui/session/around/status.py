"""Reads what the status page shows beside what the model has anyway: the server's process, layers, account, limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.around_facts import ConfigLayer, ServerFacts
from codex_tui.model.safe_text import SafeText
from codex_tui.session.around.reading import Reader, rows_of, table_of
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from codex_tui.session.link import Link

_HOUR, _DAY, _WEEK = 60, 24 * 60, 7 * 24 * 60


class StatusCommands:
    """Asks the server about itself; what it does not answer is left out."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reader = Reader(link, "status")

    async def read(self, folder: str) -> None:
        """Reads it; `Around.server` has it then."""

        async def read() -> None:
            codex = await self._link.codex()
            diagnostics, config, account, limits = await asyncio.gather(
                self._ask("server/diagnostics", {}),
                self._ask("config/read", {"includeLayers": True, "cwd": folder}),
                self._ask("account/read", {}),
                self._ask("account/rateLimits/read", {}),
            )
            process = table_of(diagnostics.get("process"))
            gauges = {one.get("name"): one.get("value") for one in rows_of(diagnostics.get("gauges"))}
            told = codex.metadata
            self._link.state.around.server = ServerFacts(
                user_agent=SafeText(told.user_agent),
                home=SafeText(str(told.codex_home)),
                platform=SafeText(f"{told.platform_os} ({told.platform_family})"),
                endpoint=SafeText(self._link.server.address),
                process=_number(process.get("id")),
                memory=_number(process.get("residentMemoryBytes")),
                threads=_number(gauges.get("core.threads.live")),
                layers=tuple(_layer(one) for one in rows_of(config.get("layers"))),
                account=_account(account),
                limits=tuple(_limits(limits)),
                limits_problem=SafeText(limits.get("problem", "")),
            )

        await self._reader.read(read)

    async def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        try:
            return table_of(await self._link.call(method, params))
        except CodexError as error:
            return {"problem": explain(error)}


def _layer(layer: dict[str, Any]) -> ConfigLayer:
    name = table_of(layer.get("name"))
    place = name.get("file") or name.get("dotCodexFolder") or name.get("domain") or name.get("id") or ""
    return ConfigLayer(
        source=str(name.get("type") or ""),
        path=SafeText(str(place)),
        keys=tuple(SafeText(key) for key in table_of(layer.get("config"))),
        disabled=SafeText(str(layer.get("disabledReason") or "")),
    )


def _account(answer: dict[str, Any]) -> SafeText:
    account = answer.get("account")
    if "requiresOpenaiAuth" not in answer:
        return SafeText(f"not known: {answer.get('problem', '')}")
    if not isinstance(account, dict):
        needed = answer["requiresOpenaiAuth"]
        return SafeText("not logged in" if needed else "none; this model provider needs none")
    kind = str(account.get("type") or "")
    if kind == "apiKey":
        return SafeText("an API key")
    words = [str(account[key]) for key in ("email", "planType") if account.get(key)]
    return SafeText(", ".join(("ChatGPT" if kind == "chatgpt" else kind, *words)))


def _limits(answer: dict[str, Any]) -> list[tuple[SafeText, int, float | None]]:
    shown: list[tuple[SafeText, int, float | None]] = []
    by_id = table_of(answer.get("rateLimitsByLimitId"))
    snapshots = [table_of(one) for one in by_id.values()] or [table_of(answer.get("rateLimits"))]
    for snapshot in snapshots:
        name = str(snapshot.get("limitName") or snapshot.get("limitId") or "limit")
        for window in ("primary", "secondary"):
            told = table_of(snapshot.get(window))
            if told:
                span = _span(_number(told.get("windowDurationMins")))
                resets = _number(told.get("resetsAt"))
                text = SafeText(f"{name}{f', {span}' if span else ''}")
                shown.append((text, _number(told.get("usedPercent")) or 0, float(resets) if resets else None))
    return shown


def _span(minutes: int | None) -> str:
    if not minutes:
        return ""
    for size, word in ((_WEEK, "week"), (_DAY, "day"), (_HOUR, "hour"), (1, "minute")):
        if minutes % size == 0:
            return f"{minutes // size} {word}{'s' if minutes != size else ''}"
    return ""


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None
