import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.demo.project import make_project
from codex_tui.demo.server import ScriptedModel
from codex_tui.demo.tour import NO_SANDBOX_OVERRIDES, PROJECT_FILES, SANDBOX_OVERRIDES, Tour
from codex_tui.keymap import key_label
from tests.support.rpc_client import Message, RpcClient


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop"
    make_project(path, PROJECT_FILES)
    return path


@pytest.fixture
def client(shop: Path, server_env: dict[str, str]) -> Iterator[RpcClient]:
    with (
        ScriptedModel(Tour(pause=0)) as model,
        RpcClient((*model.config_overrides(), *SANDBOX_OVERRIDES), server_env, shop) as client,
    ):
        yield client


def play_first_turn(client: RpcClient, thread_id: str) -> None:
    client.start_turn(thread_id, "hi")
    asked = client.wait_for_method("item/commandExecution/requestApproval")
    assert "rm -rf build/" in asked["params"]["command"]
    client.send({"id": asked["id"], "result": {"decision": "accept"}})
    assert client.wait_for_method("turn/completed")["params"]["turn"]["status"] == "completed"


def test_the_first_turn_finds_fixes_and_proves_the_bug(client: RpcClient, shop: Path) -> None:
    play_first_turn(client, client.start_thread())
    exits = [item["exitCode"] for item in client.completed_items("commandExecution")]
    assert exits == [0, 1, 0, 0]
    assert "line.price * line.quantity" in (shop / "shop/cart.py").read_text()
    assert subprocess.run([shop / "check"], cwd=shop, capture_output=True).returncode == 0
    assert not (shop / "build").exists()

    # It shows every kind of cell.
    kinds = {item["type"] for item in client.completed_items()}
    assert kinds == {"userMessage", "reasoning", "agentMessage", "commandExecution", "fileChange"}
    last_plan = client.notifications("turn/plan/updated")[-1]["plan"]
    assert {step["status"] for step in last_plan} == {"completed"}

    # And the farewell teaches the keys of the keymap.
    farewell = client.completed_items("agentMessage")[-1]
    assert farewell["phase"] == "final_answer"
    assert f"| `{key_label('conversation.interrupt')}` |" in farewell["text"]


@pytest.mark.long
def test_without_a_sandbox_the_tour_is_the_same(shop: Path, server_env: dict[str, str]) -> None:
    asked: list[str] = []
    with (
        ScriptedModel(Tour(pause=0)) as model,
        RpcClient((*model.config_overrides(), *NO_SANDBOX_OVERRIDES), server_env, shop) as client,
    ):
        client.start_turn(client.start_thread(), "hi")
        while "id" in (message := client.wait_for(is_request_or_end)):
            asked.append(message["method"])
            client.send({"id": message["id"], "result": {"decision": "accept"}})
    assert asked == ["item/commandExecution/requestApproval"]
    assert not (shop / "build").exists()


def is_request_or_end(message: Message) -> bool:
    return "method" in message and ("id" in message or message["method"] == "turn/completed")


@pytest.mark.long
def test_later_prompts_rotate_over_shorter_turns(client: RpcClient) -> None:
    thread_id = client.start_thread()
    play_first_turn(client, thread_id)

    client.run_turn(thread_id, "draw")
    assert "> draw" in client.completed_items("agentMessage")[-1]["text"]

    client.run_turn(thread_id, "differ")
    assert "shop/cart.py" in client.completed_items("commandExecution")[-1]["aggregatedOutput"]

    client.start_turn(thread_id, "ask")
    asked = client.wait_for_method("item/tool/requestUserInput")
    client.send({"id": asked["id"], "result": {"answers": {"rounding": {"answers": ["Half up"]}}}})
    client.wait_for_method("turn/completed")

    client.start_turn(thread_id, "write")
    asked = client.wait_for_method("item/fileChange/requestApproval")
    client.send({"id": asked["id"], "result": {"decision": "decline"}})
    assert client.wait_for_method("turn/completed")["params"]["turn"]["status"] == "completed"
    assert client.completed_items("fileChange")[-1]["status"] == "declined"
