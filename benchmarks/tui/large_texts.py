"""The texts and commands of `large_items`: one single large thing each, of a quarter, half and full size.

Played by `model_process`. Every text is streamed once word by word and once in pieces of 4,000 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.demo.script import Script, Shell, Text, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LAST_WORD = "timbuktu"
"""How each of the turns ends; the word stands nowhere else."""
PARTS = (4, 2, 1)
"""The full size is divided by these."""
PIECE = 4000
COMMAND_BYTES = 100_000_000

_SENTENCE = "the parser reads one line at a time and keeps what is open on a stack"
_WORDS = _SENTENCE.split()


def _fence(part: int) -> str:
    lines = (f"    value_{number} = compute({number}, 'name')  # note" for number in range(5000 // part))
    return "```python\n" + "\n".join(lines) + "\n```\n"


def _table(part: int) -> str:
    rows = (
        f"| row {number} | {' '.join(_WORDS[: number % 14])} | {number * 37} |"
        for number in range(500 // part)
    )
    return "| name | what it does | lines |\n|---|---|---:|\n" + "\n".join(rows) + "\n"


def _paragraph(part: int) -> str:
    sentence = " ".join(_WORDS) + ", **which** is `cheap`; "
    return (sentence * (200_000 // part // len(sentence))).rstrip() + "\n"


def _message(part: int) -> str:
    block = f"## A heading\n\n{' '.join(_WORDS)}\n\n- one\n- two `code`\n\n```python\nx = [1, 2]\n```\n\n"
    return block * (550_000 // part // len(block))


TEXTS: dict[str, Callable[[int], str]] = {
    "fence": _fence,
    "table": _table,
    "paragraph": _paragraph,
    "message": _message,
}
COMMANDS = {
    "output": "one line of what a command prints, some eighty characters long, as builds do",
    "colours": "\\033[32mok\\033[0m one line \\033[1;31mof what\\033[0m a command prints, as builds do",
    "short lines": "y",
}


def keyword(case: str, part: int, *, by_words: bool = False) -> str:
    """What a prompt says to get a case."""
    return f"@@{case.replace(' ', '-')}-of-{part}{'-by-words' if by_words else ''}."


def scripts() -> Iterator[tuple[str, Script]]:
    """All cases with their keywords."""
    for part in PARTS:
        for case, make in TEXTS.items():
            text = f"{make(part)}\nThe end: {LAST_WORD}"
            pieces = tuple(text[start : start + PIECE] for start in range(0, len(text), PIECE))
            yield keyword(case, part), Script([[Text(pieces)]])
            yield keyword(case, part, by_words=True), Script([[Text(words(text))]])
        for case, line in COMMANDS.items():
            command = f"yes \"$(printf '{line}')\" | head -c {COMMAND_BYTES // part}"
            yield keyword(case, part), Script([[Shell(command, yield_time_ms=60_000)], [Text(LAST_WORD)]])
