"""Draws one picture to the size of some cells: the process that `drawing` starts, with JSON on both of its pipes.

Asked for ``{"path" or "data", "columns", "rows", "dark", "cell"}`` it tells ``{"columns", "rows", "cells"}``, the cells
as hexadecimal bytes, or ``{"problem"}`` in a few words. Where ``cell`` says how many points wide and high a cell is, it
tells ``png``, the points in base64, instead of the cells. It opens the one file that it is asked for and no other.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import os
import stat
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 50_000_000
"""Bytes."""
MOST_POINTS = 50_000_000
SHARPEST = (12, 24)
"""Points of a cell that are sent at most, wide and high: over ssh a picture is to be there in a moment."""
LARGEST_SENT = 300_000
"""Bytes of PNG beyond which 256 colours have to do."""
MEMORY = 1 << 30
"""Bytes of address space that decoding may take."""
PROCESSOR_SECONDS = 15
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_DARK, _LIGHT = (20, 22, 26), (255, 255, 255)


class NoPictureError(Exception):
    """Why there is none, in words for a person."""


def main() -> None:
    """Answers what is asked on stdin."""
    _limit()
    asked = json.load(sys.stdin)
    try:
        answer = {"problem": "", **draw(asked)}
    except NoPictureError as error:
        answer = {"problem": str(error)}
    except MemoryError:
        answer = {"problem": "it takes too much memory"}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    """Less than the application in every respect; where the system knows no limits there are none."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(asked: dict[str, Any]) -> dict[str, Any]:
    """The picture that is asked for, as it is told; raises `NoPictureError`."""
    from PIL import Image, UnidentifiedImageError

    # A little over the limit is a warning to Pillow, far over it an error; here both are.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    content = _from_file(asked["path"]) if asked["path"] else _from_text(asked["data"])
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if asked.get("cell"):
                return _sharp(picture, asked["columns"], asked["rows"], asked["cell"])
            size = _fitting(picture.size, asked["columns"], asked["rows"])
            picture.draft("RGB", (2 * size[0], 4 * size[1]))
            small = _small(picture, size, _DARK if asked["dark"] else _LIGHT)
            return {"columns": size[0], "rows": size[1], "cells": _cells(small, size).hex()}
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NoPictureError(f"it has more than {MOST_POINTS // 1_000_000} million points") from None
    except (UnidentifiedImageError, KeyError):  # the latter for a format that Pillow was built without
        raise NoPictureError("it is none of PNG, JPEG, GIF, WebP and BMP") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, ArithmeticError) as error:
        raise NoPictureError(f"it is broken ({error})") from None


def _from_file(path: str) -> bytes:
    try:
        # Not waiting: a pipe by the name of a picture would never be opened.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        with open(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise NoPictureError("it is no file")
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise NoPictureError("the file is not there, or no longer") from None
    except OSError as error:
        raise NoPictureError(error.strerror or str(error)) from None
    except ValueError:
        raise NoPictureError("its name is none that a file can have") from None
    if len(content) > LARGEST_FILE:
        raise NoPictureError(f"the file is larger than {LARGEST_FILE // 1_000_000} MB")
    return content


def _from_text(text: str) -> bytes:
    try:
        return base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text)
    except (binascii.Error, ValueError):
        raise NoPictureError("it is not the base64 that it should be") from None


def _fitting(size: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """Columns and rows that a picture of a size takes: no more than there are, no point of it twice."""
    width, height = size
    scale = min(columns / width, 2 * rows / height, 1)
    return max(1, round(width * scale)), max(1, min(rows, -(-round(height * scale) // 2)))


def _sharp(picture: Image, columns: int, rows: int, cell: tuple[int, int]) -> dict[str, Any]:
    """The picture in the points of the terminal's cells, as PNG; what shines through it goes on doing so."""
    from PIL import Image

    part = min(1, *(most / points for points, most in zip(cell, SHARPEST, strict=True)))
    width, height = (max(1, round(points * part)) for points in cell)
    scale = min(columns * width / picture.size[0], rows * height / picture.size[1], 1)
    size = tuple(max(1, round(points * scale)) for points in picture.size)
    picture.draft("RGB", (2 * size[0], 2 * size[1]))
    picture.load()
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    shown = picture.convert("RGBA" if clear else "RGB").resize((size[0], size[1]), Image.Resampling.LANCZOS)
    png = _png(shown)
    if len(png) > LARGEST_SENT:
        method = Image.Quantize.FASTOCTREE if clear else Image.Quantize.MEDIANCUT
        png = _png(shown.quantize(256, method))
    columns, rows = min(columns, -(-size[0] // width)), min(rows, -(-size[1] // height))
    return {"columns": columns, "rows": rows, "png": base64.b64encode(png).decode()}


def _png(picture: Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _small(picture: Image, size: tuple[int, int], ground: tuple[int, int, int]) -> Image:
    """The picture with few points more than are shown, nothing shining through it any more."""
    from PIL import Image

    picture.load()
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    shown = picture.convert("RGBA" if clear else "RGB").resize((size[0], 2 * size[1]), Image.Resampling.BOX)
    if not clear:
        return shown
    under = Image.new("RGBA", shown.size, (*ground, 255))
    under.alpha_composite(shown)
    return under.convert("RGB")


def _cells(picture: Image, size: tuple[int, int]) -> bytes:
    """The colours of the upper and the lower half of each cell, as textual-image draws it."""
    from rich.console import Console
    from textual_image.renderable.halfcell import Image as HalfCells

    console = Console(width=size[0], height=size[1], color_system="truecolor", file=io.StringIO())
    cells = bytearray()
    for segment in console.render(HalfCells(picture, *size)):
        style = segment.style
        if style is not None and style.color is not None and style.bgcolor is not None:
            cells += bytes((*style.color.get_truecolor(), *style.bgcolor.get_truecolor()))
    return bytes(cells)


if __name__ == "__main__":
    main()
