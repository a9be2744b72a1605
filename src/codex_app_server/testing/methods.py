"""The methods that the in-memory server answers by itself; errors are worded as the real server words them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .calls import Call, opened_thread, page_of
from .checks import check_images, check_length, refused
from .history_methods import HISTORY_METHODS
from .thread_methods import THREAD_METHODS

__all__ = ["METHODS"]

Json = dict[str, Any]
Method: TypeAlias = Callable[[Call], Any]


def _initialize(call: Call) -> Json:
    return call.server.introduction


def _start_turn(call: Call) -> Json:
    check_images(call.params["input"])
    thread = opened_thread(call)
    check_length(call.params["input"])
    if thread.running is not None:
        # The real server joins the turn that runs.
        turn = thread.running
        call.later(lambda: turn.steer(call.params["input"], call.params.get("clientUserMessageId")))
        return {"turn": {**turn.turn, "items": []}}
    turn = thread.running = call.server.start_turn(
        thread, call.params["input"], call.params.get("clientUserMessageId")
    )
    answer = {"turn": {**turn.turn, "items": []}}
    call.later(turn.begin)
    return answer


def _steer(call: Call) -> Json:
    turn, expected = opened_thread(call).running, call.params["expectedTurnId"]
    if turn is None:
        raise refused("no active turn to steer")
    check_images(call.params["input"])
    check_length(call.params["input"])
    if not call.params["input"]:
        raise refused("input must not be empty")
    if expected != turn.turn["id"]:
        raise refused(f"expected active turn id `{expected}` but found `{turn.turn['id']}`")
    call.later(lambda: turn.steer(call.params["input"], call.params.get("clientUserMessageId")))
    return {"turnId": turn.turn["id"]}


def _interrupt(call: Call) -> Json:
    turn, expected = opened_thread(call).running, call.params["turnId"]
    if turn is None:
        if expected:
            raise refused("no active turn to interrupt")
        return {}
    if expected and expected != turn.turn["id"]:
        raise refused(f"expected active turn id {expected} but found {turn.turn['id']}")
    call.later(turn.interrupt)
    return {}


def _models(call: Call) -> Json:
    model = {
        "id": call.server.model,
        "model": call.server.model,
        "displayName": call.server.model,
        "description": "The model of the in-memory server.",
        "hidden": False,
        "isDefault": True,
        "supportedReasoningEfforts": [{"reasoningEffort": "medium", "description": "The only one."}],
        "defaultReasoningEffort": "medium",
    }
    page, following = page_of([model], call.params)
    return {"data": page, "nextCursor": following}


def _account(call: Call) -> Json:
    return {"account": None, "requiresOpenaiAuth": False}


METHODS: dict[str, Method] = {
    "initialize": _initialize,
    **THREAD_METHODS,
    **HISTORY_METHODS,
    "turn/start": _start_turn,
    "turn/steer": _steer,
    "turn/interrupt": _interrupt,
    "model/list": _models,
    "account/read": _account,
}
