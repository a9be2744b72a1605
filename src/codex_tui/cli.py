"""The ``codex-tui`` command: parse, start the server, then import and run the screen; 2 is the exit code of failure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codex_app_server import CodexError
from codex_tui import collector
from codex_tui.options import parse
from codex_tui.start import StartError, begin

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED = 2


def run(arguments: Sequence[str]) -> int:
    """Runs the command and gives its exit code: 0, 1 after a crash, or 2 with one sentence on stderr."""
    options = parse(arguments)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _fail("codex-tui draws on a terminal, and this is none. Run it in a terminal, without pipes.")
    try:
        start = begin(options)
    except (StartError, CodexError) as error:
        return _fail(str(error))
    collector.hold()
    try:
        # Imported only now: the server starts up while Textual is imported.
        from codex_tui.app import run_app

        code, problem = run_app(start)
    finally:
        start.close()
    return _fail(problem) if problem else code


def _fail(sentence: str) -> int:
    print(f"codex-tui: {sentence}", file=sys.stderr)
    return FAILED


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
