"""The answers given when nobody answers: each refuses, and lets the turn go on.

Source: the effects of each answer as observed on the real server; where it knows a refusal that continues
the turn ("decline"), that one is used and not the one that interrupts it ("cancel").
"""

from __future__ import annotations

import time
from typing import Any

__all__ = ["safe_answer"]

_REFUSALS: dict[str, dict[str, Any]] = {
    "item/commandExecution/requestApproval": {"decision": "decline"},
    "item/fileChange/requestApproval": {"decision": "decline"},
    "item/permissions/requestApproval": {"permissions": {}},
    "item/tool/requestUserInput": {"answers": {}},
    "item/tool/call": {
        "contentItems": [{"type": "inputText", "text": "This client does not offer the tool."}],
        "success": False,
    },
    "mcpServer/elicitation/request": {"action": "decline", "content": None, "_meta": None},
    "applyPatchApproval": {"decision": "denied"},
    "execCommandApproval": {"decision": "denied"},
}


def safe_answer(method: str) -> dict[str, Any] | None:
    """Return the refusing result for a server request, None if only an error can refuse it."""
    if method == "currentTime/read":
        return {"currentTimeAt": int(time.time())}
    return _REFUSALS.get(method)
