"""A server on a machine whose administrator requires something: ``/etc/codex/requirements.toml``, for it alone."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from codex_app_server.binary import find_codex_binary

NETWORK_IS_ASKED_ABOUT = """\
[experimental_network]
enabled = true
allow_local_binding = true
"""
"""The only place that makes the server ask for hosts: by its own configuration what is not listed is refused."""


def required_by_administrator(folder: Path, requirements: str) -> Path:
    """Make a `codex` that sees these requirements in ``/etc``, laid over the machine's own.

    Skips the test where the machine lets nobody mount anything.
    """
    codex = Path(find_codex_binary())
    bundled = codex.parent.parent / "codex-resources" / "bwrap"
    bubblewrap = str(bundled) if bundled.exists() else shutil.which("bwrap")
    etc = folder / "etc"
    (etc / "codex").mkdir(parents=True)
    (etc / "codex" / "requirements.toml").write_text(requirements)
    if bubblewrap is None:
        pytest.skip("there is no bubblewrap")
    over = ("--overlay-src", "/etc", "--overlay-src", str(etc), "--ro-overlay", "/etc")
    inside = (bubblewrap, "--dev-bind", "/", "/", *over, "--")
    tried = subprocess.run((*inside, "true"), capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"nothing can be mounted here: {tried.stderr.strip()}")
    wrapper = folder / "codex"
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join((*inside, str(codex)))} "$@"\n')
    wrapper.chmod(0o755)
    return wrapper
