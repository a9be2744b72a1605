"""Commands about skills: which there are for a folder, and which of them are offered to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.around_facts import Skill
from codex_tui.model.safe_text import SafeText
from codex_tui.session.around.reading import Reader, rows_of, table_of

if TYPE_CHECKING:
    from codex_tui.session.link import Link


class SkillCommands:
    """Lists skills and switches them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reader = Reader(link, "skills")

    async def read(self, folder: str, *, anew: bool = False) -> None:
        """Reads the skills for a folder; `anew`: the server looks at the files again."""

        async def read() -> None:
            params: dict[str, Any] = {"cwds": [folder], "forceReload": anew}
            answer = await self._link.call("skills/list", params)
            around = self._link.state.around
            entries = rows_of(answer.get("data"))
            around.skills = tuple(_skill(row) for entry in entries for row in rows_of(entry.get("skills")))
            around.skill_errors = tuple(
                (SafeText(str(one.get("path") or "")), SafeText(str(one.get("message") or "")))
                for entry in entries
                for one in rows_of(entry.get("errors"))
            )

        await self._reader.read(read)

    async def switch(self, path: str, folder: str, *, enabled: bool) -> None:
        """Has a skill offered to the model, or not, and reads all of them again."""
        try:
            answer = await self._link.call("skills/config/write", {"path": path, "enabled": enabled})
        except CodexError as error:
            self._link.complain("The skill was not switched", error)
            return
        if answer.get("effectiveEnabled") is not enabled:
            self._link.say("Written, but another part of the configuration has the last word", problem=True)
        await self.read(folder)


def _skill(row: dict[str, Any]) -> Skill:
    shown = table_of(row.get("interface"))
    about = row.get("description") or row.get("shortDescription") or shown.get("shortDescription") or ""
    return Skill(
        name=SafeText(str(row.get("name") or "")),
        about=SafeText(str(about)),
        path=str(row.get("path") or ""),
        scope=str(row.get("scope") or ""),
        enabled=row.get("enabled") is not False,
        plugin=SafeText(str(row.get("pluginId") or "")),
    )
