"""Checks of the terminal: size, colours, letters, keys, and what lies between it and codex-tui."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from codex_tui.model.doctor import Result, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.doctor.surroundings import Surroundings
    from codex_tui.model.doctor import Check

AREA = "Terminal"
LEAST_COLUMNS, LEAST_ROWS = 40, 14
SLOW_ESCAPE_MS = 100
_KITTY_KEYS = {"kitty", "ghostty", "wezterm", "foot", "alacritty", "iterm.app", "rio", "konsole", "vscode"}
"""Terminals that know the kitty keyboard protocol, by what they call themselves."""
_MUTE = {"dumb", ""}


def terminal_checks(found: Surroundings) -> Iterator[Check]:
    yield _terminal(found)
    yield _size(found)
    yield _colours(found)
    yield _letters(found)
    yield _keys(found)
    if found.environment.get("TMUX"):
        yield from _tmux(found)
    elif found.environment.get("STY"):
        yield _check(
            "screen",
            Result.WARNING,
            "GNU screen",
            "It knows neither 24-bit colours nor the newer keyboard protocols.",
            "Use tmux 3.4 or newer, or no multiplexer.",
        )
    if found.environment.get("SSH_CONNECTION") or found.environment.get("SSH_TTY"):
        yield _check(
            "SSH",
            Result.FINE,
            "connected over SSH",
            "The desktop is another machine's: copying goes by the terminal (OSC 52), pages are shown.",
        )


_check = partial(check, AREA)


def _terminal(found: Surroundings) -> Check:
    term, program = found.environment.get("TERM", ""), found.environment.get("TERM_PROGRAM", "")
    said = " in ".join(filter(None, (term or "TERM is not set", program)))
    if term in _MUTE:
        return _check(
            "kind",
            Result.WRONG,
            said,
            "Nothing is known of what this terminal can show.",
            "Set TERM to what your terminal is, as  export TERM=xterm-256color",
        )
    if not found.is_terminal:
        return _check("kind", Result.SKIPPED, f"{said}; the output goes to no terminal")
    return _check("kind", Result.FINE, said)


def _size(found: Surroundings) -> Check:
    if found.size is None:
        return _check("size", Result.SKIPPED, "not known: the output goes to no terminal")
    columns, rows = found.size
    said = f"{columns} columns, {rows} rows"
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        return _check(
            "size",
            Result.WARNING,
            said,
            f"Below {LEAST_COLUMNS} columns or {LEAST_ROWS} rows keys and states are cut off.",
            "Make the window larger, or its letters smaller.",
        )
    return _check("size", Result.FINE, said)


def _colours(found: Surroundings) -> Check:
    environment = found.environment
    if environment.get("NO_COLOR"):
        return _check("colours", Result.FINE, "none: NO_COLOR is set")
    true = environment.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    in_browser = environment.get("TEXTUAL_COLOR_SYSTEM") == "truecolor"  # as textual-serve says
    if (
        true
        or in_browser
        or "direct" in environment.get("TERM", "")
        or environment.get("TERM", "").startswith("xterm-kitty")
    ):
        return _check("colours", Result.FINE, "24 bits")
    if "256" in environment.get("TERM", ""):
        return _check(
            "colours",
            Result.WARNING,
            "256, as far as the environment tells",
            "Themes are drawn in the nearest of these.",
            "If your terminal has 24-bit colours:  export COLORTERM=truecolor",
        )
    return _check(
        "colours",
        Result.WARNING,
        "16, as far as the environment tells",
        "Themes look coarse.",
        "Set TERM to one with 256 colours, or choose the theme of 16 colours with /theme.",
    )


def _letters(found: Surroundings) -> Check:
    if "utf" in found.encoding.lower():
        return _check("letters", Result.FINE, found.encoding)
    return _check(
        "letters",
        Result.WARNING,
        found.encoding or "not known",
        "Without UTF-8 glyphs are drawn with ASCII, and other letters than English ones come out wrong.",
        "Choose a UTF-8 locale, as  export LC_CTYPE=C.UTF-8",
    )


def _keys(found: Surroundings) -> Check:
    environment = found.environment
    names = {environment.get(name, "").lower() for name in ("TERM_PROGRAM", "LC_TERMINAL")}
    term = environment.get("TERM", "").lower()
    known = names & _KITTY_KEYS or any(name in term for name in ("kitty", "ghostty", "foot", "alacritty"))
    if (known or environment.get("KONSOLE_VERSION")) and not environment.get("TMUX"):
        return _check("keyboard", Result.FINE, "tells shift+enter and ctrl+enter from enter")
    return _check(
        "keyboard",
        Result.FINE,
        "as of old: shift+enter may be the same as enter",
        "Where it is, alt+enter and ctrl+j begin a new line. Alt must be sent as an escape before the key.",
        "If alt makes other letters, look for 'option as meta' or 'alt sends escape' in the terminal's settings.",
    )


def _tmux(found: Surroundings) -> Iterator[Check]:
    options, version = found.tmux, found.tmux_version or "tmux"
    if not options:
        yield _check("tmux", Result.SKIPPED, f"{version}; its options cannot be read")
        return
    yield _check("tmux", Result.FINE, version)
    if options.get("escape-time", "0").isdigit() and int(options.get("escape-time", "0")) > SLOW_ESCAPE_MS:
        yield _check(
            "tmux: escape-time",
            Result.WARNING,
            f"{options['escape-time']} ms",
            "After esc tmux waits so long to see whether more comes.",
            "In ~/.tmux.conf:  set -sg escape-time 20",
        )
    if options.get("set-clipboard") == "off":
        yield _check(
            "tmux: set-clipboard",
            Result.WARNING,
            "off",
            "What is copied in codex-tui does not reach the clipboard.",
            "In ~/.tmux.conf:  set -s set-clipboard on",
        )
    if options.get("extended-keys", "off") == "off":
        yield _check(
            "tmux: extended-keys",
            Result.WARNING,
            "off",
            "shift+enter cannot be told from enter; alt+enter and ctrl+j begin a new line.",
            "In ~/.tmux.conf:  set -s extended-keys on",
        )
    if options.get("focus-events") == "off":
        yield _check(
            "tmux: focus-events",
            Result.WARNING,
            "off",
            "codex-tui cannot know whether you look at it, and may notify you although you do.",
            "In ~/.tmux.conf:  set -g focus-events on",
        )
    if options.get("allow-passthrough", "off") == "off":
        yield _check(
            "tmux: allow-passthrough",
            Result.WARNING,
            "off",
            "Notifications of the desktop do not get through to your terminal; the bell does.",
            "In ~/.tmux.conf:  set -g allow-passthrough on",
        )
