"""The application in a browser: a headless Chromium opens it, types a prompt, and reads the answer."""

from __future__ import annotations

import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from codex_tui.demo.scripts import PLAIN_ANSWER
from tests.support.browser import browsing, chromium

pytestmark = pytest.mark.long


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(server_config, server_env, project_dir, codex_home, port):
    """The address of the application as it is served."""
    (codex_home / "config.toml").write_text(f'[projects."{project_dir}"]\ntrust_level = "trusted"\n')
    overrides = [part for override in server_config.config_overrides for part in ("-c", override)]
    command = [sys.executable, "-m", "codex_tui", "serve", "--port", str(port), "--", *overrides]
    with subprocess.Popen(
        command, cwd=project_dir, env=server_env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as serving:
        assert serving.stdout is not None
        assert f"http://127.0.0.1:{port}" in serving.stdout.readline()
        yield f"http://127.0.0.1:{port}/"
        serving.terminate()


def test_a_page_of_the_web_does_not_get_in(served):
    address = served.replace("http:", "ws:") + "ws"
    with connect(address, origin=Origin(served.rstrip("/"))):
        pass
    with pytest.raises(InvalidStatus, match="403"):
        connect(address, origin=Origin("https://example.com"))


def test_a_prompt_is_typed_and_answered_in_a_browser(served, tmp_path):
    browser = chromium()
    if browser is None:
        pytest.skip("there is no Chromium on this machine")
    with browsing(served, browser) as page:
        page.wait_for("No threads in")
        page.focus()
        page.type("n")
        page.wait_for("Ask anything")
        page.type("@@plain")
        page.wait_for("@@plain")
        page.press("Enter", 13)
        page.wait_for(PLAIN_ANSWER.split("\n")[0])
        assert page.picture().startswith(b"\x89PNG")


def test_a_page_goes_on_under_the_address_that_was_asked(served):
    port = served.rstrip("/").rpartition(":")[2]
    with urlopen(f"http://localhost:{port}/") as page:
        assert f"ws://localhost:{port}/ws" in page.read().decode()


def test_an_address_that_is_taken_is_said_in_a_sentence(served, server_env, project_dir):
    port = served.rstrip("/").rpartition(":")[2]
    command = [sys.executable, "-m", "codex_tui", "serve", "--port", port]
    second = subprocess.run(
        command, cwd=project_dir, env=server_env, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in second.stderr
    assert "Traceback" not in second.stderr
    assert not second.stdout  # no address at which somebody else answers
