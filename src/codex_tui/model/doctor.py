"""What the doctor says: one check each, with what was found, why it matters, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codex_tui.model.safe_text import SafeText


class Result(str, Enum):
    """How a check came out, the worst first."""

    WRONG = "wrong"
    WARNING = "look at it"
    SKIPPED = "not checked"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        area: what it belongs to, as a heading.
        name: what was looked at.
        result: how it came out.
        found: what is there.
        why: why it matters; empty where all is well.
        mend: what to do; empty where there is nothing to do.
    """

    area: str
    name: str
    result: Result
    found: SafeText
    why: str = ""
    mend: SafeText = SafeText()


def check(area: str, name: str, result: Result, found: str, why: str = "", mend: str = "") -> Check:
    """A check of what was found, whose texts are made safe; the arguments are those of `Check`."""
    return Check(area, name, result, SafeText(found), why, SafeText(mend))
