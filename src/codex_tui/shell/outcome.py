"""How a command of the shell ends: its exit code, and a sentence on stderr where something went wrong.

Light: the commands that ask no server import nothing else of this package.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from codex_tui.model.safe_text import SafeText
from codex_tui.plain_stream import guard_stderr, guard_stdout

if TYPE_CHECKING:
    from collections.abc import Sequence

WELL, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def outcome_of(
    command: click.Command, name: str, arguments: Sequence[str], problems: tuple[type[Exception], ...]
) -> int:
    """Runs a command and gives its exit code.

    Args:
        command: what is run; gives its exit code, or None where all is well.
        name: behind ``codex-tui``.
        arguments: of the command line, behind the name.
        problems: errors whose text is the sentence.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        # What a character set of old cannot say is written out, as Python does on stderr.
        sys.stdout.reconfigure(errors="backslashreplace")
    guard_stdout()
    guard_stderr()
    try:
        code = command.main(list(arguments), prog_name=f"codex-tui {name}", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # of the former click makes the latter, and of nothing else
        # Whoever read has enough. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WELL
    except problems as error:
        print(f"codex-tui: {SafeText(str(error))}", file=sys.stderr)
        return FAILED
    return code if isinstance(code, int) else WELL
