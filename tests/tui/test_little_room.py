"""Settings, themes and mistakes on a small terminal, and in ASCII: every cut has a mark, and the keys stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.test_settings_screens import SettingsFile, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tui.test_settings_screens import Shown

pytestmark = pytest.mark.anyio

ROUNDS = 50
"""In which the application lays out what was changed."""


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.toml")


async def shows(run: Shown, condition: Callable[[str], bool]) -> str:
    """The screen, once a condition holds for it."""
    for _ in range(ROUNDS):
        if condition(run.text):
            break
        await run.pilot.pause()
    else:
        raise AssertionError(f"the screen never came to that; it was:\n{run.text}")
    return run.text


async def test_what_is_wrong_is_cut_with_a_mark_where_it_has_no_room(file: SettingsFile):
    file.write("[display]\ntheme = 'drak'\n[input]\nmouse = 7\n")
    async with shown(file, size=(40, 14)) as run:
        text = await shows(run, lambda text: "The first of 2 mistakes, which" in text)
        first, *_, last = text.splitlines()[-3:]
        assert first == " The first of 2 mistakes, which"
        assert last.endswith("…")


async def test_a_long_mistake_leaves_the_keys_of_a_small_screen_in_sight(file: SettingsFile):
    file.write("[display]\ntheme = 'drak'\n")
    async with shown(file, size=(40, 14)) as run:
        await shows(run, lambda text: "line 2: there is no" in text)  # told where one is at the start
        await run.open("settings")
        await shows(run, lambda text: "enter change" in text.splitlines()[-2] and "auto is used." in text)
        await run.pilot.resize_terminal(40, 12)
        text = await shows(run, lambda text: "enter change" in text.splitlines()[-2])
        assert text.splitlines()[-3].rstrip(" │").endswith("…")
        # A name that the list has no room for is told whole below it.
        await run.type("on_light")
        await shows(run, lambda text: "display.theme_on_light: Theme" in text)


async def test_with_ascii_only_what_we_say_and_what_is_cut_is_ascii(file: SettingsFile):
    file.write('[display]\nglyphs = "ascii"\n')
    async with shown(file, size=(80, 24)) as run:
        text = await shows(run, lambda text: text.splitlines()[0].startswith(" ..."))
        header = text.splitlines()[0].split()[0]
        # The end of a folder tells more than its beginning.
        assert header.endswith(file.path.parent.name[-10:])
        run.app.say("Archived: “a thread” …")
        text = await shows(run, lambda text: 'Archived: "a thread" ...' in text)
        assert text.isascii()


async def test_at_forty_columns_a_theme_is_described_below_the_list(file: SettingsFile):
    file.write("")
    async with shown(file, size=(40, 14)) as run:
        await run.open("themes")
        await shows(run, lambda text: "  as the background of the terminal " in text)
        await run.press("G")
        text = await shows(run, lambda text: "  your terminal's 16 colours, dark " in text)
        assert "…" not in text
        assert "enter keep  j preview  esc back" in text
