"""The transcript: one virtual widget that draws the visible lines of a conversation."""

from codex_tui.widgets.transcript.widget import Transcript

__all__ = ["Transcript"]
