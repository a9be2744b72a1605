"""Saying yes or no to what the agent wants to run: a plain function decides."""

from typing import Any

from codex_app_server import Codex, SyncServerRequest

HARMLESS = ("ls", "cat", "git status", "git diff")


def decide(request: SyncServerRequest) -> Any:
    if request.method == "item/commandExecution/requestApproval":
        command = request.raw_params["command"]
        allowed = any(word in command for word in HARMLESS)
        print(f"{'allowed' if allowed else 'declined'}: {command}")
        return {"decision": "accept" if allowed else "decline"}
    return None  # everything else gets the safe answer: no


def main() -> None:
    with Codex(server_requests=decide) as codex:
        thread = codex.thread_start(approval_policy="on-request")
        result = thread.run("Clean up this folder.")
        print(result.final_response)


if __name__ == "__main__":
    main()
