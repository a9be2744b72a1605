"""Commands of the shell that need no screen: ``codex-tui threads``, ``archive``, ``doctor``, ``serve``, ``completion``.

Beside the app, above the session. Each module has the click command of its name; `run` finds it and gives the exit
code. click and what it brings is imported only here.
"""

from __future__ import annotations

COMMANDS = ("threads", "archive", "doctor", "serve", "completion")
"""The words that begin them; behind ``--`` they are prompts like any other."""
ALL_COMMANDS = (*COMMANDS, "export", "settings")
"""With those that are not in this package."""
