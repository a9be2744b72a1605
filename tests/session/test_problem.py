"""What is said of a connection that is gone: what happened, why, and what to do."""

from __future__ import annotations

import pytest

from codex_app_server import ServerConnectError
from codex_tui.model.server_kind import ServerKind
from codex_tui.session.problem import describe_loss


@pytest.mark.parametrize(("status", "then"), [(None, "Check the address."), (401, "Check the token.")])
def test_what_to_do_goes_by_what_the_server_refused(status: int | None, then: str):
    why = ServerConnectError("it says no", endpoint="ws://127.0.0.1:1", status_code=status)
    said = describe_loss(why, "", was_ready=False, first=True, kind=ServerKind.REMOTE)
    assert said.endswith(f"it says no. {then}")


def test_what_to_do_is_said_once():
    why = ServerConnectError("nobody listens there; correct the address", endpoint="ws://127.0.0.1:1")
    said = describe_loss(why, "", was_ready=False, first=True, kind=ServerKind.REMOTE)
    assert said.endswith("nobody listens there; correct the address.")
