"""The export dialog: in which form the conversation is written, and to which file; over one only if told twice."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codex_tui.export.file_name import file_name
from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.closes_once import ClosesOnce
from codex_tui.store.export_file import obstacle, target_of
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from codex_tui.ports import Ports

_FORMATS = tuple(ExportFormat)


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What to write, and where; `replace` says that a file there may go."""

    format: ExportFormat
    path: Path
    replace: bool


class ExportDialog(ModalScreen[ExportChoice | None], ClosesOnce[ExportChoice | None]):
    """Asks for the form and the file; the result is None if it was left."""

    CSS_PATH: ClassVar = [stylesheet("export_dialog.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.EXPORT)
    AUTO_FOCUS = "#export-path"

    def __init__(self, ports: Ports, title: str, short_id: str) -> None:
        super().__init__()
        self._ports = ports
        self._folder = ports.state.folder
        self._format = ExportFormat.MARKDOWN
        self._name = file_name(title, short_id, self._format)
        self._asked: Path | None = None
        """The file that a person was asked about."""
        self._refused = ""
        """What was typed as a problem was said of it."""

    def compose(self) -> ComposeResult:
        with Vertical(id="export") as box:
            box.border_title = "Export"
            yield ChoiceRow("Format", ascii_only=self._ports.ascii_only, id="export-format")
            path = LineInput(
                self._name, placeholder="file", id="export-path", compact=True, select_on_focus=False
            )
            yield path
            yield Static(id="export-about", markup=False)
            yield KeyHints(("export.write", "export.next", "export.close"), keys=self._ports.keys)

    def on_mount(self) -> None:
        self._show_format()
        self._say_where()
        self.call_after_refresh(self._show_end)

    def _show_end(self) -> None:
        """The end of a name tells most. Textual scrolls to the cursor only when it moves, and not without a size."""
        self._path.cursor_position = 0
        self._path.cursor_position = len(self._path.value)

    @property
    def _path(self) -> Input:
        return self.query_one("#export-path", Input)

    def _show_format(self) -> None:
        names = [format.value for format in _FORMATS]
        self.query_one("#export-format", ChoiceRow).show(names, _FORMATS.index(self._format))

    def _say_where(self) -> None:
        self._say(f"in {self._folder}", problem=False)

    def _say(self, text: str, *, problem: bool) -> None:
        about = self.query_one("#export-about", Static)
        about.set_class(problem, "-problem")
        about.update(SafeText(text))

    @on(Input.Changed, "#export-path")
    def _typed(self) -> None:
        if self._path.value == self._refused:
            return  # it may be told of only now that this was typed, behind the key that took it
        self._follow_ending()
        self._asked, self._refused = None, ""
        self._say_where()

    @on(ChoiceRow.Clicked)
    def _clicked(self, event: ChoiceRow.Clicked) -> None:
        self._choose(_FORMATS[event.index])

    def action_format(self, step: int) -> None:
        at = _FORMATS.index(self._format)
        self._choose(_FORMATS[(at + step) % len(_FORMATS)])

    def _choose(self, format: ExportFormat) -> None:
        typed = self._path.value
        if typed.endswith(self._format.suffix):
            self._path.value = typed.removesuffix(self._format.suffix) + format.suffix
            self._path.cursor_position = len(self._path.value)
        self._format = format
        self._show_format()

    def _follow_ending(self) -> None:
        """A name that ends as files of another format do asks for that one."""
        ending = os.path.splitext(self._path.value.strip())[1].lower()
        self._format = next((format for format in _FORMATS if format.suffix == ending), self._format)
        self._show_format()

    def action_write(self) -> None:
        # The keys typed just before lie in the queue of the input still.
        self._path.call_later(self.call_later, self._write)

    def _write(self) -> None:
        self._follow_ending()
        path = target_of(self._path.value, self._folder)
        exists = os.path.exists(path)
        self._refused = self._path.value
        if why := obstacle(path):
            self._say(why, problem=True)
        elif exists and self._asked != path:
            self._asked = path
            key = key_label("export.write", self._ports.keys)
            self._say(f"{path.name} exists: {key} again replaces it", problem=True)
        else:
            self.dismiss(ExportChoice(self._format, path, replace=exists))

    def action_close(self) -> None:
        self.dismiss(None)
