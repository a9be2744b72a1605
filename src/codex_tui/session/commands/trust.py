"""Commands about the trust in folders, which is an entry of the server's configuration.

The server looks a folder up under its real path, then under that of the git repository around it. Of a folder that has
no entry a person is asked; a no is kept here, since the server's own word for it, ``untrusted``, lets it write there.
"""

from __future__ import annotations

import asyncio
import base64
import os
import posixpath
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError
from codex_tui.model.safe_path import raw_path
from codex_tui.model.trust import TrustQuestion
from codex_tui.session.config_values import write_value
from codex_tui.session.link import explain, is_lost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_tui.session.link import Link
    from codex_tui.store.trust_answers import TrustAnswers

_MOST_PARENTS = 40


class TrustCommands:
    """Knows which folders are trusted.

    Args:
        link: the connection.
        answers: what was said no to; None where it is not kept.
    """

    def __init__(self, link: Link, answers: TrustAnswers | None = None) -> None:
        self._link = link
        self._answers = answers
        self._refused: dict[str, frozenset[str]] = {}
        self._roots: dict[str, str] = {}

    async def level(self, folder: str, config: Mapping[str, Any]) -> str | None:
        """The server's word for the trust in a folder; None where it has none.

        Raises:
            CodexError: it could not be asked.
        """
        folder = raw_path(folder)
        await self._load()
        projects = config.get("projects") or {}
        found = _level(projects, await self._real(folder))
        if found is None and (projects or self._refused[self._server]):
            found = _level(projects, await self.root(folder))
        return found

    async def question(self, folder: str) -> TrustQuestion | None:
        """What is to be asked before a thread begins in a folder; None where that is known."""
        folder = raw_path(folder)
        try:
            config = (await self._link.call("config/read", {"cwd": folder})).get("config") or {}
            if await self.level(folder, config) is not None:
                return None
            root = await self.root(folder)
            return None if self.refused(folder) else TrustQuestion(folder, root, self._where)
        except CodexError as error:
            if is_lost(error) and await self._link.comes_back():
                return await self.question(folder)
            return None  # starting the thread says what is wrong

    @property
    def _where(self) -> str:
        host = "" if self._link.server.here else f" on {self._link.server.label}"
        home = self._link.home
        return (f"{home}/config.toml" if home else "the server's config.toml") + host

    async def trust(self, question: TrustQuestion) -> str:
        """Has the server trust a folder; gives why that did not work, or ""."""
        try:
            path = await write_value(
                self._link, ("projects", question.root, "trust_level"), "trusted", "upsert"
            )
        except CodexError as error:
            return f"The folder could not be trusted: {explain(error)}"
        self._link.say(f"Trusted: written to {path or question.where}")
        return ""

    async def refuse(self, question: TrustQuestion) -> None:
        """Keeps that a folder is not trusted; nothing is written on the server."""
        server = self._server
        self._refused[server] = self._refused.get(server, frozenset()) | {question.root}
        if self._answers is not None:
            await asyncio.to_thread(self._answers.refuse, server, question.root)

    def refused(self, folder: str) -> bool:
        """Whether a person has said that a folder, or the repository around it, is not trusted."""
        folder = raw_path(folder)
        return not self._refused.get(self._server, frozenset()).isdisjoint(
            (folder, self._roots.get(folder, folder))
        )

    async def root(self, folder: str) -> str:
        """The git repository that a folder lies in, on the server's machine; the folder itself where there is none.

        Of a worktree it is the repository that it belongs to, as the server has it.
        """
        parents = _with_parents(await self._real(folder))
        asked = await asyncio.gather(*(self._git_in(one) for one in parents))
        root = next((found for found in asked if found), parents[0])
        self._roots[folder] = root
        return root

    async def _real(self, folder: str) -> str:
        """A folder without links on the way to it, where it is one of this machine: the server looks at that."""
        return await asyncio.to_thread(os.path.realpath, folder) if self._link.server.here else folder

    async def _git_in(self, folder: str) -> str:
        """The repository of which a folder is the top; empty if it is none."""
        path = posixpath.join(folder, ".git")
        try:
            if (await self._link.call("fs/getMetadata", {"path": path})).get("isDirectory"):
                await self._link.call(
                    "fs/getMetadata", {"path": f"{path}/HEAD"}
                )  # an empty one counts for nobody
                return folder
            content = (await self._link.call("fs/readFile", {"path": path})).get("dataBase64", "")
        except CodexError:
            return ""
        told = base64.b64decode(content).decode("utf-8", "replace")
        return told.removeprefix("gitdir:").strip().rpartition("/.git/worktrees/")[0]

    @property
    def _server(self) -> str:
        return "" if self._link.server.here else str(self._link.server.label)

    async def _load(self) -> None:
        server = self._server
        if server in self._refused:
            return
        kept = frozenset[str]()
        if self._answers is not None:
            kept = await asyncio.to_thread(self._answers.load, server)
        self._refused[server] = self._refused.get(server, frozenset()) | kept


def _level(projects: Mapping[str, Any], folder: str) -> str | None:
    entry = projects.get(folder)
    level = entry.get("trust_level") if isinstance(entry, dict) else None
    return level if isinstance(level, str) else None


def _with_parents(folder: str) -> list[str]:
    """A folder and those around it, the nearest first."""
    found = [folder]
    while len(found) < _MOST_PARENTS and (parent := posixpath.dirname(found[-1])) != found[-1]:
        found.append(parent)
    return found
