"""Who has the processor where there is not enough of it: the screen before the server.

While an answer comes at full speed the server computes as much as it can, and a key that is typed then waits until
the system takes a core from it. Linux shares cores among sessions (autogroups), and a server has one of its own, so
that a nice value of its process would change nothing; one of its session does. Commands have sessions of their
own again: they run as they would in any terminal. docs/performance.md has what it gave.
"""

from __future__ import annotations

import threading

NICE = 10
"""Of the server's session: a tenth of the weight of the screen's, which counts only where both want a core."""
_AGAIN = 0.15
"""Seconds; the system takes one such wish of all users without privileges in a tenth of a second."""


def screen_first(server: int) -> None:
    """Lets this process have a core before a server that it started; by the server's process id.

    Does nothing where the system has no autogroups, or does not let us.
    """
    try:
        with open(f"/proc/{server}/autogroup", "w", encoding="ascii") as autogroup:
            autogroup.write(str(NICE))
    except BlockingIOError:
        later = threading.Timer(_AGAIN, screen_first, (server,))
        later.daemon = True
        later.start()
    except OSError:
        return
