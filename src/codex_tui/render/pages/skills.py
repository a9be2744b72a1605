"""The page of skills, by where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.render.pages.page import Fact, Page, Section, Tone, detail, fact, words
from codex_tui.render.paths import short_folder

if TYPE_CHECKING:
    from codex_tui.model.around import Around
    from codex_tui.model.around_facts import Skill

_SCOPES = {
    "repo": "Of this project",
    "user": "Yours",
    "admin": "Of this machine",
    "system": "Come with codex",
}
NONE = "There is no skill. One is a folder with a SKILL.md, in .agents/skills of the project or in CODEX_HOME/skills."


def skills_page(around: Around, home: str) -> Page:
    """The page; `home` is the person's home, which is shown as ``~``."""
    remarks = []
    if "skills" in around.problems:
        remarks.append(words(f"! They cannot be listed: {around.problems['skills']}", Tone.BAD))
    elif around.skills is None:
        remarks.append(words("Asking the server", Tone.QUIET))
    elif not around.skills:
        remarks.append(words(NONE))
    sections = [Section("", (), tuple(remarks))] if remarks else []
    if around.skill_errors:
        rows = [
            fact(f"error:{path}", "! not read", short_folder(path, home), words(message, Tone.BAD))
            for path, message in around.skill_errors
        ]
        sections.append(Section("Cannot be used", tuple(rows)))
    scopes = dict.fromkeys((*_SCOPES, *(skill.scope for skill in around.skills or ())))
    for scope in scopes:
        found = [skill for skill in around.skills or () if skill.scope == scope]
        if found:
            rows = [_skill(skill, home) for skill in found]
            sections.append(Section(_SCOPES.get(scope, scope or "Elsewhere"), tuple(rows)))
    return Page(tuple(sections))


def _skill(skill: Skill, home: str) -> Fact:
    about = " ".join(skill.about.split())
    first = about.partition(". ")[0]
    details = [detail(about)] if first != about else []
    details.append(detail(short_folder(skill.path, home), "file", Tone.QUIET))
    if skill.plugin:
        details.append(detail(skill.plugin, "plugin", Tone.QUIET))
    state = words("on", Tone.GOOD) if skill.enabled else words("off", Tone.WARN)
    return fact(skill.path, skill.name, state, first, details=tuple(details))
