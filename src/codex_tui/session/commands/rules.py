"""Commands about what is allowed for good: read it, and take it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.changes import RulesRead
from codex_tui.model.rule_book import AllowedTool, RuleBook, SavedRule
from codex_tui.model.rules import RuleInTheWayError
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.session.config_values import write_value
from codex_tui.session.link import explain
from codex_tui.store.rule_files import read_rules, remove_rule
from codex_tui.store.rule_times import RuleTimes

if TYPE_CHECKING:
    from codex_tui.session.link import Link

ELSEWHERE = SafeText("The rules of a server on another machine lie there, and cannot be shown here.")


class RuleCommands:
    """Reads files of rules and the server's configuration.

    Args:
        link: the connection.
        times: when rules were saved from here.
    """

    def __init__(self, link: Link, times: RuleTimes | None = None) -> None:
        self._link = link
        self._times = times or RuleTimes(on_problem=lambda text: link.say(text, problem=True))

    async def read(self, folder: str) -> RuleBook:
        """Reads all that holds in a folder; `AppState.rules` has it then."""
        entries: list[SavedRule | AllowedTool] = []
        problems: list[SafeText] = []
        try:
            codex = await self._link.codex()
        except CodexError as error:
            problems.append(SafeText(f"Nothing can be read: {explain(error)}"))
        else:
            if self._link.server.here:
                found, problems = await asyncio.to_thread(
                    read_rules, Path(codex.metadata.codex_home), Path(raw_path(folder))
                )
                noted = await asyncio.to_thread(self._times.load)
                entries += [replace(one, saved_at=noted.get(one.rule.words or ())) for one in found]
            else:
                problems.append(ELSEWHERE)
            entries += await self._tools(folder, problems)
        book = self._link.state.rules = RuleBook(tuple(entries), tuple(problems))
        self._link.report(RulesRead())
        return book

    async def remove(self, entry: SavedRule | AllowedTool, folder: str) -> None:
        """Takes back what is allowed, and reads all of it anew."""
        done = False
        if isinstance(entry, AllowedTool):
            done = await self._forget_tool(entry)
        else:
            try:
                await asyncio.to_thread(remove_rule, Path(entry.path), entry.rule)
                done = True
            except RuleInTheWayError as error:
                self._link.say(f"The rule was not removed: {error}", problem=True)
            except OSError as error:
                self._link.say(f"The rule was not removed: {error.strerror or error}", problem=True)
        book = await self.read(folder)
        if done and isinstance(entry, AllowedTool) and entry in book.entries:
            self._link.say("Removed from your configuration, but another one still has it", problem=True)
        elif done:
            self._link.say("Removed; loaded threads keep it, new ones ask again")

    async def note_saved(self, words: tuple[str, ...]) -> None:
        """Keeps when a rule was saved."""
        await asyncio.to_thread(self._times.note, words, self._link.clock())

    async def _tools(self, folder: str, problems: list[SafeText]) -> list[AllowedTool]:
        try:
            answer = await self._link.call("config/read", {"cwd": folder})
        except CodexError as error:
            problems.append(SafeText(f"The tools that are allowed cannot be read: {explain(error)}"))
            return []
        servers = answer.get("config", {}).get("mcp_servers")
        return [
            AllowedTool(server, tool)
            for server, known in _dict(servers).items()
            for tool, settings in _dict(_dict(known).get("tools")).items()
            if _dict(settings).get("approval_mode") == "approve"
        ]

    async def _forget_tool(self, entry: AllowedTool) -> bool:
        path = ("mcp_servers", entry.server, "tools", entry.tool, "approval_mode")
        try:
            await write_value(self._link, path, None)
        except CodexError as error:
            self._link.complain("The tool is still allowed", error)
            return False
        return True


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
