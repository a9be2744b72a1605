"""What is asked before the first thread in a folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrustQuestion:
    """A folder of which nobody has said whether it is trusted.

    Attributes:
        folder: where the thread shall begin.
        root: what the answer holds for: the git repository around it, else the folder.
        where: the file into which a yes is written.
    """

    folder: str
    root: str
    where: str
