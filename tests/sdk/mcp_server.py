"""A small MCP server on stdio: a tool that must be approved, two that ask back, and a resource.

Run by the app-server as a child process; standard library only.
"""

import json
import sys
from typing import Any

TOOLS = [
    {"name": "greet", "description": "Greet a name.", "inputSchema": {"type": "object", "properties": {}}},
    {
        "name": "order",
        "description": "Order a drink; asks for its size.",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "visit",
        "description": "Show the menu in a browser.",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": {"readOnlyHint": True},
    },
]
FORM = {
    "type": "object",
    "properties": {"size": {"type": "string", "title": "Size"}},
    "required": ["size"],
}
QUESTIONS = {
    "order": {"message": "Which size?", "requestedSchema": FORM},
    "visit": {
        "mode": "url",
        "message": "Look at the menu.",
        "url": "https://example.com/menu",
        "elicitationId": "menu",
    },
}
"""What a tool asks back before it answers."""


def send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def text(value: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": value}]}


def answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    """Return the result of a request; None if it is answered later or not known."""
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}, "resources": {}},
            "serverInfo": {"name": "greeter", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": TOOLS}
    if method == "resources/list":
        return {"resources": [{"name": "menu", "uri": "cafe://menu"}]}
    if method == "resources/templates/list":
        return {"resourceTemplates": []}
    if method == "resources/read":
        return {"contents": [{"uri": params["uri"], "mimeType": "text/plain", "text": "Tea, coffee"}]}
    if method == "tools/call" and params["name"] == "greet":
        return text("Hello, " + params.get("arguments", {}).get("name", "world"))
    return {} if method == "ping" else None


def main() -> None:
    waiting: Any = None
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params") or {}
        if method == "tools/call" and params["name"] in QUESTIONS:
            waiting = message["id"]
            send({"id": "asked", "method": "elicitation/create", "params": QUESTIONS[params["name"]]})
        elif message.get("id") == "asked" and method is None:
            send({"id": waiting, "result": text(json.dumps(message.get("result")))})
        elif method is not None and "id" in message:
            result = answer(method, params)
            if result is None:
                send({"id": message["id"], "error": {"code": -32601, "message": f"no {method}"}})
            else:
                send({"id": message["id"], "result": result})


if __name__ == "__main__":
    main()
