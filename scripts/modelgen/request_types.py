"""Part of the model generator: what type checkers know of ``request``, one overload for each method."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD = '''"""The types of `AsyncCodex.request` and `Codex.request`: for each method its parameters and its answer.

For type checkers only; nothing imports it when a program runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, overload

from pydantic import BaseModel

from . import v2_all as protocol

ModelT = TypeVar("ModelT", bound=BaseModel)
'''

_TIMEOUT = "request_timeout: float | None = None"


def render_request_types(client_requests: Mapping[str, tuple[str | None, str]]) -> str:
    """The text of ``requests.pyi``: a base class for the asynchronous client and one for the blocking one."""
    lines = [_HEAD]
    for name, keyword in (("AsyncRequestTypes", "async def"), ("RequestTypes", "def")):
        lines.append(f"\nclass {name}:")
        for parameters, answer in overloads(client_requests):
            lines.append("    @overload")
            lines.append(f"    {keyword} request(self, {parameters}, {_TIMEOUT}) -> {answer}: ...")
        lines.append("")
    return "\n".join(lines)


def overloads(client_requests: Mapping[str, tuple[str | None, str]]) -> Iterator[tuple[str, str]]:
    """Parameters and answer of each overload; a type checker takes the first that fits."""
    for model, answer in (("ModelT", "ModelT"), ("dict[str, Any]", "dict[str, Any]")):
        yield f"method: str, params: Any, response_model: type[{model}], *", answer
        yield f"method: str, params: Any = None, *, response_model: type[{model}]", answer
    for method, (params, response) in client_requests.items():
        kinds = (
            ["Mapping[str, Any]", "None"]
            if params is None
            else [f"protocol.{params}", "Mapping[str, Any]", "None"]
        )
        yield (
            f'method: Literal["{method}"], params: {" | ".join(kinds)} = None, response_model: None = None, *',
            f"protocol.{response}",
        )
    yield "method: str, params: Any = None, response_model: None = None, *", "Any"
