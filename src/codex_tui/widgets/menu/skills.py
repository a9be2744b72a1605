"""What is offered behind ``$``: the skills of the thread's folder that the model may use. Pure."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from codex_tui.widgets.menu.fuzzy import match
from codex_tui.widgets.menu.rows import Entry, Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.model.around import Around
    from codex_tui.model.around_facts import Skill
    from codex_tui.model.safe_text import SafeText

_SCOPES = {"repo": "project", "user": "yours", "system": "codex", "admin": "admin"}
"""The server's words for where skills come from, in people's."""


def skills(query: str, around: Around, *, known: bool) -> Offer:
    """The skills that match by their name.

    Args:
        query: what was typed of the name.
        around: what the server told.
        known: whether that is of this folder.
    """
    if not known or around.skills is None:
        if problem := around.problems.get("skills"):
            return Offer("Skills", note=f"The skills cannot be read: {problem}", problem=True)
        return Offer("Skills", note="Reading the skills…")
    offered = [skill for skill in around.skills if skill.enabled]
    scored = [(found, skill) for skill in offered if (found := match(query, skill.name)) is not None]
    if query:
        scored.sort(key=lambda one: -one[0].score)
    entries = tuple(_entry(skill, found.indices) for found, skill in scored)
    note = _broken(around.skill_errors) if entries or not query else ""
    if not entries and not query:
        note = note or "No skills here; /skills says more"
    return Offer("Skills", entries, total=len(offered), note=note, problem=bool(note and around.skill_errors))


def _entry(skill: Skill, indices: tuple[int, ...]) -> Entry:
    about = " ".join(skill.about.split())
    return Entry(
        f"${skill.name}",
        about,
        tuple(at + 1 for at in indices),
        skill.path,
        tail=_SCOPES.get(skill.scope, skill.scope),
        whole=about,
    )


def _broken(errors: Sequence[tuple[SafeText, SafeText]]) -> str:
    if not errors:
        return ""
    path, message = errors[0]
    folder = posixpath.basename(posixpath.dirname(path)) or path
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return f"Skill “{folder}” cannot be read: {' '.join(message.split())}{more}"
