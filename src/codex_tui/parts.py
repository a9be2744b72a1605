"""A class of Textual's whose source is in several files: each is a class that the next one derives from.

Textual looks at all attributes of every class of widgets, screens and apps as it is made, which takes 0.3 to 0.6 ms.
Of such a chain only the last class is ever instantiated, and it is looked at with all that it inherits.
"""

from __future__ import annotations

from typing import Any


class OfParts:
    """Stands before Textual's class at the beginning of a chain, whose other members but the last are `part=True`."""

    def __init_subclass__(cls, *, part: bool = False, **options: Any) -> None:
        if part:
            # Textual asks each class for these as it puts the last one together. The parts of a chain inherit.
            cls._inherit_css = cls._inherit_bindings = cls._inherit_component_classes = True  # type: ignore[attr-defined]
        else:
            super().__init_subclass__(**options)
