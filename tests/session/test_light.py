"""What exists before the first paint may not bring the SDK's models or its machinery with it."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "anyio", "codex_app_server.generated", "websockets", "starlette", "markdown_it")


@pytest.mark.parametrize(
    "module",
    [
        "codex_tui.model.reducer",
        "codex_tui.model.translate_threads",
        "codex_tui.session.coalescer",
        "codex_tui.session.dispatcher",
        "codex_tui.session.launch",
        "codex_tui.store.drafts",
        "codex_tui.store.history",
    ],
)
def test_a_light_module_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
