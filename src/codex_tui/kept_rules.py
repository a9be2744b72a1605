"""Parsed stylesheets of an earlier start: parsing what the first screen needs is a twentieth of the time to its paint.

They hold for exactly these sources, these variables of the theme and this Textual, as Python's own compiled modules
hold for a source, and are in the user's state folder. A file that is missing, stale, broken or another's costs no more
than parsing: only the few classes of rules come out of it, whatever is in it, and nothing is ever called by name.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import textual.color
import textual.geometry
from textual.color import Color
from textual.css import _styles_builder, model, parse, scalar, styles, tokenize, tokenizer
from textual.css.model import CombinatorType, RuleSet, Selector, SelectorSet, SelectorType
from textual.css.scalar import Scalar, ScalarOffset, Unit
from textual.css.styles import Styles
from textual.geometry import Spacing
from textual.layouts.horizontal import HorizontalLayout
from textual.layouts.vertical import VerticalLayout

from codex_tui.store.files import state_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Source: TypeAlias = "tuple[str, tuple[str, str], bool, int, str]"
"""All that the rules of a source depend on beside the variables; its text comes first."""

_MADE_OF = (
    *(Color, CombinatorType, HorizontalLayout, RuleSet, Scalar, ScalarOffset, Selector, SelectorSet),
    *(SelectorType, Spacing, Styles, Unit, VerticalLayout),
)
_CLASSES = {(made.__module__, made.__name__): made for made in _MADE_OF}
_PARSER = (
    textual.color,
    textual.geometry,
    _styles_builder,
    model,
    parse,
    scalar,
    styles,
    tokenize,
    tokenizer,
)
_MOST = 1 << 20
"""Bytes that are read; what is larger was not written here."""


class KeptRules:
    """What is kept for the variables of a theme; empty where it is for others."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self._sources: dict[Source, bytes] = {}
        with suppress(Exception):  # whatever reading bytes raises that were not written here
            path = _path()
            if path.stat().st_size <= _MOST:
                stamp, known, sources = _load(path.read_bytes())
                if stamp == _stamp() and known == self._variables:
                    self._sources = dict(sources)

    def rules(self, source: Source) -> list[RuleSet] | None:
        """The rules of a source, if they are kept."""
        with suppress(Exception):
            if (kept := self._sources.get(source)) is not None:
                rules = _load(kept)
                if type(rules) is list and all(type(rule) is RuleSet for rule in rules):
                    return rules
        return None

    def keep(self, parsed: Mapping[Source, list[RuleSet]]) -> None:
        """Keeps these as well; a source takes the place of what was at its location."""
        sources = {source[1:]: (source, rules) for source, rules in self._sources.items()}
        for source, parsed_rules in parsed.items():
            with suppress(Exception):  # made of something that no rule of ours was made of until now
                rules = _dump(parsed_rules)
                _load(rules)
                sources[source[1:]] = (source, rules)
        with suppress(OSError):
            write_atomically(_path(), _dump((_stamp(), self._variables, list(sources.values()))))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _CLASSES[module, name]


class _Pickler(pickle.Pickler):
    # What holds functions, or is taken by its name, is made anew of its values.
    dispatch_table: dict[type, Callable[[Any], tuple[Any, ...]]] = {  # noqa: RUF012
        **{
            enum: lambda value: (type(value), (value.value,)) for enum in (CombinatorType, SelectorType, Unit)
        },
        Selector: lambda it: (
            Selector,
            (it.name, it.combinator, it.type, it.pseudo_classes, it.specificity, it.advance),
        ),
        Styles: lambda it: (Styles, (None, dict(it.get_rules()), 0, it.important)),
    }


def _dump(value: object) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def _load(data: bytes) -> Any:
    return _Unpickler(io.BytesIO(data)).load()


def _path() -> Path:
    return state_folder() / "stylesheets.pickle"


def _stamp() -> tuple[object, ...]:
    """What changes with Textual, and with Python."""
    files = [str(module.__file__) for module in _PARSER]
    found = [os.stat(file) for file in files]
    return (sys.version, *((file, at.st_mtime_ns, at.st_size) for file, at in zip(files, found, strict=True)))
