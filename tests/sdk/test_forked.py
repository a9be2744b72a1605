"""A process that is forked while a blocking client is open has a copy of it, without the thread that does its work."""

import json
import os
import subprocess
import sys

import pytest

from codex_app_server import AppServerConfig

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

PROGRAM = """
import faulthandler, json, os, sys
from codex_app_server import AppServerConfig, Codex, TransportClosedError
codex = Codex(AppServerConfig(**json.loads(sys.argv[1])))
codex.connect()
notifications = codex.notifications()
child = os.fork()
if not child:
    faulthandler.dump_traceback_later(20, exit=True)  # a copy that waits for its thread waits for ever
    {code}
    sys.exit(0)
print("ended with", os.waitpid(child, 0)[1], flush=True)
print(len(codex.models().data) > 0, flush=True)
codex.close()
"""
USES = """
    for use in (codex.models, lambda: next(notifications)):
        try:
            use()
        except TransportClosedError as error:
            print(error, flush=True)
    codex.close()
"""
FORKED = "this process was forked from the client's own, and has no part in its connection: make a new client"


@pytest.mark.parametrize(
    ("code", "said"), [("pass", []), (USES.strip(), [FORKED, FORKED])], ids=["leaves", "uses it"]
)
def test_a_forked_process_ends_and_the_client_goes_on(
    server_config: AppServerConfig, code: str, said: list[str]
):
    options = {"config_overrides": server_config.config_overrides, "env": dict(server_config.env or {})}
    command = [sys.executable, "-c", PROGRAM.format(code=code), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == [*said, "ended with 0", "True"], done.stderr
