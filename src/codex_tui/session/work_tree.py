"""Reads what differs in a folder from the last commit: git's diff, and the files that git does not know yet."""

from __future__ import annotations

import asyncio
import os
import posixpath
import stat
from typing import TYPE_CHECKING

from codex_tui.model.diff import FilePatch, content_hunks
from codex_tui.model.diff_views import TreeState, WorkTree
from codex_tui.model.git_diff import files_of_git
from codex_tui.model.safe_text import SafeText
from codex_tui.session.git import GitError, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_UNTRACKED = 1000
LARGEST_UNTRACKED = 1024 * 1024
MOST_CONTENT = 8 * 1024 * 1024
"""Bytes of all files together that git does not know."""
_DIFF = ("--no-ext-diff", "--no-color", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/")
_PLAIN_DIFF = ("--submodule=short", "--ignore-submodules=dirty", "--no-relative", "--unified=3")


async def read_work_tree(folder: str) -> WorkTree:
    """The working tree as it is now; what goes wrong is said in the result."""
    try:
        return await _read(folder)
    except GitError as error:
        return WorkTree(TreeState.FAILED, problem=SafeText(f"The working tree cannot be read: {error}."))


async def _read(folder: str) -> WorkTree:
    git = (await Repository.open(folder)).git
    top = await git("rev-parse", "--show-toplevel")
    if top.code:
        if "not a git repository" in top.problem:
            return WorkTree(TreeState.FAILED, problem=SafeText(f"{folder} is no git repository."))
        raise GitError(top.problem or "git does not say where the repository is")
    root = os.fsdecode(top.output).removesuffix("\n")
    commit = "HEAD"
    if (await git("rev-parse", "--verify", "--quiet", "HEAD")).code:
        # Before the first commit everything is new.
        commit = os.fsdecode((await git("hash-object", "-t", "tree", "--stdin", stdin=b"")).output)
        commit = commit.strip()
    diff = await git("diff", *_DIFF, *_PLAIN_DIFF, commit, "--", ":/")
    if diff.code:
        raise GitError(diff.problem or f"git diff ended with {diff.code}")
    raw = diff.output.decode("utf-8", "surrogateescape")
    problems = []
    if diff.cut:
        raw = raw[: raw.rfind("\ndiff --git ") + 1]
        problems.append("The diff is longer than 8 MiB: the last files are left out.")

    locate = _locator(folder, root)

    names = await git("ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/")
    if names.code:
        raise GitError(names.problem or f"git ls-files ended with {names.code}")
    paths = [locate(os.fsdecode(name)) for name in names.output.split(b"\0") if name]
    if len(paths) > MOST_UNTRACKED or names.cut:
        problems.append(f"Of {len(paths):,} new files the first {MOST_UNTRACKED:,} are shown.")
    new = await asyncio.to_thread(lambda: list(_untracked(paths[:MOST_UNTRACKED])))
    files = sorted((*files_of_git(raw, locate), *new), key=lambda file: file.path)
    return WorkTree(TreeState.READY, tuple(files), SafeText(" ".join(problems)))


def _locator(folder: str, root: str) -> Callable[[str], str]:
    """Finds the absolute path for one that begins at the root of the repository."""
    real = os.path.realpath(folder)

    def locate(path: str) -> str:
        absolute = posixpath.join(root, path)
        # Git tells the real path; the thread's folder may be known by one that leads over a link.
        return folder + absolute[len(real) :] if absolute.startswith(real.rstrip("/") + "/") else absolute

    return locate


def _untracked(paths: list[str]) -> Iterator[FilePatch]:
    left = MOST_CONTENT
    for path in paths:
        content, note = _content(path, min(left, LARGEST_UNTRACKED))
        left -= len(content)
        text = content.decode("utf-8", "surrogateescape")
        yield FilePatch(path, "add", content_hunks(text, "add"), note=SafeText(note))


def _content(path: str, most: int) -> tuple[bytes, str]:
    """What a new file holds, or why that is not shown. Links are not followed, and nothing but files is opened."""
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            return b"", f"A link to {os.readlink(path)}."
        if not stat.S_ISREG(found.st_mode):
            return b"", "No regular file: its content is not shown."
        if found.st_size > most:
            return b"", f"A new file of {found.st_size:,} bytes: too large to be shown here."
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(most + 1)[:most]
    except OSError as error:
        return b"", f"It cannot be read: {error.strerror or error}."
    if b"\0" in content[:8000]:
        return b"", f"A binary file of {len(content):,} bytes: its content is not shown."
    return content, "" if content else "A new file without content."
