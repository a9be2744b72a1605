"""The full command line, parsed by click; imported only when the start is not a plain one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from codex_app_server import __version__
from codex_tui.options import Options
from codex_tui.shell import ALL_COMMANDS
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.log_options import log_options, log_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

_HELP = """Talk to Codex in the terminal.

Without arguments the threads of this folder are shown. With a PROMPT, a new thread begins with it.

All codex-tui of a user share one server: that of --remote, else the running codex daemon, else one of their own. With
--private, --demo or -c this one has a server to itself.
"""
_EPILOG = """\b
Commands (each has a --help; behind -- these words are a prompt):
  threads     list threads, as lines or JSON
  archive     put threads away, or take them out again
  export      write a thread to a file
  settings    show and change what is set
  doctor      look at what codex-tui needs, and say what is wrong
  serve       the application in a browser
  completion  what bash, zsh or fish need to complete this

\b
Examples:
  codex-tui                          the threads of this folder
  codex-tui "Why does test_a fail?"  a new thread
  codex-tui --last                   the thread used last
  codex-tui --demo                   a look around: no account, no network
  codex-tui --linear < prompts.txt   lines, in and out

\b
Environment:
  CODEX_HOME       where codex has its configuration and threads (~/.codex)
  CODEX_TUI_...    settings, such as CODEX_TUI_THEME=light
  CODEX_TUI_STATE  where drafts and what was typed are kept
  NO_COLOR         draws without colour
  VISUAL, EDITOR   your editor

\b
Files:
  codex-tui settings --path says where the settings are.

\b
Exit codes:
  0    all is well
  1    a command could not be carried out, or the last turn of a pipe failed
  2    it could not start, or the command line is wrong
  3    --linear: something waits for an answer that nobody gives
  70   a mistake in codex-tui itself
  130  ctrl+c; 128 and more: another signal
"""


def _complete_ids(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    from codex_tui.shell.running import complete_ids  # of what asks a server

    return complete_ids(context, parameter, typed)


def _refuse_command(ctx: click.Context) -> None:
    """Whoever gives an option before a command wants the command, and no turn with its name as the prompt."""
    name = ctx.params.get("prompt")
    if name in ALL_COMMANDS:
        raise click.UsageError(
            f"{name} is a command and comes first: codex-tui {name}. A prompt of that word stands behind --.",
            ctx,
        )


class _Main(Command):
    """Says of a prompt without quotation marks, and of a command that does not come first, what to do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        may_be_command = "--" not in args
        try:
            left = super().parse_args(ctx, args)
            if may_be_command:
                _refuse_command(ctx)
            return left
        except click.UsageError as error:
            if may_be_command:
                _refuse_command(ctx)
            if ctx.params.get("prompt") and "extra argument" in error.message:
                more = "A prompt of several words stands in quotation marks."
                raise click.UsageError(f"{error.message}. {more}", ctx) from None
            raise


@click.command(cls=_Main, help=_HELP, epilog=_EPILOG, context_settings=SETTINGS)
@click.argument("prompt", required=False)
@click.option("--new", is_flag=True, help="Open an empty conversation.")
@click.option(
    "--resume",
    metavar="ID",
    shell_complete=_complete_ids,
    help="Open the thread with this id (its beginning or end will do) or this title.",
)
@click.option("--last", is_flag=True, help="Open the most recent thread of this folder.")
@click.option("-C", "--cd", "folder", metavar="DIR", help="Work in this folder instead of the current one.")
@click.option("-m", "--model", metavar="MODEL", help="Model of the next turns.")
@click.option(
    "-c",
    "--config",
    "overrides",
    metavar="KEY=VALUE",
    multiple=True,
    help="Configuration for the server; VALUE is TOML. May be repeated.",
)
@click.option("--codex-bin", metavar="PATH", help="The codex binary to run.")
@click.option("--private", is_flag=True, help="A server of its own, which ends with this codex-tui.")
@click.option(
    "--remote",
    "remotes",
    metavar="ADDR",
    multiple=True,
    help="The server at this address: unix://PATH, ws://HOST:PORT or wss://HOST. Several are shown together.",
)
@click.option(
    "--remote-auth-token-env",
    "token_variable",
    metavar="VARIABLE",
    help="Environment variable that holds the token for --remote.",
)
@click.option(
    "--remote-auth-token-file", "token_file", metavar="FILE", help="File that holds the token for --remote."
)
@click.option("--config-file", metavar="PATH", help="The settings file, instead of the usual one.")
@click.option(
    "-s",
    "--set",
    "settings",
    metavar="SETTING=VALUE",
    multiple=True,
    help="A setting for this run, such as display.theme=light. May be repeated.",
)
@click.option(
    "--linear", is_flag=True, help="Lines instead of a screen: for screen readers, plain terminals and pipes."
)
@log_options
@click.option("--demo", is_flag=True, help="A real server with a scripted model: no account, no network.")
@click.version_option(__version__, prog_name="codex-tui")
def _command(
    prompt: str | None,
    new: bool,
    resume: str | None,
    last: bool,
    folder: str | None,
    model: str | None,
    overrides: tuple[str, ...],
    codex_bin: str | None,
    demo: bool,
    private: bool,
    remotes: tuple[str, ...],
    token_variable: str | None,
    token_file: str | None,
    config_file: str | None,
    settings: tuple[str, ...],
    linear: bool,
    log: str | None,
    log_level: str | None,
) -> Options:
    remote = remotes[0] if remotes else None
    if sum((new, resume is not None, last)) > 1:
        raise click.UsageError("Only one of --new, --resume and --last can be given.")
    for override in overrides:
        if "=" not in override:
            raise click.BadParameter(f"{override!r} is not of the form KEY=VALUE.", param_hint="-c/--config")
    own = {"--private": private, "--demo": demo, "-c": bool(overrides), "--codex-bin": codex_bin is not None}
    if remote is not None and any(own.values()):
        given = next(name for name, is_given in own.items() if is_given)
        raise click.UsageError(f"{given} is for a server that is started here; --remote names one that runs.")
    if remote is None and (token_variable or token_file):
        raise click.UsageError("A token is for --remote.")
    if len(remotes) > 1 and (token_variable or token_file):
        raise click.UsageError(
            "One token is for one --remote. Several servers have theirs in the settings file: [servers.NAME]."
        )
    if token_variable and token_file:
        raise click.UsageError(
            "Only one of --remote-auth-token-env and --remote-auth-token-file can be given."
        )
    return Options(
        prompt,
        new,
        resume,
        last,
        folder,
        model,
        overrides,
        codex_bin,
        demo,
        private,
        remote,
        token_variable,
        token_file,
        config_file,
        (*settings, *log_settings(log, log_level)),
        linear,
        remotes[1:],
    )


def parse_with_click(arguments: Sequence[str]) -> Options:
    """Parses the arguments; prints and exits as click does (0 after help and version, 2 after a mistake)."""
    try:
        parsed = _command.main(list(arguments), prog_name="codex-tui", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except SystemExit:  # which click makes of a broken pipe, and of nothing else: whoever read has enough
        sys.exit(0)
    if isinstance(parsed, Options):
        return parsed
    sys.exit(0)


COMMAND = _command
"""For whoever completes command lines."""
