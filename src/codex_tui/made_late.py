"""What the ports hand out is made, and imported, when it is first asked for. Under the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.kitty_pictures import KittyPictures
    from codex_tui.model.diff_comments import DiffComments
    from codex_tui.model.pictures import Pictures
    from codex_tui.ports import ImageFinder


def comments(on_problem: Callable[[str], None]) -> DiffComments:
    from codex_tui.store.diff_comments import DiffCommentStore

    return DiffCommentStore(on_problem=on_problem)


def images() -> ImageFinder:
    from codex_tui.image_files import ImageFiles

    return ImageFiles()


def kitty_pictures(environment: Mapping[str, str]) -> KittyPictures | None:
    """What a terminal makes of pictures that says by its name that it may be one for them."""
    if environment.get("TERM") not in ("xterm-kitty", "xterm-ghostty"):
        return None
    from codex_tui.kitty_pictures import KittyPictures

    return KittyPictures()


def pictures() -> Pictures | None:
    from codex_tui import drawing

    return drawing.pictures()
