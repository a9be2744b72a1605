"""A scriptable peer for what the real server will not do: die at start, break off, talk nonsense, be busy.

`peer_command(...)` gives the command line of a process that plays actions one after the other, for
`AppServerConfig(launch_args_override=...)`:

    peer_command(*handshake(), expect("model/list"), refuse(-32001, "Server overloaded"), until_eof())

The process runs this same file, so it uses the standard library only. It ends with code 0 after the last
action.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, TypeAlias

Action: TypeAlias = tuple[str, Any]


def expect(method: str) -> Action:
    """Read on until a request or notification of this name comes; others are swallowed."""
    return ("expect", method)


def answer(result: Any) -> Action:
    """Answer what was expected last."""
    return ("answer", result)


def refuse(code: int, message: str, data: Any = None) -> Action:
    """Answer what was expected last with an error."""
    return ("refuse", {"code": code, "message": message} | ({} if data is None else {"data": data}))


def say(method: str, **params: Any) -> Action:
    """Send a notification."""
    return ("say", {"method": method, "params": params})


def request(request_id: int, method: str, **params: Any) -> Action:
    """Send a server request."""
    return ("say", {"id": request_id, "method": method, "params": params})


def raw(text: str) -> Action:
    """Write exactly this to stdout, without an end of line."""
    return ("raw", text)


def raw_bytes(data: bytes, times: int = 1) -> Action:
    """Write exactly these bytes to stdout, so many times."""
    return ("raw_bytes", [data.decode("latin-1"), times])


def flood_stderr(text: str, times: int) -> Action:
    """Write exactly this to stderr, so many times."""
    return ("flood_stderr", [text, times])


def close(name: str) -> Action:
    """Close ``"stdin"``, ``"stdout"`` or ``"stderr"`` and live on."""
    return ("close", name)


def forever() -> Action:
    """Do nothing more until it is ended."""
    return ("forever", None)


def stderr(text: str) -> Action:
    """Write exactly this to stderr."""
    return ("stderr", text)


def leave(code: int) -> Action:
    """End at once with this exit code."""
    return ("leave", code)


def until_eof() -> Action:
    """Swallow everything until stdin is closed."""
    return ("until_eof", None)


def handshake() -> tuple[Action, ...]:
    """Answer `initialize` as the real server does."""
    result = {
        "userAgent": "peer/0.163.0 (Linux; x86_64) test",
        "codexHome": "/nonexistent/codex-home",
        "platformFamily": "unix",
        "platformOs": "linux",
    }
    return (expect("initialize"), answer(result), expect("initialized"))


def peer_command(*actions: Action) -> tuple[str, ...]:
    """Return the command line of a peer that plays these actions."""
    return (sys.executable, "-I", "-S", os.path.abspath(__file__), json.dumps(actions))


def _play(actions: list[Action]) -> int:
    expected: dict[str, Any] = {}
    for kind, value in actions:
        if kind == "expect":
            expected = _read_until(value)
        elif kind == "answer":
            _write(json.dumps({"id": expected["id"], "result": value}) + "\n")
        elif kind == "refuse":
            _write(json.dumps({"id": expected["id"], "error": value}) + "\n")
        elif kind == "say":
            _write(json.dumps(value) + "\n")
        elif kind == "raw":
            _write(value)
        elif kind == "stderr":
            sys.stderr.write(value)
            sys.stderr.flush()
        elif kind in _BELOW:
            _BELOW[kind](value)
        elif kind == "leave":
            return int(value)
        elif kind == "until_eof":
            sys.stdin.read()
    return 0


def _write_bytes(value: list[Any]) -> None:
    sys.stdout.buffer.write(value[0].encode("latin-1") * value[1])
    sys.stdout.buffer.flush()


def _flood(value: list[Any]) -> None:
    sys.stderr.write(value[0] * value[1])
    sys.stderr.flush()


def _close(name: str) -> None:
    # What Python would still write there as it ends must go nowhere.
    os.dup2(os.open(os.devnull, os.O_RDWR), {"stdin": 0, "stdout": 1, "stderr": 2}[name])


def _wait(_: None) -> None:
    while True:
        signal.pause()


_BELOW: dict[str, Callable[[Any], None]] = {
    "raw_bytes": _write_bytes,
    "flood_stderr": _flood,
    "close": _close,
    "forever": _wait,
}
"""What concerns the pipes and not what is said on them."""


def _read_until(method: str) -> dict[str, Any]:
    for line in sys.stdin:
        message: dict[str, Any] = json.loads(line)
        if message.get("method") == method:
            return message
    sys.exit(f"stdin ended before {method}")


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(_play(json.loads(sys.argv[1])))
