"""Plain Python state of the application: what the screens show, with no Textual and no input or output in it.

What only a conversation with items needs can be named through the package (``model.items.AgentItem``) and is imported
when that is first done (PEP 562): the first paint has no item, and making its classes would be a tenth of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from codex_tui.model import (
        conversation,
        draft_elements,
        draft_input,
        exploring,
        items,
        pictures,
        rewind,
        search,
        tool_items,
    )

__all__ = [
    "conversation",
    "draft_elements",
    "draft_input",
    "exploring",
    "items",
    "pictures",
    "rewind",
    "search",
    "tool_items",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__} has no attribute {name}")
