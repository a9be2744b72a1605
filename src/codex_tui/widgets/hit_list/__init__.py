"""The section "In messages" under the list of threads: what the search through all messages found."""

from codex_tui.widgets.hit_list.widget import HitList

__all__ = ["HitList"]
