"""``codex-tui doctor``: what is around codex-tui, what of it is wrong, and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from textwrap import fill

import click

from codex_tui.doctor import examine, look_around
from codex_tui.model.doctor import Check, Result
from codex_tui.settings.loading import load
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.outcome import FAILED, WELL

_WIDEST = 100
_INDENT = 4
_HELP = """Look at the terminal, the programs and the places that codex-tui needs, and say what to do about what
is wrong.

Exit codes: 0 if nothing is wrong; 1 if something is; 2 for a wrong command line. What is only worth a look changes
nothing.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each check.")
@click.option("--all", "everything", is_flag=True, help="Also what is fine.")
@click.option("--config-file", metavar="PATH", help="The settings file, instead of the usual one.")
@click.option("--codex-bin", metavar="PATH", help="The codex binary to look at.")
@click.option(
    "--remote-auth-token-env",
    "token_variable",
    metavar="VARIABLE",
    help="The variable that holds a token for --remote, and is no setting.",
)
def command(
    as_json: bool,
    everything: bool,
    config_file: str | None,
    codex_bin: str | None,
    token_variable: str | None,
) -> int:
    loaded = load(config_file, (), os.environ, token_variable=token_variable)
    checks = examine(look_around(os.environ, codex_bin=codex_bin, loaded=loaded))
    if as_json:
        for check in checks:
            print(json.dumps(_plain(check), ensure_ascii=False))
    else:
        _print(checks, everything=everything or not sys.stdout.isatty())
    return FAILED if any(check.result is Result.WRONG for check in checks) else WELL


def _print(checks: tuple[Check, ...], *, everything: bool) -> None:
    width = min(shutil.get_terminal_size().columns, _WIDEST) - 1
    shown = [check for check in checks if everything or check.result in (Result.WRONG, Result.WARNING)]
    area = ""
    for check in shown:
        if check.area != area:
            area = check.area
            print(f"\n{area}" if check is not shown[0] else area)
        print(_filled(f"{check.result.value}: {check.name}: {check.found}", 2, width))
        for text in (check.why, check.mend):
            if text:
                print(_filled(text, _INDENT, width))
    fine = sum(check.result is Result.FINE for check in checks)
    wrong = sum(check.result is Result.WRONG for check in checks)
    looked_at = sum(check.result is Result.WARNING for check in checks)
    print(f"{chr(10) if shown else ''}{fine} fine, {looked_at} to look at, {wrong} wrong.")


def _filled(text: str, indent: int, width: int) -> str:
    """The lines of a text, those behind the first a step further in."""
    first, *further = text.splitlines() or [""]
    return "\n".join(
        [_wrapped(first, indent, width), *(_wrapped(line, indent + 2, width) for line in further)]
    )


def _wrapped(line: str, indent: int, width: int) -> str:
    lead = " " * indent
    return fill(
        line, max(20, width), initial_indent=lead, subsequent_indent=lead + "  ", break_on_hyphens=False
    )


def _plain(check: Check) -> dict[str, str]:
    return {
        "area": check.area,
        "name": check.name,
        "result": check.result.value,
        "found": check.found,
        "why": check.why,
        "mend": check.mend,
    }
