"""Testing one's own code: an app-server in memory that plays scripted turns, see `InMemoryAppServer`.

A turn, and what came of it::

    server = InMemoryAppServer()
    server.script("deploy", [Run("make deploy"), Say("Deployed.")])
    with Codex(transport=server.transport()) as codex:
        result = codex.thread_start().run("please deploy")
"""

from .server import InMemoryAppServer
from .steps import Ask, Edit, Fail, Pause, Plan, Run, Say, Script, Step, Think
from .transport import InMemoryTransport

__all__ = [
    "Ask",
    "Edit",
    "Fail",
    "InMemoryAppServer",
    "InMemoryTransport",
    "Pause",
    "Plan",
    "Run",
    "Say",
    "Script",
    "Step",
    "Think",
]
