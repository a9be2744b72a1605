"""The list of threads: one virtual widget on the line API, which draws only the rows that are on screen."""

from codex_tui.widgets.thread_list.widget import ThreadList

__all__ = ["ThreadList"]
