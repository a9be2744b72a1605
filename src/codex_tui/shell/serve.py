"""``codex-tui serve``: the application in a browser, by textual-serve (extra ``web``).

Each page is a codex-tui of its own, on this machine and as this user: whoever reaches the address can run commands.
So pages of other origins are refused, which a browser would connect to it like any other.
"""

from __future__ import annotations

import ipaddress
import os
import shlex
import sys
from importlib.util import find_spec
from urllib.parse import urlsplit

import click

from codex_tui.shell.running import SETTINGS, CommandError

PORT = 8421
_HELP = """Show codex-tui in a browser, until ctrl+c.

Each page that is opened is a codex-tui of its own; what stands behind -- are its arguments, as in
codex-tui serve -- --new. Whoever can open the page can run commands as you: so it listens on this machine
only. To reach it from another one, use a tunnel (ssh -L 8421:127.0.0.1:8421 HOST).

Exit codes: 0 after ctrl+c; 1 if it cannot be served; 2 for a wrong command line.
"""


@click.command(help=_HELP, context_settings=SETTINGS)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port.")
@click.option(
    "--let-others-in",
    is_flag=True,
    help="Also listen where other machines reach it. There is no password: everybody there can run commands as you.",
)
@click.argument("arguments", nargs=-1)
def command(host: str, port: int, let_others_in: bool, arguments: tuple[str, ...]) -> None:
    if not is_loopback(host) and not let_others_in:
        raise CommandError(
            f"Whoever reaches {host}:{port} could run commands as you. Use a tunnel (ssh -L {port}:127.0.0.1:{port} "
            "to this machine), or say --let-others-in."
        )
    if find_spec("textual_serve") is None:
        raise CommandError("The browser needs the extra web: pip install 'codex-tui[web]'.")
    serve(host, port, arguments)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine to itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_own(origin: str, served: str, port: int, asked: str) -> bool:
    """Whether a page is one of those that are served.

    Args:
        origin: of the page, as the browser says it.
        served: the host that is listened on.
        port: and its port.
        asked: the host and port that the browser asked.
    """
    try:
        page = urlsplit(origin)
        its_port = page.port or (443 if page.scheme == "https" else 80)
    except ValueError:
        return False
    if is_loopback(served):
        # By whichever name of this machine; never by a name that somebody else has pointed at it.
        return its_port == port and is_loopback(page.hostname or "")
    return page.netloc == asked


def serve(host: str, port: int, arguments: tuple[str, ...]) -> None:
    """Serves until it is interrupted."""
    from codex_tui.shell.own_pages import OwnPages

    # Of this terminal: it does not hold for the browser.
    os.environ.pop("NO_COLOR", None)
    shown = f"[{host}]" if ":" in host else host
    print(f"codex-tui: http://{shown}:{port} until ctrl+c", flush=True)
    run = shlex.join([sys.executable, "-m", "codex_tui", *arguments])
    try:
        OwnPages(run, host=host, port=port, title="codex-tui").serve()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise CommandError(
            f"It cannot listen on {shown}:{port}: {why}. Name another with --port or --host."
        ) from None
