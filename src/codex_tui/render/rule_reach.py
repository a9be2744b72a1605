"""What a rule for commands would allow: what begins with some words may do beside what they say. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

_SHELLS = re.compile(
    r"(?:ba|rba|da|z|k|mk|c|tc|fi|a|r)?sh|nu|elvish|xonsh|pwsh|powershell|eval|exec|source|\."
    r"|python[\d.]*|pypy[\d.]*|ipython[\d.]*|node|nodejs|deno|bun|tsx|ts-node|perl|ruby|irb|php|lua(?:jit)?|R|Rscript"
    r"|julia|ghci|ocaml|guile|racket|elixir|iex|erl|jshell|osascript"
    r"|[gmn]?awk|sqlite3|psql|mysql|mariadb|expect|tclsh|gdb|lldb|busybox"
)
"""Programs that run what they are told to: in an option, a script or what they read."""
_WRAPPERS = re.compile(
    r"env|sudo|doas|su|pkexec|runuser|gosu|su-exec|xargs|nohup|nice|ionice|chrt|taskset|time|timeout|stdbuf|unbuffer|setsid"
    r"|setpriv|prlimit|command|builtin|chroot|fakeroot|unshare|nsenter|bwrap|firejail|proot|strace|ltrace|valgrind|watch|entr"
    r"|parallel|flock|script|rlwrap|systemd-run|dbus-run-session|xvfb-run|caffeinate|arch|cross-env|dotenv"
)
"""Programs that run the command that stands behind them."""
_WRAPPERS_BY_WORD = {
    program: frozenset(words.split())
    for words, programs in (
        ("run", "uv poetry pdm hatch rye pipenv pixi conda mamba micromamba rustup"),
        ("exec x dlx", "npm pnpm yarn bun mise"),
        ("exec", "bundle rbenv pyenv asdf opam stack cabal direnv"),
        ("run shell develop", "nix"),
    )
    for program in programs.split()
}
"""Programs that do so behind one of their subcommands."""
_ELSEWHERE = re.compile(r"ssh|tmux|screen|crontab|at|batch")
"""Programs that run commands in another place."""
_CONTAINERS = re.compile(r"docker|podman|kubectl|nerdctl|lxc")
_INTO_CONTAINERS = frozenset(("run", "exec", "compose", "container"))
"""Subcommands of such programs that name the place first, and then the command."""
_BY_OPTION = re.compile(
    r"git|hg|svn|find|fd|rg|sort|tar|zip|rsync|scp|make|gmake|cmake|ninja|meson|bazel|ant|npm|npx|pnpm|yarn|pip[\d.]*|pipx|uv|uvx"
    r"|poetry|pdm|hatch|rye|pipenv|pixi|conda|mamba|micromamba|mise|nix|pytest|py\.test|tox|nox|pre-commit|cargo|rustup|go|gem"
    r"|bundle|rspec|composer|mvn|gradle|vi|vim|nvim|ex|ed|emacs|nano|less|more|man|sed|dd|tee|openssl|curl|wget|gh|just|task|rake"
    r"|terraform|helm|tcpdump"
)
"""Programs that run other programs, or write where they are told, by one of their options or subcommands."""
_OPTION_OR_SETTING = re.compile(r"-.*|\w+=.*|\d+(?:\.\d+)?[smhd]?")
_TAKES_A_VALUE = frozenset(
    (
        "-u",
        "-g",
        "-n",
        "-I",
        "-C",
        "-h",
        "-p",
        "-c",
        "-S",
        "-s",
        "-k",
        "--user",
        "--group",
        "--with",
        "--python",
    )
)
_TAKES_A_VALUE_IN_CONTAINERS = _TAKES_A_VALUE | {
    "-v",
    "-e",
    "-w",
    "--volume",
    "--env",
    "--workdir",
    "--name",
    "--mount",
}


_ANYTHING = "That is any command at all: it runs whatever it is given."
_OPTIONS = "With its options and subcommands it can run other programs, or write any file."


def reach_of(words: Sequence[str]) -> str:
    """What begins with these words may do beside what they say, as a sentence; empty if that is nothing known."""
    if not words:
        return _ANYTHING
    program, rest = words[0].rpartition("/")[2], list(words[1:])
    behind = _behind_options(rest)
    if _WRAPPERS.fullmatch(program):
        return reach_of(behind)
    if behind and behind[0] in _WRAPPERS_BY_WORD.get(program, ()):
        return reach_of(_behind_options(behind[1:]))
    only_options = all(word.startswith("-") for word in rest)
    if _is_any(program, rest, only_options=only_options):
        return _ANYTHING
    return _OPTIONS if only_options and _BY_OPTION.fullmatch(program) else ""


def _is_any(program: str, rest: list[str], *, only_options: bool) -> bool:
    """Whether what the program would run is not among the words."""
    if _ELSEWHERE.fullmatch(program):
        return len(_behind_options(rest)) <= 1
    if _CONTAINERS.fullmatch(program):
        return _is_any_in_container(rest)
    return only_options and _SHELLS.fullmatch(program) is not None


def _behind_options(words: list[str], taking: Set[str] = _TAKES_A_VALUE) -> list[str]:
    """What a wrapper would run: the words behind its own options, their values, and settings of the environment."""
    at = 0
    while at < len(words) and _OPTION_OR_SETTING.fullmatch(words[at]):
        at += 2 if words[at] in taking else 1
    return words[at:]


def _is_any_in_container(words: list[str]) -> bool:
    """Whether what a container runs is not among the words that a rule holds."""
    behind = _behind_options(words)
    enters = not behind
    while behind and behind[0] in _INTO_CONTAINERS:
        enters = True
        behind = _behind_options(behind[1:], _TAKES_A_VALUE_IN_CONTAINERS)
    return enters and len(behind) <= 1
