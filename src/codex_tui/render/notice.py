"""The cells of one line or a few: notices, the end of a turn, and what has no cell of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from codex_tui.model.items import ItemStatus, NoticeItem, NoticeLevel, RawItem, TurnEndItem
from codex_tui.render.base import BaseRenderer, gutter, header, spinning
from codex_tui.render.durations import count, duration, item_time
from codex_tui.render.glyphs import glyph
from codex_tui.render.kept import end_words, with_live_only
from codex_tui.render.layout import Fragment, columns, fragments_width, line, truncate, truncate_fragments
from codex_tui.render.light_strip import LightStrip
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = {
    NoticeLevel.INFO: ("info", "muted"),
    NoticeLevel.WARNING: ("notice", "strong"),
    NoticeLevel.RETRY: ("retry", "muted"),
    NoticeLevel.ERROR: ("notice", "error"),
}


class NoticeRenderer(BaseRenderer[NoticeItem]):
    """The notice, and under it the detail, which folds away."""

    @property
    def foldable(self) -> bool:
        return bool(self.item.detail)

    def moving_line(self, context: RenderContext) -> Line | None:
        return self.render(context)[0] if self.item.level is NoticeLevel.RETRY else None

    def render(self, context: RenderContext) -> list[Line]:
        item = self.item
        name, style = _LEVELS[item.level]
        text_style = getattr(context.palette, style)
        retries = item.running and item.level is NoticeLevel.RETRY
        lead = spinning(context) if retries else gutter(name, context, style)
        lines = list(prose(item.text, text_style, context, lead=lead))
        if item.detail:
            if not context.folded:
                lines += prose(item.detail, context.palette.muted, context, source=len(item.text) + 1)
            elif lines[-1].strip.cell_length + 3 <= context.width:
                mark = Segment(f"  {glyph('folded', context.ascii_only)}", context.palette.muted)
                lines[-1] = lines[-1]._replace(
                    strip=LightStrip([*lines[-1].strip, mark], lines[-1].strip.cell_length + 3)
                )
            lines[0] = lines[0]._replace(target="fold")
        return with_live_only(lines, item, context)


class RawRenderer(BaseRenderer[RawItem]):
    """Anything unknown: its name, one line about it, and all of it when unfolded."""

    @property
    def foldable(self) -> bool:
        return bool(self.item.body)

    def folded_size(self) -> int:
        return 1

    def moving_line(self, context: RenderContext) -> Line:
        item, palette = self.item, context.palette
        left: list[Fragment] = [(item.name.replace("\n", " "), palette.strong)]
        if item.summary:
            left.append(("  " + item.summary.replace("\n", " "), palette.muted))
        meta: list[Fragment] = []
        words = end_words(item, context)
        if words:
            meta.append((words, palette.error if item.status is ItemStatus.FAILED else palette.muted))
        time = item_time(item, context.now_ms)
        if time:
            meta.append(("  " + time if meta else time, palette.muted))
        if self.foldable:
            left.append(
                ("  " + glyph("folded" if context.folded else "unfolded", context.ascii_only), palette.muted)
            )
        lead = spinning(context) if item.running else gutter("raw", context)
        return header(lead, left, meta, context, target="fold" if self.foldable else None)

    def render(self, context: RenderContext) -> list[Line]:
        lines = [self.moving_line(context)]
        if self.item.body and not context.folded:
            start = len(self.item.name) + len(self.item.summary) + 2
            lines += prose(self.item.body, context.palette.muted, context, source=start, hard=True)
        return lines


class TurnEndRenderer(BaseRenderer[TurnEndItem]):
    """One muted line: how the turn ended, how long it took, what it used and what it changed."""

    def render(self, context: RenderContext) -> list[Line]:
        item, palette = self.item, context.palette
        dot = f" {glyph('separator', context.ascii_only)} "
        said: list[Fragment] = []
        if item.status is ItemStatus.FAILED:
            said.append(("failed", palette.error))
        elif item.status is ItemStatus.INTERRUPTED:
            said.append(("interrupted", palette.strong))
        room = context.width - GUTTER - fragments_width(said) - (len(dot) if said else 0)
        texts = [dot.join(filter(None, parts)) for parts in self._parts()]
        # The shorter forms follow the longer ones; whole parts go rather than the ends of words.
        rest = next((text for text in texts if columns(text) <= room), truncate(texts[-1], room))
        if rest:
            said.append((dot + rest if said else rest, palette.muted))
        return [line([gutter("turn_end", context), *truncate_fragments(said, context.width - GUTTER)])]

    def _parts(self) -> Iterator[tuple[str, ...]]:
        item, tokens = self.item, self.item.tokens
        time = duration(item.duration_ms) if item.duration_ms is not None else ""
        files = ""
        if item.edited is not None:
            number = item.edited.files
            changed = f"+{item.edited.added} -{item.edited.removed}"
            files = f"{number} file{'' if number == 1 else 's'} {changed}"
        if tokens is not None:
            used = f"{count(tokens.input)} in", f"{count(tokens.output)} out"
            if tokens.cached:
                yield time, f"{used[0]}, {count(tokens.cached)} cached", used[1], files
            yield time, *used, files
        yield time, files
        yield (time,)
