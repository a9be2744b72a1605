"""A small MCP server on stdio whose one tool asks back whatever it is called with, and returns what it was told.

Run by the app-server as a child process; standard library only.
"""

import json
import sys
from typing import Any

TOOL = {
    "name": "ask",
    "description": "Ask the person behind the client.",
    "inputSchema": {"type": "object", "properties": {}},
    "annotations": {"readOnlyHint": True},
}


def send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def answer(method: str, params: dict[str, Any]) -> dict[str, Any] | None:
    """Return the result of a request; None if it is not known."""
    if method == "initialize":
        return {
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "asking", "version": "1"},
        }
    if method == "tools/list":
        return {"tools": [TOOL]}
    return {} if method == "ping" else None


def main() -> None:
    callers: dict[str, Any] = {}
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params") or {}
        if method == "tools/call":
            question = f"asked-{len(callers)}"
            callers[question] = message["id"]
            send({"id": question, "method": "elicitation/create", "params": params["arguments"]})
        elif method is None and message.get("id") in callers:
            told = message.get("result", message.get("error"))
            content = [{"type": "text", "text": json.dumps(told)}]
            send({"id": callers[message["id"]], "result": {"content": content}})
        elif method is not None and "id" in message:
            result = answer(method, params)
            failed = {"error": {"code": -32601, "message": f"no {method}"}}
            send({"id": message["id"], **(failed if result is None else {"result": result})})


if __name__ == "__main__":
    main()
