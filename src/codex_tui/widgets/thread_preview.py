"""The pane beside the list of threads: what the thread under the cursor is about, and how it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.widgets import Static

from codex_tui.render.glyphs import glyph, in_glyphs
from codex_tui.widgets.texts import clip, short_folder

if TYPE_CHECKING:
    from codex_tui.model.board import ThreadRow
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.preview import Preview
    from codex_tui.model.requests import Request
    from codex_tui.model.safe_text import SafeText
    from codex_tui.ports import Ports

_PROMPT_LINES = 8
_PROMPT_KEPT = 2_000
"""Characters of a prompt that are looked at."""


class ThreadPreview(Static):
    """Reads the model when it is told to; asks for nothing itself."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "thread-preview--title",
        "thread-preview--muted",
        "thread-preview--waits",
    }

    def __init__(self, ports: Ports, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._ports = ports
        self._key: ThreadKey | None = None
        self._drawn: Text | None = None

    def on_resize(self) -> None:
        self.show(self._key)

    def show(self, key: ThreadKey | None) -> None:
        """Shows a thread, None for none; draws nothing where nothing differs, or before there is a place for it."""
        self._key = key
        if not self.content_size.width:
            return
        row = self._ports.state.board.rows.get(key) if key is not None else None
        text = Text() if row is None else self._text(row)
        if self._drawn is None or text.plain != self._drawn.plain or text.spans != self._drawn.spans:
            self._drawn = text
            self.update(text)

    def _text(self, row: ThreadRow) -> Text:
        state, ascii_only = self._ports.state, self._ports.ascii_only
        muted = self.get_component_rich_style("thread-preview--muted", partial=True)
        strong = self.get_component_rich_style("thread-preview--title", partial=True)
        waits = self.get_component_rich_style("thread-preview--waits", partial=True)
        width = self.content_size.width
        text = Text()
        text.append(clip(" ".join(row.title.split()), 2 * width, ascii_only) + "\n", strong)
        folder = short_folder(row.cwd, os.path.expanduser("~"))
        for facts in ((folder, row.branch), (row.model, row.key.thread)):
            text.append(self._facts([fact for fact in facts if fact], width), muted)
        for line in self._kin(row):
            text.append(f"{in_glyphs(line, ascii_only)}\n", muted)
        conversation = state.conversations.get(row.key)
        waiting = state.inbox.of(row.key)
        for request in waiting:
            title, *details = self._asked(request, conversation, row)
            text.append(f"\n{glyph('question', ascii_only)} {title}\n", waits)
            for detail in details:
                text.append(f"  {' '.join(detail.split())}\n")
        preview = self._preview(conversation, row)
        if preview is None:
            return text
        if preview.problem:
            text.append(f"\n{glyph('notice', ascii_only)} {preview.problem}\n", muted)
        if preview.prompt:
            prompt = f"{glyph('user', ascii_only)} {preview.prompt.strip()[:_PROMPT_KEPT]}"
            rows = [line.plain for line in Content(prompt).wrap(width)]
            more_rows = f"\n{glyph('ellipsis', ascii_only)}" if len(rows) > _PROMPT_LINES else ""
            text.append("\n" + "\n".join(rows[:_PROMPT_LINES]) + more_rows + "\n", strong)
        if row.activity and not waiting and (row.state.active or not preview.answer):
            text.append(f"\n{' '.join(row.activity.split())}\n", muted)
        if preview.answer:
            text.append("\n" + self._end(preview.answer, text, width))
        return text

    # What the first paint cannot need is imported when it is: the classes of all items come with it.

    def _asked(self, request: Request, conversation: Conversation | None, row: ThreadRow) -> list[SafeText]:
        """What a request asks, in short."""
        from codex_tui.model.asked import asked_in_short
        from codex_tui.model.item import Item

        item = conversation.get(request.item, Item) if conversation is not None and request.item else None
        return list(asked_in_short(request, item, row.cwd))

    def _preview(self, conversation: Conversation | None, row: ThreadRow) -> Preview | None:
        """The last turn in short, of what is loaded or else of what was read for this."""
        read = self._ports.state.previews.get(row.key)
        if conversation is None:
            return read
        from codex_tui.model.preview import loaded_preview

        return loaded_preview(conversation, row) or read

    def _kin(self, row: ThreadRow) -> list[str]:
        source = row.source
        if source is None:
            return []
        known = self._ports.state.board.rows.get(source)
        name = source.short if known is None else f"“{' '.join(known.title.split())}”"
        lines = [f"{'works for' if row.parent is not None else 'fork of'} {name}"]
        if row.fork_prompt:
            lines.append(f"from the turn “{' '.join(row.fork_prompt.split())}”")
        return lines

    def _facts(self, facts: list[str], width: int) -> str:
        """Facts in one line, or each in its own where they do not fit; a whole id is never cut."""
        line = f" {glyph('separator', self._ports.ascii_only)} ".join(facts)
        return f"{line}\n" if cell_len(line) <= width else "".join(f"{fact}\n" for fact in facts)

    def _end(self, answer: str, above: Text, width: int) -> str:
        """As much of the end of an answer as there is room for."""
        bullet = glyph("agent", self._ports.ascii_only)
        rows = [line.plain for line in Content(f"{bullet} {answer.strip()}").wrap(width)]
        room = max(3, self.content_size.height - len(Content(above.plain).wrap(width)))
        if len(rows) <= room:
            return "\n".join(rows)
        return "\n".join([glyph("ellipsis", self._ports.ascii_only), *rows[1 - room :]])
