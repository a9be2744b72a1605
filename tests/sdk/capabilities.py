"""What the server under test does not have: found out by asking it, never from a table of versions."""

import os
import re
from typing import NoReturn

import pytest

from codex_app_server import MethodNotFoundError, ServerClosedError

OTHER_SERVER = "APP_SERVER_UNDER_TEST" in os.environ
"""Whether the tests run on another server than the one this distribution pins."""

_UNKNOWN = re.compile(r"Invalid request: unknown variant `([^`]+)`")


def server_lacks(what: str) -> NoReturn:
    """Skip the rest of a test because of what the server has just shown; the pinned server has everything."""
    if OTHER_SERVER:
        pytest.skip(f"this server: {what}")
    pytest.fail(f"the pinned server: {what}")


def missing(error: BaseException | None) -> str | None:
    """Return what the server said it does not have, if that is why a test failed: a method, or a kind of setting."""
    if isinstance(error, MethodNotFoundError):
        match = _UNKNOWN.match(error.message)
        return None if match is None else match[1]
    if isinstance(error, ServerClosedError) and "invalid type: map, expected a boolean" in str(error):
        return "features with settings of their own"
    for inner in getattr(error, "exceptions", ()):
        lacks = missing(inner)
        if lacks is not None:
            return lacks
    return None
