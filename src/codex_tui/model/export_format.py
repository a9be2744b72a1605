"""The forms in which a conversation can be exported."""

from __future__ import annotations

from enum import Enum


class ExportFormat(str, Enum):
    """A form of export; the values are its names on the command line."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    SVG = "svg"

    @property
    def suffix(self) -> str:
        """How the names of such files end."""
        return ".md" if self is ExportFormat.MARKDOWN else f".{self.value}"
