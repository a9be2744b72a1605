"""What the server under test does not have: found out by asking it, never from a table of versions.

Only a server that is older than the pinned one may lack something. What a newer one does not have any more is a
failure: its users would miss it.
"""

import os
import re
import tempfile
from functools import cache
from typing import NoReturn

import pytest

from codex_app_server import (
    AppServerConfig,
    Codex,
    InvalidParamsError,
    MethodNotFoundError,
    ServerClosedError,
)
from codex_app_server.generated.registry import CLIENT_REQUESTS

SERVER_UNDER_TEST = os.environ.get("APP_SERVER_UNDER_TEST")
"""Another server than the one this distribution pins, if the tests run on one."""

_UNKNOWN = re.compile(r"Invalid request: unknown variant `([^`]+)`")


@cache
def is_older() -> bool:
    """Whether the server lacks more of the pinned one's methods than it has beyond them."""
    if SERVER_UNDER_TEST is None:
        return False
    with tempfile.TemporaryDirectory() as home:
        config = AppServerConfig(codex_bin=SERVER_UNDER_TEST, env={**os.environ, "CODEX_HOME": home})
        with Codex(config) as codex, pytest.raises(MethodNotFoundError) as unknown:
            codex.request("no/such", {})
    # It answers with the names of all that it knows.
    known = set(re.findall(r"`([^`]+)`", unknown.value.message)) - {"no/such"}
    return len(CLIENT_REQUESTS.keys() - known) > len(known - CLIENT_REQUESTS.keys())


def server_lacks(what: str) -> NoReturn:
    """Skip the rest of a test because of what the server has just shown."""
    if is_older():
        pytest.skip(f"this server: {what}")
    pytest.fail(f"a server that is not older than the pinned one: {what}")


def server_differs(what: str) -> NoReturn:
    """Skip the rest of a test because another server does something else there, which its users do not miss."""
    if SERVER_UNDER_TEST is not None:
        pytest.skip(f"this server: {what}")
    pytest.fail(f"the pinned server: {what}")


def missing(error: BaseException | None) -> str | None:
    """Return the method, value or kind of setting that the server said it does not have, if a test failed by that."""
    if isinstance(error, (MethodNotFoundError, InvalidParamsError)):
        match = _UNKNOWN.match(error.message)
        if match is None:
            return None
        return f"{match[1]} as {error.hint.removeprefix('this was ')}" if error.hint else match[1]
    if isinstance(error, ServerClosedError) and "invalid type: map, expected a boolean" in str(error):
        return "features with settings of their own"
    for inner in getattr(error, "exceptions", ()):
        lacks = missing(inner)
        if lacks is not None:
            return lacks
    return None
