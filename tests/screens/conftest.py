"""The home of the person whose threads these are."""

import pytest

from tests.screens.support import HOME


@pytest.fixture(autouse=True)
def home_of_ann(hermetic_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(HOME))
