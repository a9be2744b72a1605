"""What the scripted model's tools need of the server: an MCP server, hooks that it trusts, a picture to look at.

Used by the stage of the demo and by the tests; `scripts.TOOLS` is the turn that calls all of it.
"""

import json
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from codex_app_server import AsyncCodex
from codex_app_server.generated.v2_all import HooksListResponse
from codex_tui.demo import mcp_server
from codex_tui.demo.scripts import PICTURE

HOOKS = """
[[hooks.PreToolUse]]
matcher = "mcp__shop__stock"
hooks = [{ type = "command", command = '''echo '{"systemMessage": "The stock is read, never written."}' ''' }]

[[hooks.PreToolUse]]
matcher = "mcp__shop__audit"
hooks = [{ type = "command", command = "echo 'Audits are for people.' >&2; exit 2", statusMessage = "who may audit" }]
"""
"""One hook that has something to say, and one that blocks a call."""

_BARS = (34, 52, 41, 76, 63, 90)
_COLOURS = ((122, 162, 200), (127, 182, 133), (220, 180, 92))
_GROUND = (27, 30, 36)


async def trust_of_hooks(codex: AsyncCodex, folder: Path) -> str:
    """What the configuration must say so that its hooks may run, as if a person had read and trusted them.

    The server hashes a hook; it must not run any more when its configuration is written.
    """
    listed = await codex.request("hooks/list", {"cwds": [str(folder)]}, HooksListResponse)
    hooks = [hook.root for entry in listed.data for hook in entry.hooks]
    return "".join(
        f"\n[hooks.state.{json.dumps(hook.key)}]\ntrusted_hash = {json.dumps(hook.current_hash)}\n"
        for hook in hooks
    )


def add_hooks(home: Path) -> None:
    """Put the hooks into the configuration of a home; they run once they are trusted."""
    append_config(home, HOOKS)


def add_mcp_server(home: Path) -> None:
    """Put the MCP server into the configuration of a home: each thread starts one of its own."""
    arguments = json.dumps(["-I", "-S", mcp_server.__file__])
    command = json.dumps(sys.executable)
    append_config(home, f"\n[mcp_servers.shop]\ncommand = {command}\nargs = {arguments}\n")


def append_config(home: Path, text: str) -> None:
    with (home / "config.toml").open("a", encoding="utf-8") as config:
        config.write(text)


def draw_picture(folder: Path) -> Path:
    """Write the picture that the turn looks at, where it looks from a project in that folder."""
    path = folder / PICTURE
    path.write_bytes(_png())
    return path


def _png(width: int = 192, height: int = 108) -> bytes:
    """A chart of some bars."""
    step = width // len(_BARS)

    def rows() -> Iterator[bytes]:
        for y in range(height):
            yield b"\0"  # no filter
            for x in range(width):
                bar = min(x // step, len(_BARS) - 1)
                inside = 4 <= x % step < step - 4 and height - y <= _BARS[bar]
                yield bytes(_COLOURS[bar % len(_COLOURS)] if inside else _GROUND)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows()))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
