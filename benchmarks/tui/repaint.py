"""What changes every row of the screen: another size, another theme, all cells folded, in conversations of two lengths.

From the key, or the last size, to the last byte of the repainted screen. The yardstick is a bare Textual app with a log
of plain lines; the short conversation shows that nothing depends on the length. Linux only:
``python -m benchmarks.tui.repaint``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tui.reaction import (
    COLUMNS,
    FOLD_ALL,
    HEADER,
    PAGE_UP,
    ROWS,
    THEME,
    BareLog,
    LongConversation,
    Reacting,
    Reaction,
    row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GOAL = "goal 100"
STORM = tuple((COLUMNS - width, ROWS) for width in range(1, 30))
"""A window that is dragged for a second."""


def another_size(app: Reacting) -> list[Reaction]:
    return [app.react_to_sizes(size) for size in ((COLUMNS - 20, ROWS), (COLUMNS, ROWS))]


def a_drag(app: Reacting) -> list[Reaction]:
    return [app.react_to_sizes(*STORM, (COLUMNS, ROWS), pace=1 / 30)]


def another_theme(app: Reacting) -> list[Reaction]:
    return app.react_each(THEME, times=2)


def fold_all(app: Reacting) -> list[Reaction]:
    return app.react_each(FOLD_ALL, times=2)


DEEDS: Mapping[str, Callable[[Reacting], list[Reaction]]] = {
    "another size": another_size,
    "30 sizes in a second": a_drag,
    "another theme": another_theme,
    "fold or open all": fold_all,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        BareLog(Path(folder)) as bare,
        LongConversation(Path(folder), 50) as short,
        LongConversation(Path(folder), options.items) as long,
    ):
        for app in (short, long):
            for _ in range(3):  # in the midst of it, where a place has to be kept
                app.react(PAGE_UP)
        apps: dict[str, Reacting] = {"bare log": bare, "50 items": short, f"{options.items:,} items": long}
        print(HEADER)
        for deed, do in DEEDS.items():
            figures: dict[str, list[Reaction]] = {name: [] for name in apps}
            for _ in range(options.rounds):
                for name, shown in apps.items():
                    if shown is not bare or do is not fold_all:
                        figures[name] += do(shown)
            for name, reactions in figures.items():
                if reactions:
                    print(row(f"{deed}, {name}", reactions, GOAL if apps[name] is long else ""))


if __name__ == "__main__":
    main()
