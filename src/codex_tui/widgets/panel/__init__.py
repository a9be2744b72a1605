"""The panel beside the transcript: plan, changes, commands, context."""

from codex_tui.widgets.panel.widget import Panel

__all__ = ["Panel"]
