"""Whether a pasted text is the path of an image, or several, as terminals write what is dropped on them. Pure."""

from __future__ import annotations

import shlex
from urllib.parse import unquote, urlsplit

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
LONGEST = 4096
"""Characters of a text that may be paths."""


def pasted_paths(text: str) -> tuple[str, ...]:
    """The paths that a text consists of, if all of them may be images by their names; else none.

    Knows quotes, blanks behind a backslash or as they are, ``file://`` addresses, and ``~``. A path that is not
    absolute is none: it was more likely meant as text.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return ()
    whole = _path(text)
    if whole and "\n" not in text and "\\" not in text and not text.startswith(("'", '"')):
        # A file manager that writes blanks as they are; two paths in one line are told apart below.
        several = _several(text)
        return several if len(several) > 1 else (whole,)
    return _several(text)


def _several(text: str) -> tuple[str, ...]:
    try:
        words = shlex.split(text, comments=False)
    except ValueError:
        return ()
    paths = tuple(map(_path, words))
    return paths if all(paths) else ()


def _path(word: str) -> str:
    """The path of an image that a word may be, else nothing."""
    if word.startswith("file://"):
        address = urlsplit(word)
        word = unquote(address.path) if address.netloc in ("", "localhost") else ""
    if not word.startswith(("/", "~/")) or not word.lower().endswith(ENDINGS) or "\0" in word:
        return ""
    return word
