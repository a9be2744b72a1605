"""Textual's driver of the terminal, which begins with what was typed before it was there. Under the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

    from codex_tui.typed_ahead import TypedAhead


def with_typed_ahead(driver: type[Driver], typed: TypedAhead) -> type[Driver]:
    """The driver that says first what was `typed`; any but Textual's own for a terminal stays as it is."""
    if sys.platform == "win32":
        return driver
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    if driver is not LinuxDriver:
        return driver

    class TypedAheadDriver(LinuxDriver):
        """Textual's own, for Linux and macOS."""

        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self.attrs_before is not None and typed.modes is not None:
                # What runs while the application is suspended gets the terminal as the shell had it.
                self.attrs_before = typed.modes

        def run_input_thread(self) -> None:
            # Here rather than before, so that the keys that still wait in the terminal come after these.
            for event in XTermParser().feed(typed.read().decode(errors="replace")):
                self.process_message(event)
            super().run_input_thread()

    return TypedAheadDriver
