"""``codex-tui serve``: the application in a browser, by textual-serve (extra ``web``).

Each page is a codex-tui of its own, on this machine and as this user: whoever reaches the address can run commands.
So pages of other origins are refused, which a browser would connect to it like any other.
"""

from __future__ import annotations

import os
import shlex
import sys
from importlib.util import find_spec

import click

from codex_tui.command_line import COMMAND
from codex_tui.shell.help_page import SETTINGS, Command
from codex_tui.shell.own_address import OwnAddress, is_loopback, names_here, read_public
from codex_tui.shell.running import CommandError

PORT = 8421
_RUN = "import sys; sys.path[:] = filter(None, sys.path); from codex_tui.cli import main; main()"
"""As `python -m codex_tui`, which would look for modules in the folder first, and that may be anybody's."""
_HELP = """Show codex-tui in a browser, until ctrl+c.

Each page that is opened is a codex-tui of its own; what stands behind -- are its arguments, as in
codex-tui serve -- --new. Whoever can open the page can run commands as you: so it listens on this machine
only. To reach it from another one, use a tunnel (ssh -L 8421:127.0.0.1:8421 HOST).

Exit codes: 0 after ctrl+c; 1 if it cannot be served; 2 for a wrong command line.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port.")
@click.option(
    "--let-others-in",
    is_flag=True,
    help="Also listen where other machines reach it. There is no password: everybody there can run commands as you.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="The address that browsers open, where it is another one: https://desk.example of a proxy, or a name of "
    "this machine that it does not know itself.",
)
@click.argument("arguments", nargs=-1)
def command(
    host: str, port: int, let_others_in: bool, public_url: str | None, arguments: tuple[str, ...]
) -> None:
    if not is_loopback(host) and not let_others_in:
        raise CommandError(
            f"Whoever reaches {host}:{port} could run commands as you. Use a tunnel (ssh -L {port}:127.0.0.1:{port} "
            "to this machine), or say --let-others-in."
        )
    if find_spec("textual_serve") is None:
        raise CommandError("The browser needs the extra web: pip install 'codex-tui[web]'.")
    try:
        public = read_public(public_url) if public_url is not None else None
    except ValueError:
        raise CommandError(
            f"--public-url {public_url} is not the address of a server: give https://HOST or http://HOST:PORT, "
            "without a path."
        ) from None
    # A page could only stay empty, as nobody there sees what is wrong with them.
    COMMAND.main(list(arguments), prog_name="codex-tui", standalone_mode=False)
    names = frozenset[str]() if is_loopback(host) else names_here()
    serve(OwnAddress(host, port, public, names), arguments)


def serve(address: OwnAddress, arguments: tuple[str, ...]) -> None:
    """Serves until it is interrupted."""
    from codex_tui.shell.own_pages import OwnPages

    # Of this terminal: it does not hold for the browser.
    os.environ.pop("NO_COLOR", None)
    try:
        OwnPages(page_command(arguments), address).serve_pages(lambda: _tell(address))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise CommandError(
            f"It cannot listen on {address.host}:{address.port}: {why}. Name another with --port or --host."
        ) from None


def page_command(arguments: tuple[str, ...]) -> str:
    """What is run for each page, for a shell."""
    return shlex.join([sys.executable, "-c", _RUN, *arguments])


def _tell(address: OwnAddress) -> None:
    print(f"codex-tui: {address.shown} until ctrl+c", flush=True)
    if not is_loopback(address.host):
        print("Everybody who reaches it can run commands as you.", flush=True)
        if address.public is None:
            print(
                "Under another name, or through a proxy with https, it refuses browsers: give that address with "
                "--public-url.",
                flush=True,
            )
