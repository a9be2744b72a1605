"""One server's wire in the log: each line with its direction, its size and its method; what it says only if wanted.

A secret that was asked for is known by the question: the answer to it is left out whatever it is called.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from codex_tui.logs.redaction import REDACTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_tui.logs.redaction import Redactor

READ_WHOLE = 1024 * 1024
"""Bytes of a line up to which it is looked at; of a longer one the size is written."""
_MARGIN = 4096
"""Characters behind a cut that are looked at all the same: a secret may lie across it."""
_TAIL = 64
_MOST_OPEN = 1000
_QUESTIONS = "item/tool/requestUserInput"
_PIECES = ("delta", "chunk", "database64", "stdin")
"""How the names begin under which pieces of streams stand."""
_NOTE = "user_note: "
"""How the text of an answer that was typed begins."""
_UNREAD = object()


class Wire:
    """Takes the lines of one connection after the other.

    Args:
        server: its name.
        write: writes a line of the log.
        redactor: takes secrets out.
        characters: of a text that are written; 0 is all of them, None nothing of what is said.
    """

    def __init__(
        self, server: str, write: Callable[..., None], redactor: Redactor, characters: int | None
    ) -> None:
        self._server = server
        self._write = write
        self._redactor = redactor
        self._characters = characters
        self._asked: dict[Any, str] = {}
        """Methods of requests that are not answered, by direction and id."""
        self._secrets: dict[Any, set[str]] = {}
        """Of requests, which of their questions ask for a secret."""

    def __call__(self, direction: str, line: bytes) -> None:
        message = _read(line)
        facts: dict[str, Any] = {"server": self._server, "wire": direction, "bytes": len(line)}
        if isinstance(message, dict):
            self._name(direction, message, facts)
            if self._characters is not None:
                facts["message"] = self._shown(direction, message)
        else:
            facts["unreadable" if len(line) <= READ_WHOLE else "too long"] = True
        level = logging.INFO if self._characters is None else logging.DEBUG
        self._write(logging.getLevelName(level).lower(), **facts)

    def _name(self, direction: str, message: dict[str, Any], facts: dict[str, Any]) -> None:
        method, number = message.get("method"), message.get("id")
        if isinstance(number, (str, int)):
            facts["id"] = self._redactor.text(number[:100]) if isinstance(number, str) else number
            if isinstance(method, str):
                if len(self._asked) >= _MOST_OPEN:
                    self._asked.clear()
                self._asked[direction, number] = method
                self._note_secrets(direction, number, message)
            else:
                other = "received" if direction == "sent" else "sent"
                facts["answers"] = self._asked.pop((other, number), "nothing that was asked")
        if isinstance(method, str):
            facts["method"] = self._redactor.text(method[:200])
        if isinstance(error := message.get("error"), dict) and isinstance(error.get("code"), int):
            facts["error"] = error["code"]

    def _note_secrets(self, direction: str, number: str | int, message: dict[str, Any]) -> None:
        params = message.get("params")
        if direction != "received" or message["method"] != _QUESTIONS or not isinstance(params, dict):
            return
        questions = params.get("questions")
        secret = {
            str(one.get("id"))
            for one in (questions if isinstance(questions, list) else [])
            if isinstance(one, dict) and one.get("isSecret")
        }
        if secret:
            self._secrets[number] = secret

    def _shown(self, direction: str, message: dict[str, Any]) -> Any:
        number = message.get("id")
        if direction == "sent" and "method" not in message and isinstance(number, (str, int)):
            secret = self._secrets.pop(number, None)
            if secret is not None:
                message = self._without_answers(message, secret)
        shown = self._redactor.value(self._cut(message), learns=direction == "sent")
        return self._cut_again(shown)

    def _without_answers(self, message: dict[str, Any], secret: set[str]) -> dict[str, Any]:
        result = message.get("result")
        answers = result.get("answers") if isinstance(result, dict) else None
        if not isinstance(result, dict) or not isinstance(answers, dict):
            return {"id": message.get("id"), "result": REDACTED}
        kept = {}
        for name, answer in answers.items():
            if name in secret:
                for text in _texts(answer):
                    self._redactor.learn(text.removeprefix(_NOTE))
                answer = REDACTED
            kept[name] = answer
        return {**message, "result": {**result, "answers": kept}}

    def _cut(self, value: Any) -> Any:
        """Texts with what is worth looking at, and pieces of streams as their length."""
        most = (self._characters or 0) + _MARGIN if self._characters else None
        return _mapped(_counted(value), lambda text: text[:most])

    def _cut_again(self, value: Any) -> Any:
        most = self._characters
        if not most:
            return value

        def shorten(text: str) -> str:
            if len(text) <= most:
                return text
            return f"{text[: max(0, min(most, len(text) - _TAIL))]} [cut]"

        return _mapped(value, shorten)


def _read(line: bytes) -> Any:
    if len(line) > READ_WHOLE:
        return _UNREAD
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return _UNREAD


def _counted(value: Any) -> Any:
    """A secret may be told piece by piece, where nobody would know it; the whole follows with the end of the item."""
    if isinstance(value, dict):
        return {
            name: f"[{len(member)} characters]"
            if isinstance(member, str) and name.lower().startswith(_PIECES)
            else _counted(member)
            for name, member in value.items()
        }
    return [_counted(one) for one in value] if isinstance(value, list) else value


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(name): _mapped(member, change) for name, member in value.items()}
    if isinstance(value, list):
        return [_mapped(one, change) for one in value]
    return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]
