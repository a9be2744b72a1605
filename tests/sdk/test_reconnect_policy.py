from dataclasses import replace

import pytest

from codex_app_server import AppServerConfig, ReconnectPolicy


def test_pauses_grow_up_to_the_longest():
    policy = ReconnectPolicy(first_delay=1, factor=2, max_delay=5, jitter=0)
    delays = policy.delays()
    assert [next(delays) for _ in range(5)] == [1, 2, 4, 5, 5]
    delays = replace(policy, jitter=0.5).delays()
    assert all(0.5 <= next(delays) <= 7.5 for _ in range(20))


@pytest.mark.parametrize(
    "options", [{"first_delay": -1}, {"max_delay": 0.01}, {"factor": 0.5}, {"jitter": 2}, {"for_seconds": -1}]
)
def test_a_policy_that_makes_no_sense_is_refused(options: dict[str, float]):
    with pytest.raises(ValueError, match="ReconnectPolicy wants"):
        ReconnectPolicy(**options)


def test_a_reconnecting_client_needs_an_endpoint():
    with pytest.raises(ValueError, match="set endpoint too"):
        AppServerConfig(reconnect=ReconnectPolicy())
