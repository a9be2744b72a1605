"""Testing code that uses the SDK: the in-memory server plays the agent, without process, model or network."""

from codex_app_server import Codex
from codex_app_server.testing import InMemoryAppServer, Run, Say


def release_notes(codex: Codex, version: str) -> str:
    """The code under test."""
    result = codex.thread_start(sandbox="read-only").run(f"Write release notes for {version}.")
    return result.final_response or "nothing changed"


def test_release_notes_are_what_the_agent_says() -> None:
    server = InMemoryAppServer()
    server.script("release notes", [Run("git log", output="a\nb\n"), Say("Two commits: a and b.")])
    with Codex(transport=server.transport()) as codex:
        assert release_notes(codex, "1.2") == "Two commits: a and b."
    method, params = server.received[-1]
    assert method == "turn/start"
    assert "1.2" in params["input"][0]["text"]


if __name__ == "__main__":
    test_release_notes_are_what_the_agent_says()
    print("passed")
