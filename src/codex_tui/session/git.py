"""Runs git: no shell, no programs that a repository names, limits on time and size.

A repository can name programs that git would run for reading it: filters, converters and drivers for diffs, a watcher
of the file system, hooks, and what fetches objects that it left out. Somebody else may have written all of that.
"""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from codex_tui.model.safe_path import raw_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anyio.abc import ByteReceiveStream, Process

SECONDS = 20.0
"""After which git is ended."""
MOST_BYTES = 8 * 1024 * 1024
"""Of its output; what comes after them is not read."""
_SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "log.showSignature=false")
_OPTIONS = ("--no-optional-locks", *(word for setting in _SETTINGS for word in ("-c", setting)))
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_PREFIX")
_PROGRAMS = re.compile(
    r"(filter\..*\.(clean|smudge|process|required)|diff\..*\.(textconv|command)|diff\.external)"
)
"""Settings of which a repository's own are not followed. The others that git would run are told it not to."""
_HOOK = re.compile(r"(hook\..*)\.[^.]+")
"""Settings of hooks that need no folder, since git 2.54; nobody's are run, as with those that have one."""
_OWN = ("local", "worktree")
_FOREIGN_BEGINNINGS = ("GIT_TRACE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")


class GitError(Exception):
    """Git could not do it; the text says why, in plain words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said.

    Attributes:
        code: its exit code.
        output: standard output, up to the limit.
        problem: the first line of standard error, without what git writes before it.
        cut: whether output was left out.
    """

    code: int
    output: bytes
    problem: str
    cut: bool = False


class Repository:
    """Git in a folder, which may belong to a repository, with the programs in whose settings it is not trusted."""

    def __init__(self, folder: str, settings: Sequence[str] = ()) -> None:
        self.folder = raw_path(folder)
        self._options = [word for setting in settings for word in ("-c", setting)]

    @classmethod
    async def open(cls, folder: str) -> Repository:
        """Looks which programs the repository names, and puts those that the user names, or none, in their place.

        Raises:
            GitError: as `git` does, or the settings cannot be read.
        """
        bare = cls(folder)
        answer = await bare.git("config", "--list", "--show-scope", "-z")
        if answer.code or answer.cut:
            raise GitError(answer.problem or "its settings cannot be read")
        return cls(folder, _harmless(os.fsdecode(answer.output)))

    async def git(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Answer:
        """Runs git, and ends it after some time.

        Raises:
            GitError: it is not installed, or takes too long, or the folder is gone.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in _FOREIGN and not name.startswith(_FOREIGN_BEGINNINGS)
        }
        environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"}
        # Objects that a clone left out are not fetched. Versions before 2.45 know only that no transport is allowed.
        environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
        command = ["git", *_OPTIONS, *self._options, *arguments]
        try:
            with anyio.fail_after(seconds):
                async with await anyio.open_process(
                    command,
                    cwd=self.folder,
                    env=environment,
                    stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                ) as process:
                    return await _talk(process, stdin, most_bytes)
        except TimeoutError:
            raise GitError(f"git did not answer in {seconds:.0f} seconds") from None
        except FileNotFoundError:
            raise GitError(_missing(self.folder)) from None
        except OSError as error:
            raise GitError(error.strerror or str(error)) from None


def _harmless(settings: str) -> list[str]:
    """What to tell git so that of the programs in its settings only the user's own are left."""
    users: dict[str, str] = {}
    repositorys: set[str] = set()
    hooks: set[str] = set()
    words = settings.split("\0")
    for scope, setting in zip(words[::2], words[1::2], strict=False):
        name, _, value = setting.partition("\n")
        hook = _HOOK.fullmatch(name)
        if hook is None and _PROGRAMS.fullmatch(name) is None:
            continue
        if scope in _OWN and "=" in name:  # git would take the first of them for the end of the name
            raise GitError(f"the repository has a setting that is not safe to follow: {name}")
        if hook is not None:
            hooks.add(f"{hook[1]}.enabled=false")
        elif scope in _OWN:
            repositorys.add(name)
        else:
            users[name] = value
    nothing = {name: "false" if name.endswith(".required") else "" for name in repositorys}
    return [*(f"{name}={users.get(name, nothing[name])}" for name in sorted(repositorys)), *sorted(hooks)]


def _missing(folder: str) -> str:
    return "git is not installed" if os.path.isdir(folder) else f"the folder {folder} is gone"


async def _talk(process: Process, stdin: bytes | None, most_bytes: int) -> Answer:
    found: dict[str, tuple[bytes, bool]] = {}

    async def read(name: str, stream: ByteReceiveStream, most: int) -> None:
        found[name] = await _read(stream, most)
        if found[name][1] and name == "output":
            process.kill()

    async def write() -> None:
        if process.stdin is not None:
            # Git may end without having read all of it; then it has said what is wrong.
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
                await process.stdin.send(stdin or b"")
            await process.stdin.aclose()

    assert process.stdout is not None
    assert process.stderr is not None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(write)
        tasks.start_soon(read, "output", process.stdout, most_bytes)
        tasks.start_soon(read, "problem", process.stderr, 64 * 1024)
    code = await process.wait()
    output, cut = found["output"]
    return Answer(0 if cut else code, output, _plain(found["problem"][0].decode("utf-8", "replace")), cut)


async def _read(stream: ByteReceiveStream, most: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    async for part in stream:
        parts.append(part)
        size += len(part)
        if size > most:
            return b"".join(parts)[:most], True
    return b"".join(parts), False


def _plain(problem: str) -> str:
    lines = [line for line in problem.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:"))]
    first = (errors or lines or [""])[0]
    return first.removeprefix("fatal:").removeprefix("error:").strip()
