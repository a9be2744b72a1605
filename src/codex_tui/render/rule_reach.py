"""What a rule for commands would allow: what begins with some words may do beside what they say. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHELLS = re.compile(
    r"(?:ba|da|z|k|mk|c|tc|fi|a|r)?sh|pwsh|powershell|eval|exec|source|\."
    r"|python[\d.]*|pypy[\d.]*|ipython[\d.]*|node|nodejs|deno|bun|perl|ruby|php|lua(?:jit)?|R|Rscript|osascript"
    r"|[gmn]?awk|sqlite3|expect|tclsh|gdb|busybox"
)
"""Programs that run what they are told to: in an option, a script or what they read."""
_WRAPPERS = re.compile(
    r"env|sudo|doas|su|runuser|xargs|nohup|nice|ionice|time|timeout|stdbuf|setsid|command|builtin|chroot|unshare"
    r"|nsenter|strace|ltrace|watch|parallel|flock|script|systemd-run|caffeinate|arch"
)
"""Programs that run the command that stands behind them."""
_ELSEWHERE = re.compile(r"ssh|docker|podman|kubectl|nerdctl|lxc|tmux|screen|crontab|at|batch")
"""Programs that run commands in another place."""
_BY_OPTION = re.compile(
    r"git|find|fd|tar|zip|rsync|make|gmake|cmake|ninja|npm|npx|pnpm|yarn|pip[\d.]*|pipx|uv|uvx|poetry|cargo|go|gem"
    r"|bundle|composer|mvn|gradle|vi|vim|nvim|ex|ed|emacs|nano|less|more|man|sed|dd|tee|openssl|curl|wget|gh|just|rake"
)
"""Programs that run other programs, or write where they are told, by one of their options or subcommands."""
_OPTION_OR_SETTING = re.compile(r"-.*|\w+=.*|\d+(?:\.\d+)?[smhd]?")
_TAKES_A_VALUE = frozenset(
    ("-u", "-g", "-n", "-I", "-C", "-h", "-p", "-c", "-S", "-s", "-k", "--user", "--group")
)


_ANYTHING = "That is any command at all: it runs whatever it is given."
_OPTIONS = "With its options and subcommands it can run other programs, or write any file."


def reach_of(words: Sequence[str]) -> str:
    """What begins with these words may do beside what they say, as a sentence; empty if that is nothing known."""
    if not words:
        return _ANYTHING
    program, rest = words[0].rpartition("/")[2], list(words[1:])
    only_options = all(word.startswith("-") for word in rest)
    if _WRAPPERS.fullmatch(program):
        return reach_of(_behind_options(rest))
    if _SHELLS.fullmatch(program):
        return _ANYTHING if only_options else ""
    if _ELSEWHERE.fullmatch(program):
        return _ANYTHING if len(_behind_options(rest)) <= 1 else ""
    return _OPTIONS if only_options and _BY_OPTION.fullmatch(program) else ""


def _behind_options(words: list[str]) -> list[str]:
    """What a wrapper would run: the words behind its own options, their values, and settings of the environment."""
    at = 0
    while at < len(words) and _OPTION_OR_SETTING.fullmatch(words[at]):
        at += 2 if words[at] in _TAKES_A_VALUE else 1
    return words[at:]
