"""Which block of code of a cell a person means, and the next one when the key is pressed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.render.markdown.code_blocks import CodeBlock
    from codex_tui.widgets.transcript.scene import Scene
    from codex_tui.widgets.transcript.sequence import Cell


class Copied(NamedTuple):
    """What was copied last, and where the view was: a key pressed again there means the next block."""

    cell: Cell
    top: int
    number: int


class CodeCopy:
    """Finds blocks of code in the cells of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._last: Copied | None = None

    def on_screen(self) -> tuple[str, str] | None:
        """The code that is on screen, and what to call it; None if there is none.

        In the cell of the cursor, or else in the lowest one that has any; there the first block on screen, and when
        asked again the one after that.
        """
        visible = self._scene.viewport.visible[::-1]
        top, last = self._scene.viewport.top, self._last
        for cell in sorted(visible, key=lambda cell: cell is not self._scene.cursor):
            blocks = _blocks(cell)
            if last is not None and last.cell is cell and last.top == top and blocks:
                number: int | None = (last.number + 1) % len(blocks)
            else:
                number = self._first_on_screen(cell, blocks)
            if number is not None:
                self._last = Copied(cell, top, number)
                return blocks[number].text, _called(blocks, number)
        return None

    def of_line(self, cell: Cell, line: int) -> tuple[str, str] | None:
        """The code of the block that a line of a cell names."""
        blocks = _blocks(cell)
        source = cell.lines[line].source
        number = max((at for at, block in enumerate(blocks) if block.start <= source), default=None)
        if number is None:
            return None
        self._last = Copied(cell, self._scene.viewport.top, number)
        return blocks[number].text, _called(blocks, number)

    def _first_on_screen(self, cell: Cell, blocks: Sequence[CodeBlock]) -> int | None:
        seen = [cell.lines[line].source for at, line in self._scene.viewport.rows if at is cell and line >= 0]
        for number, block in enumerate(blocks):
            if seen and block.start <= seen[-1] and block.end > seen[0]:
                return number
        return None


def _blocks(cell: Cell) -> list[CodeBlock]:
    # The parser comes with the first message.
    from codex_tui.render.markdown.code_blocks import code_blocks
    from codex_tui.render.markdown_cell import MarkdownRenderer

    if not isinstance(cell.renderer, MarkdownRenderer):
        return []
    return code_blocks(cell.renderer.buffer().text())


def _called(blocks: Sequence[CodeBlock], number: int) -> str:
    language = blocks[number].language
    which = f"code block {number + 1} of {len(blocks)}" if len(blocks) > 1 else "the code block"
    return f"{which} ({language})" if language else which
