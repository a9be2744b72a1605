"""The help of commands in the width of the terminal.

Click takes 50 columns at least, and leaves what is written in columns as it is.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""The context's settings of every command."""
_LEAST = 20
"""Columns that what is said of something gets beside its name; with fewer it stands below."""
_AS_WRITTEN = "\b\n"
"""How click is told that a paragraph is not to be filled."""
_ROW = re.compile(r"( *)(\S.*?)( {2,})(\S.*)")
_COMMAND = "codex-tui "
"""How a row begins that is to be copied, and so is not broken."""


class HelpPage(click.HelpFormatter):
    """Lays help out."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        columns = min(shutil.get_terminal_size().columns, max_width or 80)
        super().__init__(indent_increment, width or max(columns - 2, _LEAST), max_width)

    def write_text(self, text: str) -> None:
        paragraphs = text.split("\n\n")
        if not any(paragraph.startswith(_AS_WRITTEN) for paragraph in paragraphs):
            super().write_text(text)
            return
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.write("\n")
            if paragraph.startswith(_AS_WRITTEN):
                for line in paragraph.removeprefix(_AS_WRITTEN).splitlines():
                    self.write(
                        "".join(f"{part}\n" for part in self._fitted(" " * self.current_indent + line))
                    )
            else:
                super().write_text(paragraph)

    def _fitted(self, line: str) -> Iterator[str]:
        """A line of columns in as many lines as it needs: what is said keeps its column, or stands below its name."""
        row = _ROW.fullmatch(line)
        if len(line) <= self.width:
            yield line
            return
        if row is None:
            indent = " " * (len(line) - len(line.lstrip()))
            yield from textwrap.wrap(
                line.strip(), self.width, initial_indent=indent, subsequent_indent=indent + "  "
            )
            return
        indent, name, gap, said = row.groups()
        beside = len(indent) + len(name) + len(gap)
        if said.startswith(_COMMAND):
            yield indent + name
            yield f"{indent}  {said}"
        elif self.width - beside >= _LEAST:
            yield from textwrap.wrap(
                said, self.width, initial_indent=indent + name + gap, subsequent_indent=" " * beside
            )
        else:
            yield indent + name
            below = indent + "    "
            yield from textwrap.wrap(said, self.width, initial_indent=below, subsequent_indent=below)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        names = max((len(name) for name, _ in rows), default=0)
        if self.width - self.current_indent - min(names, col_max) - col_spacing >= _LEAST:
            super().write_dl(rows, col_max, col_spacing)
            return
        indent = " " * self.current_indent
        for name, said in rows:
            self.write(f"{indent}{name}\n")
            below = indent + "    "
            for line in textwrap.wrap(said, self.width, initial_indent=below, subsequent_indent=below):
                self.write(f"{line}\n")


class Context(click.Context):
    """A context whose help is laid out so."""

    formatter_class = HelpPage


class Command(click.Command):
    """A command with such a help."""

    context_class = Context


class Group(click.Group):
    """A group with such a help, which says all of what its commands do."""

    context_class = Context
    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])
