"""Takes secrets out of what is written down: by the name they stand under, by their shape, and those that are known.

Pure, standard library only. What it cannot find is a secret of no known shape, under no name that says so, that
codex-tui was never told to be one: the password in a file that a command prints.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REDACTED = "[redacted]"
SHORTEST_KNOWN = 8
"""Characters from which a value is looked for everywhere; shorter ones would be found in ordinary words."""
_MOST_KNOWN = 500

_NAMES = (
    r"(?:api|access|private|signing|session|secret)[_-]?key|passw(?:or)?d|passphrase|secret|token|authorization|bearer|"
    r"credential|cookie|(?:user|device|auth|oauth|authorization|verification)[_-]?code|code[_-]?verifier"
)
_SECRET_NAME = re.compile(_NAMES.replace("[_-]?", ""))
_MAPS = frozenset({"env", "environment", "headers", "httpheaders", "queryparams", "setenv"})
"""What stands in these under any name may be a secret."""
_LOGIN_ADDRESS = re.compile(r"(?:auth|login|oauth|verification|callback|authorization)\w*(?:url|uri)$")

# Each of these takes time in proportion to the text, whatever that holds: repeats that overlap are bounded.
_SHAPES = re.compile(
    r"""
    -----BEGIN[ ][A-Z ]{0,40}PRIVATE[ ]KEY-----(?:.|\n)*?(?:-----END[ ][A-Z ]{0,40}PRIVATE[ ]KEY-----|\Z)
  | \bsk-[A-Za-z0-9_-]{8,}
  | \beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?
  | \bgh[pousr]_[A-Za-z0-9]{16,} | \bgithub_pat_\w{16,} | \bglpat-[\w-]{16,}
  | \bxox[abeprs]-[\w-]{8,} | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b | \bAIza[\w-]{30,}
  | \bhf_[A-Za-z0-9]{16,} | \bnpm_[A-Za-z0-9]{30,}
    """,
    re.VERBOSE,
)
_HEADER = re.compile(r"""(authorization|cookie)(\\*["']?\s*:\s*)(?:\\*["'])?[^\r\n"'\\]+""", re.IGNORECASE)
_SCHEME = re.compile(r"\b(bearer|basic)(\s+|%20)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_USERINFO = re.compile(r"(\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^\s/\"'<>\\]+@")
_LOGIN_QUERY = re.compile(
    r"(\bhttps?://[^\s\"'<>?#\\]{0,300}(?:oauth|authori[sz]e|login|signin|callback|device)[^\s\"'<>?#\\]{0,300})"
    r"[?#][^\s\"'<>\\]+",
    re.IGNORECASE,
)
_QUERY = re.compile(
    rf"([?&#;](?:[\w.-]{{0,40}}(?:{_NAMES})[\w.-]{{0,40}}|code|state|key|sig|signature|auth|pwd)=)[^\s&\"'<>\\#]+",
    re.IGNORECASE,
)
_OPTION = re.compile(
    rf"((?<![\w-])--?[\w-]{{0,40}}(?:{_NAMES})[\w-]{{0,40}}\s+)([^\s\"'-][^\s\"']*)", re.IGNORECASE
)
_ASSIGNED = re.compile(
    # name=value, name: value, "name": "value"; also where quotes are escaped, as in JSON inside of JSON.
    rf"""((?:{_NAMES})[\w.-]{{0,40}})(\\*["']?\s{{0,20}}(?::|=>?)\s{{0,20}})"""
    r"""(?:(\\*["'])((?:(?!(?<!\\)\3).)*)|([^\s"'\\,;}\]]+))""",
    re.IGNORECASE | re.DOTALL,
)
_HARMLESS = re.compile(r"(?:\d{1,9}|true|false|null|none|\[redacted.*|\$\{?\w+\}?|)\Z", re.IGNORECASE)
"""What stands under such names and is no secret: counts, switches, variables by name."""


def is_secret_name(name: str) -> bool:
    """Whether what stands under a name is a secret, by that name."""
    return _SECRET_NAME.search(_plain(name)) is not None


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


class Redactor:
    """Knows secrets by name and shape, and those that it was told.

    Args:
        known: values that are secrets wherever they stand.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: dict[str, None] = {}
        self._values: re.Pattern[str] | None = None
        for value in known:
            self.learn(value)

    def learn(self, value: str) -> None:
        """From now on this is a secret wherever it stands, also as JSON or an address would write it."""
        value = value.strip()
        if len(value) < SHORTEST_KNOWN or value in self._known or len(self._known) >= _MOST_KNOWN:
            return
        for form in (
            value,
            json.dumps(value)[1:-1],
            json.dumps(json.dumps(value)[1:-1])[1:-1],
            quote(value, ""),
        ):
            self._known[form] = None
        longest_first = sorted(self._known, key=len, reverse=True)
        self._values = re.compile("|".join(map(re.escape, longest_first)))

    def text(self, text: str) -> str:
        """A text without what looks like a secret."""
        if self._values is not None:
            text = self._values.sub(REDACTED, text)
        text = _SHAPES.sub(REDACTED, text)
        text = _HEADER.sub(rf"\1\2{REDACTED}", text)
        text = _SCHEME.sub(rf"\1\2{REDACTED}", text)
        if "://" in text:
            text = _USERINFO.sub(rf"\1{REDACTED}@", text)
            text = _LOGIN_QUERY.sub(rf"\1?{REDACTED}", text)
            text = _QUERY.sub(rf"\1{REDACTED}", text)
        text = _OPTION.sub(rf"\1{REDACTED}", text)
        return _ASSIGNED.sub(_assigned, text)

    def value(self, value: Any, *, hidden: bool = False, learns: bool = False) -> Any:
        """JSON values without secrets; new ones, where anything had to be taken out.

        Args:
            value: as `json.loads` gives it.
            hidden: every text in it is a secret.
            learns: what stands under the name of a secret is known from now on.
        """
        if isinstance(value, str):
            if hidden and value:
                if learns:
                    self.learn(value)
                return REDACTED
            return self.text(value)
        if isinstance(value, dict):
            return {
                self.text(name): self._member(name, member, hidden=hidden, learns=learns)
                for name, member in value.items()
            }
        if isinstance(value, list):
            return [self.value(one, hidden=hidden, learns=learns) for one in value]
        return value

    def _member(self, name: str, member: Any, *, hidden: bool, learns: bool) -> Any:
        plain = _plain(name)
        if _SECRET_NAME.search(plain):
            return self.value(member, hidden=True, learns=learns)
        if plain in _MAPS and isinstance(member, (dict, list)):
            return self.value(member, hidden=True)
        if isinstance(member, str) and _LOGIN_ADDRESS.search(plain):
            address, _, query = member.partition("?")
            return self.text(address) + (f"?{REDACTED}" if query else "")
        return self.value(member, hidden=hidden, learns=learns)


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """The values of variables whose names say that they hold a secret."""
    return [value for name, value in environment.items() if is_secret_name(name)]


def _assigned(found: re.Match[str]) -> str:
    name, between, mark, quoted, bare = found.groups()
    if _HARMLESS.match(quoted if mark else bare):
        return found[0]
    return f"{name}{between}{mark or ''}{REDACTED}"
