import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from codex_tui.demo.session import DemoError, DemoSession, prepare_demo
from tests.support.rpc_client import RpcClient


def test_a_session_has_threads_and_answers_and_leaves_nothing_behind() -> None:
    with prepare_demo() as demo:
        root = demo.cwd.parent
        assert (demo.cwd / "shop/cart.py").exists()
        with RpcClient(demo.config_overrides, {**os.environ, **demo.env}, demo.cwd) as client:
            look_around(client, demo)
        demo.close()  # and once more at the end
    assert not root.exists()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(_base_url(demo), timeout=10)


def look_around(client: RpcClient, demo: DemoSession) -> None:
    """The first screen is not empty, a seeded thread opens with its history, and the model answers."""
    listed = client.call("thread/list", useStateDbOnly=True, sortKey="recency_at")["data"]
    assert [thread["name"] or thread["preview"] for thread in listed] == [
        "Explain the checkout flow",
        "Tour of the repository",
        "Use double quotes everywhere",
        "Upgrade to Python 3.14",
    ]
    assert {thread["cwd"] for thread in listed} == {str(demo.cwd), str(demo.cwd.with_name("pay"))}
    ages = [listed[0]["recencyAt"] - thread["recencyAt"] for thread in listed]
    assert ages == sorted(ages)
    assert ages[1] > 3600
    (archived,) = client.call("thread/list", useStateDbOnly=True, archived=True)["data"]
    assert archived["preview"] == "An idea that came to nothing"
    (turn,) = client.call("thread/resume", threadId=listed[1]["id"])["thread"]["turns"]
    assert [item["type"] for item in turn["items"]] == [
        "userMessage",
        "reasoning",
        "commandExecution",
        "agentMessage",
    ]
    turn = client.run_turn(client.start_thread(), "@@plain")
    assert turn["status"] == "completed"


@pytest.mark.skipif(sys.platform != "linux", reason="waits for a process which is not its own child")
def test_nothing_is_left_behind_when_the_application_is_killed() -> None:
    application = (
        "from codex_tui.demo.session import prepare_demo; demo = prepare_demo(); "
        "print(demo.cwd.parent, demo._process.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", application], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        root, pid = process.stdout.readline().split()
        ended = os.pidfd_open(int(pid))
        process.send_signal(signal.SIGKILL)
        select.select([ended], [], [], 30)
        os.close(ended)
    assert not os.path.exists(root)


def test_a_binary_that_does_not_work_is_said() -> None:
    with pytest.raises(DemoError, match="could not be prepared"):
        prepare_demo(codex_bin="/nonexistent/codex")


def test_preparing_imports_neither_the_model_nor_the_sdk() -> None:
    check = "import sys, codex_tui.demo.session; print(*sys.modules)"
    modules = subprocess.check_output([sys.executable, "-c", check], text=True).split()
    assert not {"uvicorn", "starlette", "codex_app_server", "textual", "asyncio"}.intersection(modules)


def _base_url(demo: DemoSession) -> str:
    (provider,) = (text for text in demo.config_overrides if text.startswith("model_providers."))
    return provider.split('base_url="')[1].split('"')[0]
