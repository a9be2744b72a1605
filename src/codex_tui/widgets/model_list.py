"""The rows of the model picker: one line a model, with the mark of the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from codex_tui.model.comparison import MOST
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.texts import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.catalogue import ModelInfo
    from codex_tui.model.model_choice import ModelChoice
    from codex_tui.model.safe_text import SafeText

_DESCRIBED_FROM = 48
"""Columns from which on the description stands beside the name."""
_GAP = 3
_LEAD = 3
"""Columns of the marks before a name."""


class ModelList(CursorList["ModelInfo"]):
    """A short list; some of its rows may be marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--name", "row--description", "row--mark"}

    def __init__(self, current: SafeText | None, *, ascii_only: bool, id: str | None = None) -> None:
        super().__init__(ascii_only=ascii_only, id=id)
        self._in_use = current
        self.marked: dict[str, ModelChoice] = {}
        """What is marked, by model, in the order in which it was."""

    @property
    def describes(self) -> bool:
        """Whether there is room for descriptions beside the names."""
        return self.size.width >= _DESCRIBED_FROM

    def show(self, models: Sequence[ModelInfo]) -> None:
        """Shows these models; the cursor stays on its model, else goes to the one in use, or to the first."""
        wanted = self.current.id if self.current is not None else self._in_use
        ids = [model.id for model in models]
        self.put(models, ids.index(wanted) if wanted in ids else 0)

    def toggle_mark(self, choice: ModelChoice) -> None:
        """Marks a model with what is chosen for it; or not any more, if that is marked already."""
        if self.marked.pop(choice.model, None) != choice and len(self.marked) < MOST:
            self.marked[choice.model] = choice
        self.refresh()

    def parts_of(self, row: ModelInfo, width: int) -> Sequence[tuple[str, str]]:
        used = ("*" if self.ascii_only else "●") if row.id == self._in_use else " "
        mark = glyph("selected", self.ascii_only) if row.id in self.marked else " "
        lead = (f"{used}{mark} ", "mark")
        rest = width - _LEAD
        words = [word for word, holds in (("default", row.is_default), ("hidden", row.hidden)) if holds]
        if not self.describes:
            name = "  ".join([row.name, *words])
            return [lead, (fit(name, rest - 1, self.ascii_only), "name"), (" ", "description")]
        names = min(max(cell_len(each.name) for each in self.rows), rest - 1)
        about = [*words, " ".join(row.description.split())]
        told = f" {glyph('separator', self.ascii_only)} ".join(part for part in about if part)
        told = fit(" " * _GAP + told, rest - names, self.ascii_only)
        return [lead, (fit(row.name, names, self.ascii_only), "name"), (told, "description")]
