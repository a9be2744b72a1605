"""What the tests of rendering share: a palette whose styles tell tokens apart, and readers of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from codex_tui.model.items import AgentItem, ItemStatus
from codex_tui.model.keys import ItemKey
from codex_tui.model.text_buffer import TextBuffer
from codex_tui.render.cells import renderer_for
from codex_tui.render.lines import CellRenderer, Line, RenderContext
from codex_tui.render.palette import Palette

if TYPE_CHECKING:
    from collections.abc import Sequence

PALETTE = Palette(
    name="test",
    dark=True,
    **{token: Style(color=f"color({number + 20})") for number, token in enumerate(Palette.tokens())},
)
KEY = ItemKey("local", "thread", "turn", "item")


def context(
    width: int = 80,
    *,
    folded: bool = False,
    now_ms: int = 0,
    frame: int = 0,
    ascii_only: bool = False,
    folder: str = "",
    waiting: bool = False,
) -> RenderContext:
    return RenderContext(width, PALETTE, folded, now_ms, frame, ascii_only, folder, waiting)


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.strip.text for line in lines]


def shown(renderer: CellRenderer, at: RenderContext) -> list[str]:
    renderer.update(at)
    return texts(renderer.lines)


def token_at(lines: Sequence[Line], text: str) -> set[str]:
    """The palette's tokens with whose colour a text is drawn somewhere."""
    colours = {getattr(PALETTE, token).color: token for token in Palette.tokens()}
    styles = [segment.style for line in lines for segment in line.strip if text in segment.text]
    return {colours[style.color] for style in styles if style is not None and style.color in colours}


def copied(lines: Sequence[Line]) -> str:
    """What selecting all of it copies: joints instead of line ends, and no gutter."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts += ([line.joint] if number else []) + [line.strip.crop(line.gutter).text]
    return "".join(parts)


def message(text: str, status: ItemStatus = ItemStatus.COMPLETED) -> AgentItem:
    return AgentItem(key=KEY, status=status, text=TextBuffer(text))


def markdown(text: str, width: int = 80) -> list[str]:
    return [line[2:] for line in shown(renderer_for(message(text)), context(width))]
