"""Where a new thread begins: in a folder that was used before, or in one whose path is typed."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.widgets import Input, Static

from codex_tui.keymap import Scope, bindings
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.floating import FloatingScreen
from codex_tui.screens.prompt import ConfirmPrompt, all_typed
from codex_tui.store.folders import common_start, completions, folder_of, is_path, make, why_not
from codex_tui.theming import stylesheet
from codex_tui.widgets.cursor_list import CursorList
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.texts import fit_end, short_folder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult

    from codex_tui.ports import Ports

_ROWS = 10
_ROWS_BESIDE_LIST = 7


class FolderList(CursorList[str]):
    """The folders, as people write them; of a long one the end is shown."""

    def parts_of(self, row: str, width: int) -> Sequence[tuple[str, str]]:
        text = _drawn(row, os.path.expanduser("~"))
        return [(" ", ""), (fit_end(text, max(0, width - 1), self.ascii_only), "")]


class FolderPicker(FloatingScreen[None]):
    """Asks for a folder.

    Args:
        ports: the folder of the application, from which typed paths are seen.
        recent: folders that were used, the last one first.
        more: gives further ones, once they are known.
        begin: begins a thread in the folder; keys typed after the one that takes it wait for that.
    """

    CSS_PATH: ClassVar = [stylesheet("folder_picker.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.FOLDER)
    AUTO_FOCUS = "#folder-path"

    def __init__(
        self,
        ports: Ports,
        recent: Sequence[str],
        more: Callable[[], Awaitable[Sequence[str]]],
        begin: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._ports = ports
        self._base = raw_path(ports.state.folder)
        self._here = ports.state.server.here
        """Whether the folders of this machine are those of the server."""
        self._home = os.path.expanduser("~")
        self._recent = list(recent)
        self._more = more
        self._begin = begin
        self._meant: dict[str, str] = {}
        """What was completed as it is, by what stands in the line, where that cannot be drawn."""
        self._refused: str | None = None
        """What was typed that could not be taken."""
        self._chosen = False
        """Whether a person put the cursor on a row: then that counts, and not what is typed."""

    def compose(self) -> ComposeResult:
        with Vertical(id="folder") as box:
            box.border_title = "New thread in"
            path = LineInput(
                placeholder="words of a folder, or a path",
                id="folder-path",
                compact=True,
                select_on_focus=False,
            )
            yield path
            yield FolderList(self._recent, ascii_only=self._ports.ascii_only, id="folders")
            yield Static(id="folder-about", markup=False)
            yield KeyHints(("folder.take", "folder.complete", "folder.close"), keys=self._ports.keys)

    @property
    def _path(self) -> Input:
        return self.query_one("#folder-path", Input)

    @property
    def _list(self) -> FolderList:
        return self.query_one(FolderList)

    def on_mount(self) -> None:
        self._show(self._recent)
        self.run_worker(self._look_further(), exit_on_error=False)

    def on_resize(self, event: events.Resize) -> None:
        self._list.styles.max_height = max(1, min(_ROWS, event.size.height - _ROWS_BESIDE_LIST))

    async def _look_further(self) -> None:
        self._recent = list(dict.fromkeys((*self._recent, *await self._more())))
        await self._find()

    # --- what is offered

    @on(Input.Changed, "#folder-path")
    async def _typed(self) -> None:
        if self._path.value != self._refused:
            self._say("")  # it may be told of only now that this was typed, behind the key that took it
        self._chosen = False
        await self._find()

    async def _find(self) -> None:
        typed = self._path.value
        if is_path(typed):
            # In a thread: a disk that sleeps, or lies on a network, takes its time.
            found = (
                await asyncio.to_thread(completions, self._as_it_is(typed), self._base) if self._here else []
            )
        else:
            words = typed.lower().split()
            found = [
                folder for folder in self._recent if all(word in SafeText(folder).lower() for word in words)
            ]
        if self._path.value == typed:
            at = self._list.at if self._chosen and found == list(self._list.rows) else 0
            self._show(found, at)

    def _show(self, folders: Sequence[str], at: int = 0) -> None:
        self._list.styles.height = max(1, len(folders))
        self._list.display = bool(folders)
        self._list.put(folders, at)
        if not self._path.value:
            self._say("" if folders else "No other folder has threads yet: type a path.")

    def _say(self, text: str, *, problem: bool = False) -> None:
        about = self.query_one("#folder-about", Static)
        about.set_class(problem, "-problem")
        about.set_class(not text, "-blank")
        about.update(SafeText(text))

    def _refuse(self, why: str) -> None:
        """Says why what is typed cannot be taken, until something else is."""
        self._refused = self._path.value
        self._say(why, problem=True)

    def _as_it_is(self, typed: str) -> str:
        """What was typed, with what was completed as the names are on the disk."""
        known = max((drawn for drawn in self._meant if typed.startswith(drawn)), key=len, default=None)
        return typed if known is None else self._meant[known] + typed[len(known) :]

    # --- keys

    def action_move(self, rows: int) -> None:
        # The first key down goes to the first row, where a typed path counted until then.
        if self._chosen or not is_path(self._path.value):
            self._list.move(rows)
        self._chosen = True

    @on(FolderList.Picked)
    async def _picked(self) -> None:
        self._chosen = True
        await self.action_take()

    async def action_complete(self) -> None:
        await all_typed(self._path)
        await self._find()
        rows, typed = self._list.rows, self._path.value
        if not rows:
            return
        if self._chosen or len(rows) == 1 or not is_path(typed):
            text = f"{rows[self._list.at].rstrip(os.sep)}{os.sep}"
        else:
            text = common_start(rows)
            if len(text) <= len(folder_of(self._as_it_is(typed), self._base)):
                return
        self._path.value = drawn = _drawn(text, self._home)
        self._meant[drawn] = text
        self._path.cursor_position = len(self._path.value)

    async def action_take(self) -> None:
        await all_typed(self._path)
        typed = self._path.value.strip()
        await self._find()
        if (row := self._list.current) is not None and (self._chosen or not is_path(typed)):
            folder = row
        elif typed:
            folder = folder_of(self._as_it_is(typed), self._base)
        else:
            return
        if not self._here:
            await self._take(folder)
            return
        problem = why_not(folder)
        if problem:
            self._refuse(problem)
        elif problem is None:
            await self._ask_to_make(folder)
        else:
            await self._take(folder)

    async def _ask_to_make(self, folder: str) -> None:
        async def answered(yes: bool | None) -> None:
            if not yes:
                return
            if problem := make(folder):
                self._refuse(problem)
            else:
                await self._take(folder)

        question = ConfirmPrompt("There is no such folder. Make it?", _drawn(folder), keys=self._ports.keys)
        await self.app.push_screen(question, answered)

    async def _take(self, folder: str) -> None:
        self.dismiss(None)
        await self._begin(folder)

    def action_close(self) -> None:
        self.dismiss(None)


def _drawn(folder: str, home: str = "") -> str:
    """A folder in one line, as people write it."""
    return SafeText(short_folder(folder, home) if home else folder).replace("\n", " ")
