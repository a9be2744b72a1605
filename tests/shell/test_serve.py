"""Who may open the application in a browser, and under which address."""

from __future__ import annotations

import subprocess

import pytest
from click.testing import CliRunner

from codex_tui.shell.own_address import OwnAddress, names_here
from codex_tui.shell.serve import command, page_command

PORT = 8421
HERE = OwnAddress("127.0.0.1", PORT)
OPEN = OwnAddress("0.0.0.0", PORT, names=frozenset({"desk", "desk.local"}))
BEHIND_A_PROXY = OwnAddress("127.0.0.1", PORT, "https://desk.example")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8421", "http://localhost:8421", "http://[::1]:8421"])
def test_pages_of_this_machine_are_let_in_by_any_of_its_names(origin):
    assert HERE.is_own(origin, "127.0.0.1:8421")


def test_a_tunnel_may_have_another_port():
    assert HERE.is_own("http://localhost:9000", "localhost:9000")
    assert HERE.is_asked("localhost:9000")
    assert not HERE.is_own("http://localhost:9000", "127.0.0.1:8421")


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
    for own in (HERE, OPEN, BEHIND_A_PROXY):
        assert not own.is_own(origin, "example.com:8421")


@pytest.mark.parametrize("asked", ["192.0.2.7:8421", "desk:8421", "DESK.local:8421", "[2001:db8::1]:8421"])
def test_where_others_are_let_in_a_page_is_of_an_address_that_is_this_machines(asked):
    assert OPEN.is_asked(asked)
    assert OPEN.is_own(f"http://{asked}", asked)
    assert not OPEN.is_own("https://example.com", asked)


@pytest.mark.parametrize("own", [HERE, OPEN, BEHIND_A_PROXY])
def test_a_name_that_somebody_pointed_here_is_refused_though_it_asks_for_itself(own):
    assert not own.is_asked("evil.example:8421")
    assert not own.is_own("http://evil.example:8421", "evil.example:8421")


def test_the_address_that_was_given_is_its_own_whatever_a_proxy_asks():
    assert BEHIND_A_PROXY.is_own("https://desk.example", "127.0.0.1:8421")
    assert BEHIND_A_PROXY.is_own("https://desk.example:443", "desk.example")
    assert BEHIND_A_PROXY.is_asked("desk.example")
    assert not BEHIND_A_PROXY.is_own("http://desk.example", "127.0.0.1:8421")
    assert BEHIND_A_PROXY.shown == "https://desk.example"


def test_where_all_addresses_are_listened_on_one_is_shown_that_can_be_opened():
    everywhere = OwnAddress("0.0.0.0", PORT, names=names_here())
    asked = everywhere.shown.removeprefix("http://")
    assert not asked.startswith("0.0.0.0") and asked.endswith(":8421")
    assert everywhere.is_asked(asked) and everywhere.is_own(everywhere.shown, asked)


@pytest.mark.parametrize(
    "address", ["desk.example", "ftp://desk.example", "https://", "https://desk.example/codex"]
)
def test_what_is_no_public_address_is_refused_in_a_sentence(address):
    said = CliRunner().invoke(command, ["--public-url", address])
    assert said.exit_code and "is not the address of a server" in said.output + str(said.exception)


def test_a_page_runs_no_module_of_the_folder_that_is_served(tmp_path):
    """A repository may hold a file of any name, also of ours."""
    (tmp_path / "codex_tui.py").write_text("print('theirs')\n")
    command = page_command(("--version",))
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("codex-tui, version ")
    assert done.returncode == 0
