"""Commands about hooks: which there are for a folder, which may run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.around_facts import Hook
from codex_tui.model.safe_text import SafeText
from codex_tui.session.around.reading import Reader, rows_of
from codex_tui.session.config_values import write_value

if TYPE_CHECKING:
    from codex_tui.session.link import Link


class HookCommands:
    """Lists hooks, trusts them and switches them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reader = Reader(link, "hooks")

    async def read(self, folder: str) -> None:
        """Reads the hooks that a thread in a folder would have."""

        async def read() -> None:
            answer = await self._link.call("hooks/list", {"cwds": [folder]})
            around, entries = self._link.state.around, rows_of(answer.get("data"))
            around.hooks = tuple(_hook(row) for entry in entries for row in rows_of(entry.get("hooks")))
            errors = [
                (SafeText(str(one.get("path") or "")), SafeText(str(one.get("message") or "")))
                for entry in entries
                for one in rows_of(entry.get("errors"))
            ]
            warnings = [
                (SafeText(), SafeText(str(one))) for entry in entries for one in entry.get("warnings") or ()
            ]
            around.hook_errors = (*errors, *warnings)

        await self._reader.read(read)

    async def switch(self, key: str, folder: str, *, enabled: bool) -> None:
        """Lets a hook run, or not."""
        await self._write(key, "enabled", enabled, folder, "The hook is on" if enabled else "The hook is off")

    async def trust(self, key: str, trusted: str | None, folder: str) -> None:
        """Trusts a hook as it was when its hash was taken; with None, trusts it no more."""
        said = (
            "Trusted as it is now; once changed it asks anew"
            if trusted
            else "Trusted no more: it does not run"
        )
        await self._write(key, "trusted_hash", trusted, folder, said)

    async def _write(self, key: str, name: str, value: Any, folder: str, said: str) -> None:
        try:
            path = await write_value(self._link, ("hooks", "state", key, name), value)
        except CodexError as error:
            self._link.complain("The hook was not changed", error)
            return
        self._link.say(f"{said}; written to {path}")
        await self.read(folder)


def _hook(row: dict[str, Any]) -> Hook:
    kind = str(row.get("handlerType") or "")
    runs = row.get("command") or row.get("prompt") or ""
    if row.get("tool"):
        runs = f"{row.get('server') or ''}.{row['tool']}"
    return Hook(
        key=str(row.get("key") or ""),
        event=str(row.get("eventName") or ""),
        kind=kind,
        runs=SafeText(str(runs)),
        matcher=SafeText(str(row.get("matcher") or "")),
        source=str(row.get("source") or ""),
        path=str(row.get("sourcePath") or ""),
        enabled=row.get("enabled") is not False,
        trust=str(row.get("trustStatus") or ""),
        current=str(row.get("currentHash") or ""),
        seconds=int(row.get("timeoutSec") or 0),
        says=SafeText(str(row.get("statusMessage") or "")),
    )
