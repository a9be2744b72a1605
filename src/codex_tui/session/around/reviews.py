"""Commands about reviews: what a folder has to review, and beginning one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui.model.changes import FactsRead
from codex_tui.model.review import Branch, Commit, ReviewChoices
from codex_tui.model.safe_text import SafeText
from codex_tui.session.git import GitError, Repository

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.review import ReviewTarget
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link

MOST_BRANCHES, MOST_COMMITS = 500, 200
_ELSEWHERE = (
    "The folder is on another machine: branches and commits cannot be listed here, but their names typed."
)


class ReviewCommands:
    """Asks git what there is, and the server for a review of it."""

    def __init__(self, link: Link, turns: TurnCommands) -> None:
        self._link = link
        self._turns = turns

    async def look(self, folder: str) -> None:
        """Reads what a folder has to review; `Around.review` has it then."""
        if not self._link.server.here:
            choices = ReviewChoices(folder, problem=SafeText(_ELSEWHERE))
        else:
            try:
                choices = await review_choices(folder)
            except GitError as error:
                choices = ReviewChoices(folder, problem=SafeText(f"Git says nothing of this folder: {error}"))
        self._link.state.around.review = choices
        self._link.report(FactsRead("review"))

    async def start(self, thread: ThreadKey | None, target: ReviewTarget) -> ThreadKey | None:
        """Begins a review in a thread, or in a new one. A turn that runs is interrupted by the server.

        Gives the thread, None if no review began.
        """
        thread = await self._turns.thread_for(thread)
        if thread is None:
            return None
        params = {"threadId": thread.thread, "target": target.params(), "delivery": "inline"}
        try:
            await self._link.call("review/start", params)
        except CodexError as error:
            self._link.complain("The review did not begin", error)
            return None
        return thread


async def review_choices(folder: str) -> ReviewChoices:
    git = (await Repository.open(folder)).git
    status = await git("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty", "-z")
    if status.code:
        raise GitError(status.problem or "it is in no git repository")
    # A rename has its old name in a field of its own, which has no blank in its third column.
    fields = [field for field in status.output.split(b"\0") if field[2:3] == b" "]
    refs = await git(
        "for-each-ref",
        f"--count={MOST_BRANCHES}",
        "--sort=-committerdate",
        "--format=%(HEAD)%00%(refname:lstrip=2)%00%(committerdate:relative)%00%(subject)",
        "refs/heads",
        "refs/remotes",
    )
    log = await git("log", f"--max-count={MOST_COMMITS}", "--format=%H%x00%s%x00%ar%x00%an", "HEAD", "--")
    return ReviewChoices(
        folder,
        changed=len(fields),
        branches=tuple(_branches(refs.output)),
        commits=() if log.code else tuple(_commits(log.output)),
    )


def _branches(output: bytes) -> list[Branch]:
    rows = [os.fsdecode(line).split("\0", 3) for line in output.splitlines()]
    return [
        Branch(name, SafeText(subject), SafeText(age), head == "*")
        for head, name, age, subject in (row for row in rows if len(row) == 4)
        if not name.endswith("/HEAD")
    ]


def _commits(output: bytes) -> list[Commit]:
    rows = [line.decode("utf-8", "replace").split("\0") for line in output.splitlines()]
    return [
        Commit(sha, subject, SafeText(age), SafeText(author))
        for sha, subject, age, author in (row for row in rows if len(row) == 4)
    ]
