"""Takes changes back: builds exactly the patch that was shown and has git apply it the other way round.

Nothing outside of the thread's folder is touched, whatever a path says: neither by dots, nor over a link. Every step
is checked before it is taken; where a later step of several fails, the file is put back as it was found.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from codex_tui.model.patch_text import patch_of
from codex_tui.session.git import GitError, Repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.diff import FilePatch, Hunk

_MISFIT = "the file was changed since, so that this does not fit any more"


async def take_back(file: FilePatch, hunk: Hunk | None, folder: str) -> None:
    """Takes back one hunk of a file, or with None all that changed in it.

    Raises:
        GitError: it cannot be done; the text says why. The file is as it was.
    """
    if not file.applied:
        raise GitError("it is not applied yet")
    name = name_inside(file.path, folder)
    if hunk is not None:
        await _apply(folder, [patch_of(name, [hunk])])
        return
    if not file.hunks and file.moved_from is None:
        _take_back_empty(file)
        return
    if file.moved_from is not None:
        _check_way_back(file.moved_from, folder)
    groups = sorted({one.patch for one in file.hunks}, reverse=True)
    patches = [patch_of(name, [one for one in file.hunks if one.patch == group]) for group in groups]
    before = _bytes(file.path)
    try:
        await _apply(folder, patches)
    except GitError:
        _put_back(file.path, before)
        raise
    if file.moved_from is not None:
        _move_back(file.path, file.moved_from)


def _check_way_back(path: str, folder: str) -> None:
    name_inside(path, folder)
    if os.path.lexists(path):
        raise GitError(f"it was moved, and there is another file at {path} now")


def _move_back(path: str, moved_from: str) -> None:
    try:
        os.makedirs(os.path.dirname(moved_from), exist_ok=True)
        os.rename(path, moved_from)
    except OSError as error:
        raise GitError(f"it could not be moved back: {error.strerror or error}") from None


def name_inside(path: str, folder: str) -> str:
    """A path as the folder sees it.

    Raises:
        GitError: it lies outside of the folder, or is reached over a link, or belongs to git.
    """
    outside = GitError("it lies outside of the thread's folder, where nothing is changed from here")
    base = os.path.normpath(folder)
    if not folder or not os.path.isabs(path) or os.path.normpath(path) != path:
        raise outside
    if not path.startswith(base.rstrip(os.sep) + os.sep):
        raise outside
    name = os.path.relpath(path, base)
    if any(part.lower() == ".git" for part in name.split(os.sep)):
        raise GitError("it is a file of git itself")
    real = os.path.realpath(os.path.dirname(path))
    if real != os.path.join(os.path.realpath(base), os.path.dirname(name)).rstrip(os.sep):
        raise GitError("it is reached over a link, which may lead anywhere")
    if os.path.islink(path):
        raise GitError("it is a link")
    return name


async def _apply(folder: str, patches: Sequence[str]) -> None:
    git = (await Repository.open(folder)).git
    for patch in patches:
        data = patch.encode("utf-8", "surrogateescape")
        for check in (("--check",), ()):
            answer = await git("apply", "--reverse", "--whitespace=nowarn", *check, "-", stdin=data)
            if answer.code:
                raise GitError(_reason(answer.problem))


def _reason(problem: str) -> str:
    if problem.startswith("patch failed") or "patch does not apply" in problem:
        return f"{_MISFIT} ({problem})"
    if "already exists" in problem or "No such file" in problem or "does not exist" in problem:
        return problem
    return problem or "git does not say why"


def _take_back_empty(file: FilePatch) -> None:
    if file.change != "add" or os.path.getsize(file.path):
        raise GitError(f"there are no lines that could be taken back. {file.note}".strip())
    try:
        os.unlink(file.path)
    except OSError as error:
        raise GitError(error.strerror or str(error)) from None


def _bytes(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GitError(error.strerror or str(error)) from None


def _put_back(path: str, before: bytes | None) -> None:
    """Writes what a file held before the first of several steps, if that is not there any more."""
    try:
        if before is None:
            if os.path.lexists(path):
                os.unlink(path)
        elif _bytes(path) != before:
            with open(path, "wb") as file:
                file.write(before)
    except OSError as error:
        raise GitError(f"half of it is done, and {path} cannot be written: {error.strerror}") from None
