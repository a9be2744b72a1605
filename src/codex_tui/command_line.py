"""The full command line, parsed by click; imported only when the start is not a plain one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from codex_app_server import __version__
from codex_tui.options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = """Talk to Codex in the terminal.

Without arguments the threads of this folder are shown. With a PROMPT, a new thread begins with it.

To write a thread to a file, without a screen: codex-tui export --help
"""


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("prompt", required=False)
@click.option("--new", is_flag=True, help="Open an empty conversation.")
@click.option("--resume", metavar="ID", help="Open the thread with this id.")
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
) -> Options:
    if sum((new, resume is not None, last)) > 1:
        raise click.UsageError("Only one of --new, --resume and --last can be given.")
    for override in overrides:
        if "=" not in override:
            raise click.BadParameter(f"{override!r} is not of the form KEY=VALUE.", param_hint="-c/--config")
    return Options(prompt, new, resume, last, folder, model, overrides, codex_bin, demo)


def parse_with_click(arguments: Sequence[str]) -> Options:
    """Parses the arguments; prints and exits as click does (0 after help and version, 2 after a mistake)."""
    try:
        parsed = _command.main(list(arguments), prog_name="codex-tui", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    if isinstance(parsed, Options):
        return parsed
    sys.exit(0)
