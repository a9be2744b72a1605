"""The ``codex-tui`` command: take the keyboard, start the server, then import and run the screen.

2 is the exit code of failure, 130 that of ctrl+c before there is a screen.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from codex_tui.shell import COMMANDS
from codex_tui.standard_streams import open_closed, why_unwritten
from codex_tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from codex_tui.options import Options

FAILED = 2
INTERRUPTED = 130
UNWRITTEN = 1
LINEAR = "--linear"
EXPORT, SETTINGS = "export", "settings"
"""The words that begin the commands which need no screen; behind ``--`` they are prompts like any other."""


def run(arguments: list[str]) -> int:
    """Runs the command and gives its exit code: 0, 70 after a crash, or 1 or 2 with one sentence on stderr."""
    open_closed()
    try:
        return _run_command(arguments)
    except Exception as error:
        if isinstance(error, OSError) and (problem := why_unwritten(error)) is not None:
            _say(problem)
            return UNWRITTEN
        from codex_tui.crashes import CRASHED
        from codex_tui.crashes.report import crashed

        where = arguments[0] if arguments and not arguments[0].startswith("-") else "codex-tui"
        known = (EXPORT, SETTINGS, *COMMANDS)
        print(f"codex-tui: {crashed(error, where if where in known else 'codex-tui')}", file=sys.stderr)
        return CRASHED


def _run_command(arguments: list[str]) -> int:
    if arguments[:1] == [EXPORT]:
        from codex_tui.export_command import run_export

        return run_export(arguments[1:])
    if arguments[:1] == [SETTINGS]:
        from codex_tui.settings_command import run_settings

        return run_settings(arguments[1:])
    if arguments and arguments[0] in COMMANDS:
        from codex_tui.shell.running import run as run_command

        return run_command(arguments[0], arguments[1:])
    if (instruction := os.environ.get("_CODEX_TUI_COMPLETE")) is not None:
        from codex_tui.shell.completion import complete

        return complete(instruction)
    typed = TypedAhead()
    if sys.stdout.isatty() and LINEAR not in arguments:
        typed.take()
    try:
        code, problem = _run(arguments, typed)
    except KeyboardInterrupt:
        code, problem = INTERRUPTED, None
    finally:
        typed.give_back()
    if problem:
        _say(problem)
    return code


def _say(problem: str) -> None:
    from codex_tui.model.safe_text import SafeText

    with suppress(OSError):  # the terminal may be gone, which is why it ended
        print(f"codex-tui: {SafeText(problem)}", file=sys.stderr)


def _run(arguments: list[str], typed: TypedAhead) -> tuple[int, str | None]:
    """The exit code, and a sentence to print: why nothing could be shown, or what was kept."""
    # Imported only now, while what is typed waits in the terminal.
    from codex_app_server import CodexError
    from codex_tui import background, collector, late_openssl
    from codex_tui.options import parse
    from codex_tui.plain_stream import guard_stderr
    from codex_tui.responsiveness import prepare
    from codex_tui.settings.loading import load
    from codex_tui.start import StartError, begin, in_browser

    guard_stderr()
    late_openssl.use_own_digests()
    options = parse(arguments)
    _leave_at_signals()
    if options.linear:
        return _run_linear(options)
    if not in_browser() and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return (
            FAILED,
            "codex-tui draws on a terminal, and this is none. Run it in a terminal, without pipes, or with --linear.",
        )
    try:
        start = begin(options)
    except (StartError, CodexError) as error:
        return FAILED, str(error)
    try:
        collector.hold()
        late_openssl.import_asyncio()
        prepare()
        start.settings = load(options.config_file, options.settings, token_variable=options.token_variable)
        start.open_log()
        if start.settings.settings.display.linear:
            typed.give_back()
            from codex_tui.linear.run import run_linear

            return run_linear(start, typed.read())

        if not in_browser():
            background.ask()
        # Imported only now: the server starts up while Textual is imported.
        from codex_tui.run import run_app

        return run_app(start, typed)
    except StartError as error:
        return FAILED, str(error)
    finally:
        start.close()


def _run_linear(options: Options) -> tuple[int, str | None]:
    """The same without a screen: lines, in a terminal or through pipes."""
    from codex_app_server import CodexError
    from codex_tui.settings.loading import load
    from codex_tui.start import StartError, begin

    try:
        start = begin(options, lists_threads=False)
    except (StartError, CodexError) as error:
        return FAILED, str(error)
    try:
        start.settings = load(options.config_file, options.settings, token_variable=options.token_variable)
        start.open_log()
        from codex_tui.linear.run import run_linear

        return run_linear(start)
    except StartError as error:
        return FAILED, str(error)
    finally:
        start.close()


def _leave_at_signals() -> None:
    """One that comes before there is a screen to be left has what was begun end too, as at every other end."""
    import signal

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, leave)


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
