"""Threads as the server gives them, written by hand: also what no server of good faith would send."""

from __future__ import annotations

from codex_tui.model.whole_thread import WholeThread

ESCAPE = "\x1b[2J\x1b]0;owned\x07"
BIDI = "\u202e"


def user(text, *others):
    return {
        "type": "userMessage",
        "id": "u",
        "clientId": None,
        "content": [{"type": "text", "text": text}, *others],
    }


def agent(text):
    return {"type": "agentMessage", "id": "a", "text": text, "phase": None}


def command(shell, output, **changed):
    return {
        "type": "commandExecution",
        "id": "c",
        "command": shell,
        "cwd": "/src/shop",
        "processId": "1",
        "source": "unifiedExecStartup",
        "status": "completed",
        "commandActions": [],
        "aggregatedOutput": output,
        "exitCode": 0,
        "durationMs": 833,
        **changed,
    }


def patch(*changes):
    kinds = [{"path": path, "kind": {"type": kind}, "diff": diff} for path, kind, diff in changes]
    return {"type": "fileChange", "id": "f", "status": "completed", "changes": kinds}


def reasoning(*parts):
    return {"type": "reasoning", "id": "r", "summary": list(parts), "content": []}


def turn(*items, number=1):
    return {
        "id": f"turn-{number}",
        "rootTurnId": f"turn-{number}",
        "items": [{**item, "id": f"{item['id']}{place}"} for place, item in enumerate(items)],
        "itemsView": "full",
        "status": "completed",
        "error": None,
        "startedAt": 1795375076,
        "completedAt": 1795375080,
        "durationMs": 4000,
    }


def thread(*turns, **changed):
    about = {
        "id": "019ac000-7f3a",
        "name": None,
        "preview": "hello",
        "cwd": "/src/shop",
        "model": "gpt-6-sol",
        "createdAt": 1795375076,
        "updatedAt": 1795375080,
        **changed,
    }
    return WholeThread(about, turns)
