"""Faults are made in the whole application, whose own state lies in the test's folder."""

from tests.tui.conftest import state_folder as state_folder
