"""The home of the person whose threads these are, and ports over them."""

import pytest

from tests.screens.support import HOME, FakePorts, busy_board


@pytest.fixture(autouse=True)
def home_of_ann(hermetic_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(HOME))


@pytest.fixture
def fake() -> FakePorts:
    fake = FakePorts()
    busy_board(fake.state)
    return fake
