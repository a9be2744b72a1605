"""What can be set: one dataclass for each table of the settings file. Light: pydantic validates, but is not imported.

A field says what it is for, which environment variable sets it too, and by its type which values it takes. The settings
screen, the command ``codex-tui settings``, the documentation and the messages about wrong values are made from that.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic and the catalogue look at the types when they run
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

ENV = "CODEX_TUI_"


class Span(NamedTuple):
    """The least and the greatest number that a setting can be; known to pydantic by this method alone."""

    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        if source is int:
            return core_schema.int_schema(ge=int(self.least), le=int(self.most))
        return core_schema.float_schema(ge=self.least, le=self.most)


class Open(NamedTuple):
    """A text of which only some values are known here: others may be right too."""

    known: tuple[str, ...]


Method: TypeAlias = Literal["auto", "osc9", "osc777", "osc99", "off"]
Preset: TypeAlias = Literal["default", "vim", "emacs"]

AUTO = "auto"
BUILT_IN_THEMES = ("light", "dark", "high-contrast-light", "high-contrast-dark", "ansi-light", "ansi-dark")
"""The themes that are there without a file."""
_ThemeName: TypeAlias = Annotated[str, Open(BUILT_IN_THEMES)]


def setting(default: Any, help: str, env: str = "") -> Any:
    """A field with what it is for, and the environment variable that sets it (without ``CODEX_TUI_``)."""
    return field(default=default, metadata={"help": help, "env": ENV + env if env else ""})


class _Values:
    """Values that are set once, and compared: the tables as frozen dataclasses took 3 ms more of each start."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.__dict__:
            raise AttributeError(
                f"{type(self).__name__}.{name} is set already; dataclasses.replace makes another"
            )
        self.__dict__[name] = value

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__


@dataclass(eq=False, repr=False)
class Display(_Values):
    """How it looks."""

    theme: Annotated[str, Open((AUTO, *BUILT_IN_THEMES))] = setting(
        AUTO, "Theme; auto follows the background of the terminal", "THEME"
    )
    theme_on_light: _ThemeName = setting("light", "Theme that auto takes on a light background")
    theme_on_dark: _ThemeName = setting("dark", "Theme that auto takes on a dark background")
    glyphs: Literal["auto", "unicode", "ascii"] = setting(
        AUTO, "Signs and frames; auto asks the locale, ascii is for terminals without the others", "GLYPHS"
    )
    pictures: Literal["auto", "cells", "off"] = setting(
        AUTO, "Pictures in the conversation; auto has them sharp in kitty and Ghostty, cells as elsewhere"
    )
    animation: bool = setting(True, "Spinners that turn while something runs", "ANIMATION")
    linear: bool = setting(
        False, "For screen readers: nothing moves, and every change of state is a word", "LINEAR"
    )


@dataclass(eq=False, repr=False)
class Conversation(_Values):
    """What the conversation shows, and how much of it."""

    panel: Literal["last", "shown", "hidden"] = setting(
        "last", "The panel beside the conversation at the start; last is as it was left"
    )
    panel_columns: Annotated[int, Span(0, 80)] = setting(
        0, "Columns of the panel; 0 takes three of ten, between 32 and 40"
    )
    columns: Annotated[int, Span(0, 500)] = setting(
        0, "Columns that the conversation takes at most; 0 takes all that there are"
    )
    prompt_lines: Annotated[int, Span(1, 200)] = setting(
        6, "Lines of a long prompt that stay when it is folded"
    )
    running_lines: Annotated[int, Span(1, 50)] = setting(5, "Newest lines of a command that runs")
    output_lines: Annotated[int, Span(1, 100)] = setting(
        5, "Lines of the output of a command that stay when it is folded"
    )
    patch_lines: Annotated[int, Span(1, 200)] = setting(
        8, "Lines of a long patch that stay when it is folded"
    )


@dataclass(eq=False, repr=False)
class Diff(_Values):
    """How changes are shown."""

    layout: Literal["last", "auto", "split", "unified"] = setting(
        "last", "Both files side by side or in one column at the start; last is as it was left"
    )
    split_from: Annotated[int, Span(60, 500)] = setting(
        120, "Columns from which auto shows both files side by side"
    )


@dataclass(eq=False, repr=False)
class Input(_Values):
    """Keyboard, mouse, and what one types."""

    mouse: bool = setting(
        True, "Clicks and the wheel; without it the terminal selects text by itself", "MOUSE"
    )
    copy_on_select: bool = setting(
        True, "What is selected with the mouse is copied as the button is released", "COPY_ON_SELECT"
    )
    wheel_lines: Annotated[int, Span(1, 20)] = setting(2, "Lines that a notch of the wheel scrolls")
    editor: str = setting("", "Command of your editor; empty takes VISUAL or EDITOR", "EDITOR")
    history: Annotated[int, Span(0, 100_000)] = setting(
        1000, "Prompts of a folder that are remembered; 0 remembers none beyond the session"
    )
    ask_before_leaving: Literal["running", "always", "never"] = setting(
        "running", "Whether leaving asks first; running asks while turns run", "ASK_BEFORE_LEAVING"
    )


@dataclass(eq=False, repr=False)
class Notifications(_Values):
    """How you are called while you look elsewhere."""

    bell: bool = setting(True, "The bell of the terminal", "BELL")
    desktop: Method = setting(
        AUTO, "Notifications of the desktop, and how the terminal is asked for them", "NOTIFY"
    )
    title: bool = setting(True, "The title of the window says what waits", "TITLE")
    when: Literal["unfocused", "always"] = setting(
        "unfocused", "Also while the terminal has the focus, or where it never says", "NOTIFY_WHEN"
    )
    after: Annotated[float, Span(0, 86_400)] | Literal["off"] = setting(
        30.0, "Seconds from which on the end of a turn is told; off is never", "NOTIFY_AFTER"
    )


@dataclass(eq=False, repr=False)
class Log(_Values):
    """What is written down for whoever looks for a mistake."""

    file: str = setting("", "File of the log; empty writes none", "LOG")
    level: Literal["error", "warning", "info", "debug"] = setting(
        "info", "How much is logged; debug is also what messages say, without secrets", "LOG_LEVEL"
    )
    characters: Annotated[int, Span(0, 10_000_000)] = setting(
        500, "Characters of each text in the log of level debug; 0 is all of them"
    )


@dataclass(eq=False, repr=False)
class Keys(_Values):
    """Keys. Beside these the table takes the id of any action: "threads.open" = ["enter", "z"]."""

    preset: Preset = setting("default", "Keys to begin with", "KEYS")
    actions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by the id of an action, as they were written."""


@dataclass(eq=False, repr=False)
class Settings(_Values):
    """All settings."""

    display: Display = field(default_factory=Display)
    conversation: Conversation = field(default_factory=Conversation)
    diff: Diff = field(default_factory=Diff)
    input: Input = field(default_factory=Input)
    notifications: Notifications = field(default_factory=Notifications)
    log: Log = field(default_factory=Log)
    keys: Keys = field(default_factory=Keys)
    themes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Themes of one's own: a colour for each token, and the theme that gives the rest as ``base``."""

    servers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Further servers by name: address, where the token for it is, and the folder of new threads."""

    def value(self, key: str) -> Any:
        """The value of a setting by its key, as in ``display.theme``."""
        table, _, name = key.partition(".")
        return getattr(getattr(self, table), name)
