"""A small MCP server on stdio: it counts what a shop has in stock, and fails to audit it.

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
]


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


def main() -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if "method" not in message or "id" not in message:
            continue
        result = answer(message["method"], message.get("params") or {})
        reply = (
            {"result": result} if result is not None else {"error": {"code": -32601, "message": "unknown"}}
        )
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], **reply}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
