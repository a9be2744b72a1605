"""Letters that look like others: a name of them reads as one thing and is another. Pure.

A word of one script is what it says; one in which Latin letters stand beside letters of a script that has the same
shapes is made to deceive, or by mistake. Scripts that nobody takes for Latin (Han, Kana, Arabic) may stand beside it.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_DASHES = re.compile(r"(?<!\S)[-\u2010-\u2015\u2212\ufe58\ufe63]+(?=\w)")
"""What stands before an option."""
_SIGNS = frozenset(
    "\u2044\u2215\u29f8\u2571\u2216\u29f5\u2024\u2025\ua789\u2236"
    "\u01c0\u2223\u2758\u01c3\u2010\u2011\u2043\u02d7"
)
"""Signs that look like a slash, dots, a colon, a bar or a hyphen, and that no text needs in a command."""
_PHONETIC = frozenset("\u0251\u0261\u0269\u026a\u028b\u1d04\u1d0f\ua731\u1d1c\u1d20\u1d21\u1d22\ua781")
"""Letters of phonetic writing in the shape of other Latin ones."""
_SCRIPTS = frozenset(
    (
        *("CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "GLAGOLITIC", "DESERET", "GEORGIAN"),
        *("HEBREW", "GOTHIC", "RUNIC", "OLD", "TIFINAGH", "CANADIAN", "VAI", "NKO", "ETHIOPIC", "ORIYA"),
        *("MALAYALAM", "OSMANYA"),
    )
)
"""Scripts with letters in the shape of Latin ones, by the first word of their names."""
_SHAPED_AS_LATIN = frozenset("асеорхуѕіјһԁԛԝӏАВСЕНІЈКМОРЅТХУҮԌοανρτυκιΑΒΕΖΗΙΚΜΝΟΡΤΥΧϳ")


def look_alikes(text: str) -> frozenset[int]:
    """Where in a text a character stands that a person takes for another one."""
    if text.isascii():
        return frozenset()
    found = {
        match.start() + at
        for match in _DASHES.finditer(text)
        for at, char in enumerate(match.group())
        if char != "-"
    }
    odd = {char for char in set(text) if char in _SIGNS or char in _PHONETIC or _stands_for_ascii(char)}
    if odd:
        found.update(at for at, char in enumerate(text) if char in odd)
    for match in _WORD.finditer(text):
        word = match.group()
        foreign = [at for at, char in enumerate(word) if not char.isascii() and _script(char) in _SCRIPTS]
        if foreign and (any(_script(char) == "LATIN" for char in word) or _SHAPED_AS_LATIN.issuperset(word)):
            found.update(match.start() + at for at in foreign)
    return frozenset(found)


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _stands_for_ascii(char: str) -> bool:
    """Whether it is letters, a digit or a sign of ASCII in another dress: wide, bold, in a circle, joined."""
    if char.isascii() or char.isspace():
        return False
    plain = unicodedata.normalize("NFKC", char)
    return (len(plain) == 1 or char.isalpha()) and plain.isascii() and plain.isprintable()
