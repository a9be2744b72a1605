"""The page of the doctor: what was looked at, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.doctor import Check, Result
from codex_tui.render.pages.page import Detail, Fact, Page, Section, Tone, detail, fact, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_TONES = {
    Result.WRONG: Tone.BAD,
    Result.WARNING: Tone.WARN,
    Result.SKIPPED: Tone.QUIET,
    Result.FINE: Tone.GOOD,
}


def doctor_page(checks: Sequence[Check] | None) -> Page:
    """The page; None while it looks."""
    if checks is None:
        return Page(
            (Section("", (), (words("Looking around; that takes some seconds at most", Tone.QUIET),)),)
        )
    bad = [one for one in checks if one.result in (Result.WRONG, Result.WARNING)]
    bad.sort(key=lambda one: one.result is not Result.WRONG)
    sections = []
    if bad:
        sections.append(Section("To be looked at", tuple(_check(one, where=True) for one in bad)))
    for area in dict.fromkeys(one.area for one in checks):
        rest = [one for one in checks if one.area == area and one not in bad]
        if rest:
            sections.append(Section(area, tuple(_check(one, where=False) for one in rest)))
    if not bad:
        sections.insert(0, Section("", (), (words("All is well.", Tone.GOOD),)))
    return Page(tuple(sections))


def _check(one: Check, *, where: bool) -> Fact:
    name = f"{one.area}: {one.name}" if where else one.name
    more: list[Detail] = []
    if one.why:
        more.append(detail(one.why))
    if one.mend:
        more.append(detail(one.mend, "Do"))
    first, _, rest = one.found.partition("\n")
    more += [detail(line) for line in rest.split("\n") if line]
    return fact(
        f"{one.area}:{one.name}",
        name,
        words(one.result.value, _TONES[one.result]),
        first,
        details=tuple(more),
    )
