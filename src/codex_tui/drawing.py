"""Has pictures drawn, in a process of its own for each (`picture_process.py`), one after the other.

What draws, textual-image, asks the terminal what it can do as soon as it is imported, and reads the answer from the
keyboard: in a process whose ends are pipes it does not. A picture comes from a model or from a folder of somebody
else; what decodes it there has a limit of memory and of time, and no key waits for it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.model.pictures import Picture, Pictures
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.pictures import PictureWish

SECONDS = 20
"""After that a picture is given up."""
_BROKEN = "The picture cannot be shown: what decodes it ended without a word"


def installed() -> bool:
    """Whether what draws is there; nothing of it is imported."""
    return all(find_spec(name) is not None for name in ("textual_image", "PIL"))


def pictures() -> Pictures | None:
    """A book of pictures, or None without the extra."""
    return Pictures(draw) if installed() else None


async def draw(wish: PictureWish) -> Picture:
    """Draws one picture; a picture with its `problem` where that does not work."""
    # -I: the folder that one works in is not looked into for modules.
    arguments = (sys.executable, "-I", "-m", "codex_tui.picture_process")
    source = wish.source
    asked = {
        "path": str(Path(raw_path(wish.folder), raw_path(source.path))) if source.path else "",
        "data": "" if source.path else source.data,
        "columns": wish.columns,
        "rows": wish.rows,
        "dark": wish.dark,
        "cell": wish.cell[:2] if wish.cell is not None else None,
    }
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        return Picture(problem=SafeText(f"The picture cannot be shown: {error}"))
    try:
        told, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), SECONDS)
    except asyncio.TimeoutError:
        return Picture(problem=SafeText(f"The picture cannot be shown: it took more than {SECONDS} seconds"))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        answer = json.loads(told)
        if answer["problem"]:
            return Picture(problem=SafeText(f"The picture cannot be shown: {answer['problem']}"))
        columns = int(answer["columns"])
        if wish.cell is not None:
            return Picture(
                columns, rows=int(answer["rows"]), png=base64.b64decode(answer["png"], validate=True)
            )
        return Picture(columns, bytes.fromhex(answer["cells"]))
    except (ValueError, KeyError, TypeError):
        return Picture(problem=SafeText(_BROKEN))
