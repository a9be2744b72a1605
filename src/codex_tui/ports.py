"""What the app hands to screens and widgets, so that none of them needs to know the app.

Widgets read `state`, learn of changes by subscribing, and say what a person wants by posting intents, which bubble.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

from codex_tui.model.forms_in_hand import FormsInHand
from codex_tui.settings.loading import Loaded
from codex_tui.steady import steady

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.message_pump import MessagePump

    from codex_tui.kitty_pictures import KittyPictures
    from codex_tui.model.diff_comments import DiffComments
    from codex_tui.model.draft import Draft
    from codex_tui.model.draft_elements import AttachedImage
    from codex_tui.model.image_file import NoImage
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.pictures import Pictures
    from codex_tui.model.state import AppState
    from codex_tui.settings.values import Settings


def nobody_types() -> float:
    """No hold at all."""
    return 0.0


def nobody_listens() -> None:
    """Goes nowhere."""


def nothing_found() -> None:
    """No images are looked for: a path stays a text."""


def nothing_drawn() -> None:
    """Pictures have their names only."""


class Subscribe(Protocol):
    """Asks for facts: those of one thread, or with None those for everybody. Ends when the widget is removed."""

    def __call__(self, widget: MessagePump, thread: ThreadKey | None) -> None: ...


class Unsubscribe(Protocol):
    """Ends every subscription of a widget, as before it shows another thread."""

    def __call__(self, widget: MessagePump) -> None: ...


class Drafts(Protocol):
    """Unsent text by thread; None is the conversation that has no thread yet."""

    def get(self, thread: ThreadKey | None) -> Draft: ...


class ImageFinder(Protocol):
    """Looks for images to send."""

    async def look(self, path: str) -> AttachedImage | NoImage: ...

    async def from_clipboard(self) -> AttachedImage | NoImage: ...


class PromptHistory(Protocol):
    """What was sent before from a folder, oldest first."""

    def go_to(self, folder: str) -> None: ...

    def entries(self) -> Sequence[Draft]: ...

    def add(self, prompt: Draft) -> None: ...


class Layout(Protocol):
    """How a person arranged the screen; None for what nobody chose yet."""

    @property
    def panel(self) -> bool | None: ...

    def keep_panel(self, wanted: bool) -> None: ...

    @property
    def preview(self) -> bool | None: ...

    def keep_preview(self, wanted: bool) -> None: ...

    @property
    def by_folder(self) -> bool | None: ...

    def keep_by_folder(self, wanted: bool) -> None: ...

    @property
    def split(self) -> bool | None:
        """Whether diffs are shown side by side; None leaves it to the width."""

    def keep_split(self, wanted: bool | None) -> None: ...

    def begin(self, **chosen: bool | None) -> None: ...


class PassingLayout:
    """A layout that is forgotten at the end."""

    def __init__(self) -> None:
        self.panel: bool | None = None
        self.split: bool | None = None
        self.preview: bool | None = None
        self.by_folder: bool | None = None

    def begin(self, **chosen: bool | None) -> None:
        for name, wanted in chosen.items():
            setattr(self, name, wanted)

    def keep_panel(self, wanted: bool) -> None:
        self.panel = wanted

    def keep_split(self, wanted: bool | None) -> None:
        self.split = wanted

    def keep_preview(self, wanted: bool) -> None:
        self.preview = wanted

    def keep_by_folder(self, wanted: bool) -> None:
        self.by_folder = wanted


def passing_comments() -> DiffComments:
    """Comments that are forgotten at the end."""
    from codex_tui.model.diff_comments import DiffComments

    return DiffComments()


@dataclass(slots=True, eq=False, repr=False)
class Ports:
    """The ports of every screen. `clock` gives Unix seconds, `monotonic` seconds for guards and animation.

    `steady` gives Unix seconds that setting the clock does not change: for how long something runs.

    Only the app changes them, when a person changes settings: `loaded`, `animate` and `keys` are as of now.
    """

    state: AppState
    subscribe: Subscribe
    unsubscribe: Unsubscribe
    drafts: Drafts
    history: PromptHistory
    clock: Callable[[], float]
    monotonic: Callable[[], float]
    steady: Callable[[], float] = steady
    hold: Callable[[], float] = nobody_types
    """Gives the seconds for which a key that was typed should have the loop for itself."""
    echoed: Callable[[], None] = nobody_listens
    """Told that what has the focus was painted, because it changed."""
    ascii_only: bool = False
    animate: bool = True
    layout: Layout = field(default_factory=PassingLayout)
    comments: Callable[[], DiffComments] = field(default_factory=lambda: cache(passing_comments))
    """What a person notes while reading changes; read when it is first asked for."""
    pictures: Callable[[], Pictures | None] = nothing_drawn
    """What pictures are drawn by; None where that is not installed."""
    kitty_pictures: KittyPictures | None = None
    """What the terminal itself makes of pictures; None where it is no terminal of ours."""
    images: Callable[[], ImageFinder | None] = nothing_found
    """Finds images at paths and on the clipboard."""
    forms: FormsInHand = field(default_factory=FormsInHand)
    """What a person is filling in."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys that the settings give to actions, by action id."""
    loaded: Loaded = field(default_factory=Loaded)
    """The settings in force, and where they come from."""

    @property
    def settings(self) -> Settings:
        return self.loaded.settings
