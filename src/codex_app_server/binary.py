"""Find the ``codex`` binary. Bottom layer: standard library only, cheap to import."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .errors import CodexBinaryNotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["find_codex_binary"]

_EXECUTABLE = "codex.exe" if os.name == "nt" else "codex"


def find_codex_binary(
    codex_bin: str | os.PathLike[str] | None = None, env: Mapping[str, str] | None = None
) -> str:
    """Return the path of the binary to run.

    Looked for in this order: ``codex_bin``; the variable ``CODEX_BIN``; the installed package
    ``openai-codex-cli-bin``; ``codex`` on ``PATH``. A path that is named but does not exist is an error, not
    a reason to look further.

    Args:
        codex_bin: An explicit path or command name.
        env: The environment to look in; this process's by default.

    Raises:
        CodexBinaryNotFoundError: Nothing was found, or what was named is not there.
    """
    environment = os.environ if env is None else env
    if codex_bin is not None:
        return _named(os.fspath(codex_bin), "codex_bin", environment)
    from_env = environment.get("CODEX_BIN")
    if from_env:
        return _named(from_env, "CODEX_BIN", environment)
    found = _packaged() or _which("codex", environment)
    if found is None:
        raise CodexBinaryNotFoundError(
            "no codex binary found: install it with `pip install openai-codex-cli-bin`, "
            "put `codex` on PATH, or set CODEX_BIN or codex_bin to its path"
        )
    return found


def _named(path: str, source: str, environment: Mapping[str, str]) -> str:
    found = _which(os.path.expanduser(path), environment)
    if found is None:
        raise CodexBinaryNotFoundError(
            f"{source} names {path!r}, which is not an executable file: correct it, or unset it and "
            "install the binary with `pip install openai-codex-cli-bin`"
        )
    return found


def _packaged() -> str | None:
    # Located without importing the package: nothing of it is needed but its folder.
    spec = find_spec("codex_cli_bin")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        candidate = os.path.join(folder, "bin", _EXECUTABLE)
        if os.path.isfile(candidate):
            return candidate
    return None


def _which(command: str, environment: Mapping[str, str]) -> str | None:
    # Rarely needed, and it loads the compression modules: 5 ms of an application's start.
    from shutil import which

    found = which(command, path=environment.get("PATH"))
    # The server may be started in another folder, where a relative path would mean something else.
    return None if found is None else os.path.abspath(found)
