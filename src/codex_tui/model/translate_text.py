"""Small pieces of translation: a command without its shell, JSON for people, the first line of something."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

from codex_tui.model.safe_text import SafeText

_SHELLS = frozenset({"bash", "sh", "zsh", "dash"})
_FOLDERS = frozenset({"", "/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"})
"""Where the shell of a system lies; one that lies elsewhere is a program like any other, and is told."""
_LONGEST_STRING = 20_000
_INPUT_CALL = re.compile(r"write_stdin --session-id -?\d+ (?P<input>.+)", re.DOTALL)
_QUOTED = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|([\w@%+=:,./-]+)""", re.ASCII | re.DOTALL)
"""The pieces of one word as the server quotes it: taken literally, with escapes, and plain."""
_ESCAPED = re.compile(r"\\([$`\"\\\n])")


def unwrap_shell(command: str) -> SafeText:
    """The command inside ``/bin/bash -lc '…'``, which the server puts around what the model wrote."""
    try:
        words = shlex.split(command)
    except ValueError:
        return SafeText(command)
    folder, _, name = words[0].rpartition("/") if words else ("", "", "")
    if len(words) == 3 and name in _SHELLS and folder in _FOLDERS and words[1] in ("-c", "-lc"):
        return SafeText(words[2])
    return SafeText(command)


def typed_into(command: str) -> str | None:
    """What is typed in ``write_stdin --session-id 1 'y'``, which the server makes of input; None for anything else."""
    call = _INPUT_CALL.fullmatch(command)
    if call is None:
        return None
    rest, typed = call["input"], ""
    while rest:
        piece = _QUOTED.match(rest)
        if piece is None:
            return None
        literal, escaped, plain = piece.groups()
        typed += _ESCAPED.sub(r"\1", escaped) if escaped is not None else literal or plain or ""
        rest = rest[piece.end() :]
    return typed


def pretty_json(value: Any) -> SafeText:
    """All of a JSON value, indented; strings beyond all reading (images in base64) are cut and say so."""
    return whole_json(_shortened(value))


def whole_json(value: Any) -> SafeText:
    """All of a JSON value, indented, whatever its size: for what a person says yes to."""
    return SafeText(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def plain_error(message: str) -> tuple[SafeText, SafeText]:
    """An error's sentence and its detail. Where it carries the body of an answer, the sentence is in that."""
    start = message.find("{")
    try:
        body = json.loads(message[start:]) if start >= 0 else None
    except ValueError:
        body = None
    inner = body.get("error", body) if isinstance(body, dict) else None
    sentence = inner.get("message") if isinstance(inner, dict) else None
    if isinstance(sentence, str) and sentence:
        return SafeText(sentence), SafeText(message)
    return SafeText(message), SafeText()


def first_line(text: str, limit: int = 200) -> SafeText:
    """The first line that is not blank, cut with an ellipsis."""
    line = text.strip().split("\n", 1)[0]
    return SafeText(line if len(line) <= limit else line[: limit - 1] + "…")


def sentence(text: str) -> str:
    """The text with a full stop behind it; a server's own words, and several sentences, have theirs."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def brief(value: Any, limit: int = 200) -> SafeText:
    """A JSON value in one line for people: a lone argument is its value, several are ``name: value``."""
    if value in (None, "", {}, []):
        return SafeText("")
    if isinstance(value, dict) and len(value) == 1:
        (only,) = value.values()
        if isinstance(only, (str, int, float)) and not isinstance(only, bool):
            return first_line(str(only), limit)
    if isinstance(value, dict):
        return first_line(", ".join(f"{name}: {_word(one)}" for name, one in list(value.items())[:8]), limit)
    return first_line(_word(value, limit), limit)


def _word(value: Any, limit: int = 60) -> str:
    if isinstance(value, str):
        return first_line(value, limit)
    return first_line(json.dumps(_shortened(value), ensure_ascii=False, default=str), limit)


def _shortened(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST_STRING:
        return f"{value[:_LONGEST_STRING]}… ({len(value)} characters)"
    if isinstance(value, dict):
        return {key: _shortened(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value]
    return value
