"""What stands in a draft as one piece: a folded paste, an image, a file or a skill that is mentioned.

Each is shown by its `label`, one line of the composer's text, and stands for its `sent` text in the prompt. Elements
are values: a draft places them (`model/draft.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codex_tui.model.safe_text import SafeText

LONGEST_NAME = 40
"""Characters of an image's name in its label."""


@dataclass(frozen=True, slots=True)
class PastedText:
    """A long paste, folded; `number` counts the pastes of a draft."""

    text: SafeText = field(repr=False)
    number: int = 1

    @property
    def label(self) -> str:
        lines = self.text.rstrip("\n").count("\n") + 1
        size = f"{lines:,} lines" if lines > 1 else f"{len(self.text):,} characters"
        return f"[Pasted text #{self.number}, {size}]"

    @property
    def sent(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AttachedImage:
    """An image file; `number` counts the images of a draft, as the server does when it hands them to the model.

    Attributes:
        path: the file, absolute, on this machine.
        name: what a person calls it.
        size: columns by rows, like ``640×480``; empty where that is not known.
    """

    path: str
    name: SafeText
    size: str = ""
    number: int = 1

    @property
    def label(self) -> str:
        name = " ".join(self.name.split())
        if len(name) > LONGEST_NAME:
            name = f"{name[: LONGEST_NAME - 12]}…{name[-11:]}"
        return f"[Image #{self.number}: {' '.join(filter(None, (name, self.size)))}]"

    @property
    def sent(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Mention:
    """A file that the prompt points at; `label` is how it is written there, like ``@src/main.py``.

    `written` is the same with the name that the file has, where that has characters that are not drawn: what the model
    reads.
    """

    label: SafeText
    name: SafeText
    path: str
    written: str = ""

    @property
    def sent(self) -> str:
        return self.written or self.label


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A skill that the prompt asks for, by the path of its SKILL.md; written like ``$name``."""

    name: SafeText
    path: str

    @property
    def label(self) -> str:
        return f"${self.name}"

    @property
    def sent(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class PastedPath:
    """A pasted text that may be the path of an image: what it was pasted as, until somebody has looked."""

    label: SafeText
    token: int

    @property
    def sent(self) -> str:
        return self.label


Element = PastedText | AttachedImage | Mention | SkillMention | PastedPath
