"""Runs one prompt on several models: a thread for each, forks of the same one or new, and what becomes of them."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError, JsonRpcError
from codex_tui.model.changes import ComparisonChanged, TurnEnded, UsageChanged
from codex_tui.model.comparison import ComparePlace, so_far
from codex_tui.model.safe_text import SafeText
from codex_tui.model.worktree import WorktreeBase, WorktreePlace
from codex_tui.session.commands.lookup import Lookup, RefusedError
from codex_tui.session.commands.naming import set_name
from codex_tui.session.commands.together import together
from codex_tui.session.kept_comparisons import KeptComparisons
from codex_tui.session.link import explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from codex_tui.model.changes import Change
    from codex_tui.model.comparison import Comparison, Contender
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.commands.permissions import PermissionCommands
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.commands.worktrees import WorktreeCommands
    from codex_tui.session.link import Link
    from codex_tui.store.comparisons import ComparisonStore

_UNSAFE = re.compile(r"[^\w.-]+")
_MODES = {
    "readOnly": "read-only",
    "workspaceWrite": "workspace-write",
    "dangerFullAccess": "danger-full-access",
}
"""Sandboxes as the settings of a thread name them, and as starting one does."""


class _NotStartedError(Exception):
    """A contender cannot begin; the text says why."""


class CompareCommands:
    """Begins the threads of a comparison, keeps what came of them, and puts them away."""

    def __init__(
        self,
        link: Link,
        threads: ThreadCommands,
        turns: TurnCommands,
        worktrees: WorktreeCommands,
        permissions: PermissionCommands,
        kept: ComparisonStore | None = None,
    ) -> None:
        self._link = link
        self._threads = threads
        self._turns = turns
        self._worktrees = worktrees
        self._permissions = permissions
        self._lookup = Lookup(link)
        self._kept = KeptComparisons(link, kept)
        self._one_worktree = asyncio.Lock()

    async def start(self, comparison: Comparison, base: WorktreeBase | None) -> None:
        """Begins all of them at once. One that cannot begin says why, and the others go on.

        Args:
            comparison: the prompt and the models.
            base: what worktrees begin with, where each model gets one.
        """
        comparison.begun = self._link.clock()
        comparison.folder = self.folder_of(comparison.source)
        self._kept.keep(comparison)
        self.turn_to(comparison)
        await together(self._start(comparison, one, base) for one in comparison.contenders)

    def turn_to(self, comparison: Comparison) -> None:
        """Makes it the one that is shown."""
        for view in self._link.state.views.values():
            view.comparison = None
        self._link.state.comparison = comparison
        self._changed()

    async def known(self) -> list[Comparison]:
        """All that were begun on this server, also before the last start of codex-tui; the newest first."""
        return await self._kept.all()

    async def _start(self, comparison: Comparison, contender: Contender, base: WorktreeBase | None) -> None:
        try:
            folder = self.folder_of(comparison.source)
            if base is not None:
                folder = await self._make_worktree(contender, base)
            conversation = await self._begin(comparison, contender, folder)
            contender.thread = key = conversation.key
            self._kept.keep(comparison)
            self._changed()
            await self._name(key, comparison.thread_name(contender))
            known = frozenset(conversation.turns)
            await self._turns.submit(key, comparison.prompt)
            contender.turn = next((turn for turn in reversed(conversation.turns) if turn not in known), None)
            if contender.turn is None:
                raise _NotStartedError("the server did not take the prompt")
        except CodexError as error:
            contender.problem = explain(error)
        except _NotStartedError as error:
            contender.problem = SafeText(str(error))
        self._note(contender)
        self._kept.keep(comparison)
        self._changed()

    async def _make_worktree(self, contender: Contender, base: WorktreeBase) -> str:
        wanted = "compare-" + (_UNSAFE.sub("-", contender.choice.model).strip("-.") or "model")
        async with self._one_worktree:  # git locks what all of them write
            found = await self._worktrees.look(base.folder)
            if isinstance(found, str):
                raise _NotStartedError(found)
            branch = found.free_name(wanted)
            path = WorktreePlace.TOGETHER.path(base.root, branch)
            folder, problem = await self._worktrees.make(base, branch, path)
        if problem:
            raise _NotStartedError(problem)
        contender.folder, contender.branch = path, branch
        return folder

    async def _begin(self, comparison: Comparison, contender: Contender, folder: str) -> Conversation:
        """A fork of the source, or a new thread where there is none or nothing was said in it yet."""
        params = {**contender.choice.start_params(), "cwd": folder}
        source, place = comparison.source, comparison.place
        if source is not None:
            original = self._link.state.conversation(source)
            until = {} if original.active_turn is None else {"beforeTurnId": original.active_turn}
            try:
                copy = await self._threads.copy(source, {**params, **until, **self._sandbox(place, original)})
            except JsonRpcError as error:
                if "no rollout found" not in error.message:
                    raise
            else:
                contender.tokens_before = copy.usage.total.total or None
                return copy
        contender.tokens_before = 0
        if place is ComparePlace.READ_ONLY:
            params["sandbox"] = "read-only"
        elif place is ComparePlace.TOGETHER:
            params |= self._permissions.for_new_thread()
        started = await self._turns.begin(params)
        if place is ComparePlace.WORKTREES:
            await self._let_write(started)
        elif place is ComparePlace.TOGETHER and (why := await self._permissions.begin(started)):
            raise _NotStartedError(why)
        return started

    def _sandbox(self, place: ComparePlace, source: Conversation) -> dict[str, Any]:
        """A fork begins with the configured sandbox, not with that of its source."""
        if place is ComparePlace.READ_ONLY:
            return {"sandbox": "read-only"}
        if place is ComparePlace.WORKTREES:
            return {"sandbox": "workspace-write"}
        allowed = source.settings.permissions
        mode = _MODES.get(allowed.sandbox) if allowed is not None else None
        return {"sandbox": mode} if mode else {}

    async def _let_write(self, conversation: Conversation) -> None:
        """Lets a new thread write in its worktree.

        Begun with that permission, the server would note the repository as trusted, for all threads to come.
        """
        read = await self._link.call("config/read", {"cwd": conversation.settings.cwd or ""})
        config = (read.get("config") or {}).get("sandbox_workspace_write") or {}
        policy = {
            "type": "workspaceWrite",
            "networkAccess": bool(config.get("network_access")),
            "excludeTmpdirEnvVar": bool(config.get("exclude_tmpdir_env_var")),
            "excludeSlashTmp": bool(config.get("exclude_slash_tmp")),
            "writableRoots": list(config.get("writable_roots") or ()),
        }
        params = {"threadId": conversation.key.thread, "sandboxPolicy": policy}
        await self._link.call("thread/settings/update", params)

    async def _name(self, key: ThreadKey, name: str) -> None:
        try:
            await set_name(self._link, key, name)
        except CodexError:
            return  # it goes by its prompt, and its model stands beside it

    # --- while they run -------------------------------------------------------------------------------------

    async def open_all(self) -> None:
        """Loads the threads of the comparison that is looked at, and reads what came of turns that ended unseen."""
        comparison = self._link.state.comparison
        if comparison is not None:
            await together(
                self._open(one, one.thread) for one in comparison.contenders if one.thread is not None
            )
            if comparison.contenders and all(one.deleted or one.problem for one in comparison.contenders):
                self._kept.forget(comparison)  # nothing is left of it but what stands on the screen
            self._kept.keep(comparison)
            self._changed()

    async def _open(self, contender: Contender, key: ThreadKey) -> None:
        if contender.deleted:
            return
        conversation = self._link.state.conversation(key)
        if not conversation.ready:
            try:
                contender.archived = await self._lookup.is_archived(key)
            except RefusedError:
                contender.deleted = True
                return
            except CodexError:
                pass  # opening it says why
        await self._threads.open_thread(key, alone=False)
        self._note(contender)

    def look(self, changes: Iterable[Change]) -> None:
        """Keeps what came of the turns, of which the server keeps only a part."""
        for change in changes:
            if isinstance(change, TurnEnded | UsageChanged):
                for comparison, contender in self._kept.contenders(change.thread):
                    self._note(contender)
                    self._kept.keep(comparison)

    def _note(self, contender: Contender) -> None:
        conversation = self._link.state.conversations.get(contender.thread) if contender.thread else None
        if conversation is not None and contender.turn in conversation.turns:
            contender.result = so_far(conversation, contender)

    # --- afterwards -----------------------------------------------------------------------------------------

    async def remove_worktrees(self, contenders: Sequence[Contender]) -> list[str]:
        """Deletes worktrees with what was changed in them, and their branches; gives why not, of those that stay."""
        comparison = self._link.state.comparison
        folder = comparison.folder if comparison is not None else self._link.state.start_folder
        whys = []
        for contender in contenders:
            if contender.folder:
                why = await self._worktrees.remove(folder, contender.folder, contender.branch)
                if why:
                    whys.append(f"{contender.folder}: {why}")
                else:
                    contender.folder = contender.branch = ""
        return whys

    def folder_of(self, source: ThreadKey | None) -> str:
        """Where the models work if they have no worktree."""
        state = self._link.state
        return state.start_folder if source is None else state.working_folder(source)

    def end(self, comparison: Comparison) -> None:
        """One of them is kept, and none is compared any more; their threads are not touched."""
        self._kept.forget(comparison)
        if self._link.state.comparison is comparison:
            self._link.state.comparison = None
            self._changed()

    def _changed(self) -> None:
        self._link.report(ComparisonChanged())
