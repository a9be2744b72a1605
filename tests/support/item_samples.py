"""One item of each kind that the schema knows, as the server sends it when it is completed, and notifications alike."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

PNG = "iVBORw0KGgoAAAANSUhEUgAAAMAAAABsCAIAAACjRtpEAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""192 by 108, by its head."""
CHILD = "01a204d4-d9ce-7471-be67-970fce3c2e3d"
PROMPT = "Look at this and round by the rules."
STRUCTURED = {"tea": 41, "coffee": 12, "milk": 3}

ITEMS: dict[str, Json] = {
    "userMessage": {
        "content": [
            {"type": "text", "text": PROMPT},
            {"type": "image", "url": f"data:image/png;base64,{PNG}"},
            {"type": "localImage", "path": "/home/me/shop/shots/receipt.png"},
            {"type": "mention", "name": "cart.py", "path": "/home/me/shop/shop/cart.py"},
            {"type": "skill", "name": "rounding", "path": "/home/me/.codex/skills/rounding/SKILL.md"},
        ]
    },
    "hookPrompt": {"fragments": [{"hookRunId": "h", "text": "Run the tests before you stop.\nAll of them."}]},
    "agentMessage": {"text": "I look up how shops round.", "phase": "commentary"},
    "reasoning": {"summary": ["**Reading the rules**\n\nHalf even, or half up?"], "content": ["Hmm. Banks."]},
    "plan": {"text": "# Rounding\n\n1. read\n2. round"},
    "commandExecution": {
        "command": "/bin/bash -lc 'grep -rn round shop'",
        "cwd": "/home/me/shop",
        "commandActions": [],
        "status": "completed",
        "aggregatedOutput": "shop/cart.py:21: return round(\n",
        "exitCode": 0,
        "durationMs": 100,
    },
    "fileChange": {
        "status": "completed",
        "changes": [{"path": "/home/me/shop/a.txt", "kind": {"type": "add"}, "diff": "one\n"}],
    },
    "webSearch": {
        "query": "half even rounding",
        "action": {"type": "search", "query": "half even rounding in retail", "queries": None},
        "results": [
            {"title": "Rounding", "url": "https://example.com/rounding", "snippet": "Half to even."},
            {"title": "Receipts", "url": "https://example.com/receipts"},
        ],
    },
    "mcpToolCall": {
        "server": "shop",
        "tool": "stock",
        "status": "completed",
        "arguments": {"item": "everything on the shelves", "room": 2},
        "result": {
            "content": [{"type": "text", "text": "tea: 41\ncoffee: 12\nmilk: 3\nsugar: 7\nsalt: 9"}],
            "structuredContent": STRUCTURED,
        },
        "durationMs": 1240,
    },
    "dynamicToolCall": {
        "namespace": "desk",
        "tool": "weather",
        "status": "failed",
        "success": False,
        "arguments": {"city": "Bonn"},
        "contentItems": [
            {"type": "inputText", "text": "The station does not answer."},
            {"type": "inputImage", "imageUrl": f"data:image/png;base64,{PNG}"},
        ],
        "durationMs": 30_000,
    },
    "functionCallOutput": {"name": "lookup", "namespace": "desk", "output": "one\ntwo"},
    "imageView": {"path": "/home/me/sales.png"},
    "imageGeneration": {
        "status": "completed",
        "result": PNG,
        "savedPath": "/home/me/made.png",
        "revisedPrompt": "A chart of six bars.",
    },
    "collabAgentToolCall": {
        "tool": "spawnAgent",
        "status": "completed",
        "senderThreadId": "t",
        "receiverThreadIds": [CHILD],
        "prompt": "Read the receipt.\n\nSay what it prints, line by line.",
        "model": "gpt-6-sol",
        "reasoningEffort": "medium",
        "agentsStates": {CHILD: {"status": "pendingInit", "message": None}},
    },
    "subAgentActivity": {
        "kind": "completed",
        "agentPath": "/lead/reader",
        "agentThreadId": CHILD,
        "model": "gpt-6-sol",
        "reasoningEffort": "low",
    },
    "sleep": {"durationMs": 90_000},
    "enteredReviewMode": {"review": "changes against 'main'"},
    "exitedReviewMode": {"review": "Nothing found."},
    "contextCompaction": {},
}
"""By type; id and type are added by `item`."""

HOOK: Json = {
    "id": "pre-tool-use:0:/home/me/.codex/config.toml:call_1",
    "eventName": "preToolUse",
    "handlerType": "command",
    "executionMode": "sync",
    "scope": "turn",
    "sourcePath": "/home/me/.codex/config.toml",
    "source": "user",
    "displayOrder": 0,
    "status": "running",
    "statusMessage": "who may audit",
    "startedAt": 1,
    "entries": [],
}
BLOCKED: Json = {
    **HOOK,
    "status": "blocked",
    "completedAt": 2,
    "durationMs": 30,
    "entries": [{"kind": "feedback", "text": "Audits are for people."}],
}
REVIEW: Json = {
    "reviewId": "r",
    "startedAtMs": 1_000,
    "action": {
        "type": "command",
        "command": "/bin/bash -lc 'rm -rf build/'",
        "cwd": "/home/me/shop",
        "source": "shell",
    },
    "review": {"status": "inProgress"},
}
DENIED: Json = {
    **REVIEW,
    "completedAtMs": 3_400,
    "decisionSource": "agent",
    "review": {
        "status": "denied",
        "riskLevel": "high",
        "rationale": "It deletes files that nobody asked it to delete.",
    },
}
NOTICES: dict[str, Json] = {
    "error": {"willRetry": False, "error": {"message": "no credit"}},
    "warning": {"message": "careful"},
    "guardianWarning": {"message": "watch it"},
    "model/rerouted": {"fromModel": "gpt-6-sol", "toModel": "gpt-6-luna", "reason": "highRiskCyberActivity"},
    "model/verification": {"verifications": ["trustedAccessForCyber"]},
    "modelProvider/authRecoveryStarted": {"provider": "corp", "message": "signing in again"},
    "modelProvider/authRecoveryCompleted": {"provider": "corp", "message": "signed in"},
    "autoApprovalReview/strictReviewRequired": {"startedAtMs": 1},
    "hook/started": {"run": HOOK},
    "hook/completed": {"run": BLOCKED},
    "item/autoApprovalReview/started": REVIEW,
    "item/autoApprovalReview/completed": DENIED,
    "mcpServer/startupStatus/updated": {"name": "shop", "status": "failed", "error": "no such command"},
}
"""What is said of a thread and must be seen in its conversation."""
REMARKS: dict[str, Json] = {
    "configWarning": {"summary": "unknown key", "details": "tools.x", "path": "/home/me/.codex/config.toml"},
    "deprecationNotice": {"summary": "old ways end", "details": "soon"},
    "windows/worldWritableWarning": {"samplePaths": ["C:\\x"], "extraCount": 2, "failedScan": False},
}
"""What is said of no thread and must be said in the status line."""


def item(kind: str, name: str | None = None, **more: Any) -> Json:
    """The sample of a kind, with other values where they are given."""
    return {"type": kind, "id": name or kind, **ITEMS[kind], **more}
