"""A small MCP server on stdio: it counts what a shop has in stock, fails to audit it, and asks how to restock it.

The app-server runs this file as a child process; standard library only.
"""

import json
import sys
from typing import Any

STOCK = {"tea": 41, "coffee": 12, "milk": 3}
TOOLS = [
    {
        "name": "stock",
        "description": "Count what is in stock.",
        "inputSchema": {"type": "object", "properties": {"item": {"type": "string"}}},
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "audit",
        "description": "Compare the stock with the books.",
        "inputSchema": {"type": "object", "properties": {"year": {"type": "integer"}}},
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "restock",
        "description": "Order what is missing; asks a person for the details, and then for a visit of the shop.",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": {"readOnlyHint": True},
    },
]
ORDER = {
    "message": "Milk runs out. What shall the shop order?",
    "requestedSchema": {
        "type": "object",
        "properties": {
            "boxes": {"type": "integer", "title": "Boxes of milk", "minimum": 1, "maximum": 40, "default": 6},
            "extras": {
                "type": "array",
                "title": "Along with it",
                "items": {
                    "anyOf": [
                        {"const": "oat", "title": "Oat drink"},
                        {"const": "cream", "title": "Cream"},
                        {"const": "butter", "title": "Butter"},
                    ]
                },
                "maxItems": 2,
            },
            "mail": {
                "type": "string",
                "title": "E-mail",
                "format": "email",
                "description": "Where the bill goes",
            },
            "when": {"type": "string", "title": "Not before", "format": "date"},
            "urgent": {"type": "boolean", "title": "By express?"},
        },
        "required": ["boxes", "mail", "urgent"],
    },
}
VISIT = {
    "mode": "url",
    "message": "The order has to be confirmed on the page of the shop.",
    "url": "https://shop.example.com/orders/confirm?order=41&token=demo",
    "elicitationId": "order-41",
}


def answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    """Return the result of a request, None if it is not known."""
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "shop", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "tools/call":
        return _call(params["name"], params.get("arguments") or {})
    return {} if method == "ping" else None


def _call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if name == "audit":
        text = f"The books of {arguments.get('year', 'that year')} are not here."
        return {"content": [{"type": "text", "text": text}], "isError": True}
    wanted = arguments.get("item")
    counted = {item: count for item, count in STOCK.items() if wanted in (None, item)}
    lines = "\n".join(f"{item}: {count}" for item, count in counted.items())
    return {"content": [{"type": "text", "text": lines}], "structuredContent": counted}


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


class Restocking:
    """The calls of ``restock`` under way: each asks for the order, then for a visit, and tells what came of it."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[Any, list[Any]]] = {}

    def begin(self, call: Any) -> None:
        self._ask(call, [], ORDER)

    def hear(self, message: dict[str, Any]) -> None:
        """Take the answer to a question, and ask the next one."""
        call, heard = self._asked.pop(message["id"], (None, []))
        if call is None:
            return
        told = message.get("result") or {"action": "cancel"}
        heard.append(told)
        if told.get("action") == "accept" and len(heard) == 1:
            self._ask(call, heard, VISIT)
        else:
            _send({"id": call, "result": {"content": [{"type": "text", "text": json.dumps(heard)}]}})

    def _ask(self, call: Any, heard: list[Any], question: dict[str, Any]) -> None:
        name = f"restock-{call}-{len(heard)}"
        self._asked[name] = call, heard
        _send({"id": name, "method": "elicitation/create", "params": question})


def main() -> None:
    restocking = Restocking()
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params") or {}
        if "id" not in message:
            continue
        if method is None:
            restocking.hear(message)
        elif method == "tools/call" and params["name"] == "restock":
            restocking.begin(message["id"])
        else:
            result = answer(method, params)
            unknown = {"error": {"code": -32601, "message": "unknown"}}
            _send({"id": message["id"], **(unknown if result is None else {"result": result})})


if __name__ == "__main__":
    main()
