"""Who may open the application in a browser."""

from __future__ import annotations

import pytest

from codex_tui.shell.serve import is_own

PORT = 8421


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8421", "http://localhost:8421", "http://[::1]:8421"])
def test_pages_of_this_machine_are_let_in_by_any_of_its_names(origin):
    assert is_own(origin, "127.0.0.1", PORT, "127.0.0.1:8421")


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.com",
        "http://example.com:8421",
        "http://127.0.0.1:3000",
        "http://127.0.0.1",
        "http://localhost.example.com:8421",
        "http://127.0.0.1:port",
        "null",
        "",
    ],
)
def test_other_pages_are_not_whatever_they_were_pointed_at(origin):
    assert not is_own(origin, "127.0.0.1", PORT, "example.com:8421")


def test_where_others_are_let_in_a_page_is_of_the_address_that_was_asked():
    assert is_own("http://desk.example:8421", "0.0.0.0", PORT, "desk.example:8421")
    assert not is_own("https://example.com", "0.0.0.0", PORT, "desk.example:8421")
