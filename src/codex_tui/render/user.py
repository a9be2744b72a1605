"""The cell of what a person sent."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from codex_tui.model.attachments import AttachmentKind
from codex_tui.model.draft_input import folded_text, unfolded_offset
from codex_tui.model.items import UserItem
from codex_tui.model.pictures import pictures_of
from codex_tui.render.base import BaseRenderer, gutter
from codex_tui.render.glyphs import glyph
from codex_tui.render.layout import Fragment, columns, line, one_line, truncate, truncate_fragments
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import path_in
from codex_tui.render.picture import PicturePart
from codex_tui.render.prose import INDENT, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from codex_tui.model.attachments import Attachment
    from codex_tui.model.draft_input import FoldedPart

_MARKS = ("mention", "skill")
"""What is known by its mark alone, as it is typed."""
_WORDS = {AttachmentKind.LOCAL_IMAGE: "image"}


class UserRenderer(BaseRenderer[UserItem]):
    """The prompt as typed, attachments as chips, and a mark while the server has not taken it up."""

    _rows = 0
    _drawable = False

    def __init__(self, item: UserItem) -> None:
        super().__init__(item)
        self._pictures = PicturePart(item)

    @property
    def foldable(self) -> bool:
        return self._drawable or self._is_long or bool(self.item.folded)

    @property
    def _is_long(self) -> bool:
        return self._rows > self._limits.prompt_lines + 1

    def update(self, context: RenderContext) -> int:
        self._drawable = context.pictures is not None and bool(pictures_of(self.item))
        if self._pictures.look(context):
            self._stamp = None
        return super().update(context)

    def render(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        style = palette.muted if item.pending else palette.user
        lines = self._text(style, context)
        self._rows = len(lines)
        if context.folded and self._is_long:
            hidden = len(lines) - context.limits.prompt_lines
            more = f"{glyph('ellipsis', context.ascii_only)} {hidden} more lines"
            mark = glyph("folded", context.ascii_only)
            del lines[context.limits.prompt_lines :]
            lines.append(
                line(
                    [(INDENT, palette.text), (f"{more}  {mark}", palette.muted)],
                    source=lines[-1].source,
                    target="fold",
                )
            )
        source = len(item.text) + 1
        number = 0
        for attachment in item.attachments:
            drawable = self._drawable and attachment.shows_picture
            chip = _chip(attachment, context, foldable=drawable)
            target = "fold" if drawable else None
            lines.append(line([(INDENT, palette.text), *chip], source=source, target=target))
            if drawable:
                lines += self._pictures.lines(number, context, source)
                number += 1
            source += len(attachment.text) + 1
        if item.pending:
            waiting = truncate("waiting to be taken up", context.width - GUTTER)
            lines.append(line([(INDENT, palette.text), (waiting, palette.muted)], source=source))
        return lines

    def _text(self, style: Style, context: RenderContext) -> list[Line]:
        """The prompt as it was typed; opened, with what was folded in it in full."""
        item, lead = self.item, gutter("user", context, "user")
        parts = item.folded if context.folded else ()
        text = folded_text(item.text, parts) if parts else item.text
        lines = list(prose(text.strip("\n"), style, context, lead=lead))
        if not parts:
            return lines
        cut = len(text) - len(text.lstrip("\n"))
        lines = [each._replace(source=unfolded_offset(each.source + cut, parts) - cut) for each in lines]
        return [
            each._replace(target="fold") if _holds(each, after, parts) else each
            for each, after in zip_longest(lines, lines[1:])
        ]


def _holds(line: Line, after: Line | None, parts: Sequence[FoldedPart]) -> bool:
    """Whether a line, up to the one after it, has a part in its shorter form."""
    return any(line.source <= part.start and (after is None or part.start < after.source) for part in parts)


def _chip(attachment: Attachment, context: RenderContext, *, foldable: bool) -> list[Fragment]:
    """What was attached, in one line: its mark, its name, and where it lies."""
    palette, kind = context.palette, attachment.kind
    mark = glyph(kind.value if kind.value in _MARKS else "attachment", context.ascii_only)
    word = "" if kind.value in _MARKS else f"{_WORDS.get(kind, kind.value)} "
    path = path_in(attachment.path, context.folder)
    name = path if attachment.name == attachment.path else attachment.name
    fragments: list[Fragment] = [(f"{mark} ", palette.accent), (word, palette.muted), (name, palette.accent)]
    if path and path != name:
        fragments.append((f"  {path}", palette.muted))
    flat = [(one_line(text), style) for text, style in fragments]
    mark = f"  {glyph('folded' if context.folded else 'unfolded', context.ascii_only)}" if foldable else ""
    room = context.width - GUTTER - columns(mark)
    return [
        *truncate_fragments(flat, room, glyph("ellipsis", context.ascii_only)),
        *([(mark, palette.muted)] if mark else []),
    ]
