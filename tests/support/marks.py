"""Pictures of an application that runs on a real server: what differs from run to run is drawn alike.

A picture is not taken at a moment: the screen has to come to look like it, as with the texts that a test waits for.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from codex_tui.model.keys import ThreadKey
from codex_tui.render import durations
from codex_tui.widgets.thread_list import texts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.support.app import Running

_FONTS = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_UNIQUE = re.compile(r"\bterminal-\d+-")
OWNER = sys.version_info[:2] == (3, 11)
"""One Python owns the pictures; on others the marks are waited for by their texts only."""


def stop_the_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every time that is shown is the same one, and so is every short id.

    By the code of the functions: their modules are imported by name, some of them later.
    """
    for function, same in (
        (durations.duration, lambda milliseconds: "1.0s"),
        (durations.whole_seconds, lambda milliseconds: "1s"),
        (texts.age_text, lambda seconds, *, exact=False: "now"),
        (ThreadKey.short.fget, lambda self: "7f3a"),  # type: ignore[attr-defined]
    ):
        monkeypatch.setattr(function, "__code__", same.__code__)


class Marks:
    """The pictures of one test, in a folder beside it.

    Args:
        folder: where they are.
        update: write them anew instead of waiting for them.
        alike: texts that differ from run to run, and what they are in the picture, which is as long.
    """

    def __init__(self, folder: Path, *, update: bool, alike: dict[str, str]) -> None:
        self._folder = folder
        self._update = update
        self._alike = alike
        self.differing: list[str] = []

    async def mark(self, run: Running, name: str, *texts: str) -> str:
        """Waits until the screen shows the texts and looks as in its picture; gives the screen."""
        shown = await run.shows(*texts)
        if not OWNER:
            return shown
        path = self._folder / f"{name}.svg"
        if self._update:
            await run.rests()
            self._folder.mkdir(exist_ok=True)
            path.write_text(self._picture(run), encoding="utf-8")
            return shown
        wanted = path.read_text(encoding="utf-8")
        try:
            await run.until(lambda: self._picture(run) == wanted, patience=15)
        except AssertionError:
            path.with_suffix(".new.svg").write_text(self._picture(run), encoding="utf-8")
            self.differing.append(name)
        return shown

    def _picture(self, run: Running) -> str:
        svg = _UNIQUE.sub("terminal-", _FONTS.sub("", run.app.export_screenshot(title="codex-tui")))
        for text, same in self._alike.items():
            svg = svg.replace(text, same)
        return svg
