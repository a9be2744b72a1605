"""Every method of the protocol can be called by its name, with types."""

import ast
from pathlib import Path
from typing import Any

import anyio
import pytest
from typing_extensions import assert_type

import codex_app_server
from codex_app_server import AppServerConfig, AsyncCodex, Codex, InvalidResponseError
from codex_app_server.generated.registry import CLIENT_REQUESTS
from codex_app_server.generated.v2_all import (
    ConfigReadResponse,
    ModelListParams,
    ModelListResponse,
    ThreadListResponse,
    ThreadLoadedListResponse,
)

from .conftest import Connect

STUB = Path(codex_app_server.__file__).parent / "generated" / "requests.pyi"


@pytest.mark.anyio
async def test_the_answer_is_the_methods_own_model_also_to_type_checkers(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            models = assert_type(
                await codex.request("model/list", ModelListParams(limit=2)), ModelListResponse
            )
            assert [type(models), len(models.data)] == [ModelListResponse, 2]
            config = assert_type(
                await codex.request("config/read", {"includeLayers": True}), ConfigReadResponse
            )
            assert config.layers
            raw = assert_type(await codex.request("model/list", {"limit": 1}, dict), "dict[str, Any]")
            assert raw["data"][0]["displayName"] == models.data[0].display_name
            listed = await codex.request("model/list", {"limit": 1}, response_model=ThreadListResponse)
            assert_type(listed, ThreadListResponse)


def test_a_method_whose_options_may_all_be_left_out_needs_none(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        loaded = assert_type(codex.request("thread/loaded/list"), ThreadLoadedListResponse)
        assert loaded.data == []


@pytest.mark.anyio
async def test_an_answer_of_another_shape_is_an_error_that_carries_it(connect: Connect):
    async with connect() as (codex, peer), anyio.create_task_group() as group:

        async def answer() -> None:
            message = await peer.receive()
            assert message is not None
            peer.send({"id": message["id"], "result": "of another time"})

        group.start_soon(answer)
        with pytest.raises(InvalidResponseError, match="ThreadListResponse") as caught:
            await codex.request("thread/list")
    assert caught.value.raw == "of another time"


@pytest.mark.parametrize("name", ["AsyncRequestTypes", "RequestTypes"])
def test_type_checkers_know_every_method(name: str):
    classes = [node for node in ast.parse(STUB.read_text()).body if isinstance(node, ast.ClassDef)]
    (overloads,) = [node.body for node in classes if node.name == name]
    known: dict[Any, str] = {}
    for overload in overloads:
        assert isinstance(overload, (ast.FunctionDef, ast.AsyncFunctionDef))
        annotation, returns = overload.args.args[1].annotation, overload.returns
        if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Constant):
            assert isinstance(returns, ast.Attribute)
            known[annotation.slice.value] = returns.attr
    assert known == {method: models[1] for method, models in CLIENT_REQUESTS.items()}
