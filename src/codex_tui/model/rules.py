"""Rules that hold for good: read from the server's rule files without running them, put into words, taken out again.

The files are Starlark. What the server writes and what people write by hand is calls with literal arguments, which
reads the same as Python; anything else is kept as it is and only shown. Pure: files are the business of the store.
"""

from __future__ import annotations

import ast
import shlex
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1_000_000
"""Bytes of a file of rules; a larger one is none that anybody wrote."""
_POSITIONS = {
    "prefix_rule": ("pattern", "decision"),
    "network_rule": ("host", "protocol", "decision"),
    "host_executable": ("name", "paths"),
}


class RuleKind(str, Enum):
    """What a statement is about; the values are the names of the calls."""

    PREFIX = "prefix_rule"
    NETWORK = "network_rule"
    PROGRAM = "host_executable"
    OTHER = ""


class UnreadableRulesError(ValueError):
    """The file is no rules that can be read here."""


class RuleInTheWayError(ValueError):
    """The rule cannot be taken out alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of a file of rules.

    Attributes:
        kind: what it is about.
        raw: the statement as it is written.
        start: where it begins in the file, in bytes.
        end: where it ends.
        line: its line, from 1.
        pattern: of a prefix: what may stand at each place, mostly one word.
        decision: ``allow``, ``prompt`` or ``forbidden``.
        about: host or program, of the other kinds.
        justification: what its author said to it.
    """

    kind: RuleKind
    raw: bytes
    start: int
    end: int
    line: int
    pattern: tuple[tuple[str, ...], ...] = ()
    decision: str = "allow"
    about: SafeText = SafeText()
    justification: SafeText = SafeText()

    @property
    def title(self) -> SafeText:
        """The commands, the host or the program, in one line."""
        if self.kind is RuleKind.PREFIX:
            return SafeText(" ".join(map(_alternatives, self.pattern)) + " …")
        if self.kind is RuleKind.OTHER:
            return SafeText(" ".join(self.raw.decode("utf-8", "replace").split()))
        return self.about

    @property
    def effect(self) -> str:
        """What happens to what it matches, in one word."""
        if self.kind in (RuleKind.OTHER, RuleKind.PROGRAM):
            return "other"
        return {"allow": "allowed", "prompt": "asks", "forbidden": "refused", "deny": "refused"}.get(
            self.decision, SafeText(self.decision)
        )

    @property
    def in_words(self) -> SafeText:
        """What it means, in a sentence."""
        what = {
            "allow": "run without asking, outside the sandbox, in all threads.",
            "prompt": "are asked about each time.",
            "forbidden": "are refused.",
        }.get(self.decision, f"are decided by “{self.decision}”.")
        if self.kind is RuleKind.PREFIX:
            words = " ".join(map(_alternatives, self.pattern))
            return SafeText(f"Commands that begin with “{words}” {what}")
        if self.kind is RuleKind.NETWORK:
            may = {"allow": "may reach", "deny": "may not reach"}.get(self.decision)
            if may is None:
                return SafeText(f"The network rule for {self.about} says “{self.decision}”.")
            return SafeText(f"Commands {may} {self.about}, in all threads; nobody is asked.")
        if self.kind is RuleKind.PROGRAM:
            return SafeText(f"Says where the program {self.about} lies, so that rules for its name hold.")
        return SafeText("This statement is not understood here; only your editor can change it.")

    @property
    def words(self) -> tuple[str, ...] | None:
        """The words of a plain prefix, as they are sent when a rule is saved; None for alternatives."""
        if self.kind is not RuleKind.PREFIX or any(len(place) != 1 for place in self.pattern):
            return None
        return tuple(place[0] for place in self.pattern)


def parse_rules(source: bytes) -> list[Rule]:
    """The statements of a file; where the whole cannot be read, those lines that can be alone.

    Raises:
        UnreadableRulesError: there is nothing in it that can be read.
    """
    if len(source) > LARGEST:
        raise UnreadableRulesError("it is too large")
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    try:
        return list(_statements(source, source, starts, 0))
    except (SyntaxError, ValueError, RecursionError):
        found = [
            one for number, line in enumerate(lines) for one in _line(source, line, starts[number], number)
        ]
    if not found and source.strip():
        raise UnreadableRulesError("it is no list of rules")
    return found


def without(source: bytes, rule: Rule) -> bytes:
    """The file without a rule, every other byte as it was.

    Raises:
        RuleInTheWayError: the rule is not there, or something else stands in its line.
    """
    if source[rule.start : rule.end] != rule.raw:
        raise RuleInTheWayError("the file has changed meanwhile")
    begin = max(source.rfind(b"\n", 0, rule.start), source.rfind(b"\r", 0, rule.start)) + 1
    newline = source.find(b"\n", rule.end)
    stop = len(source) if newline < 0 else newline + 1
    before, after = source[begin : rule.start], source[rule.end : stop]
    if before.strip() or (after.strip() and not after.lstrip().startswith(b"#")):
        raise RuleInTheWayError("something else stands in the same line")
    if after.strip():  # a comment stays
        return source[: rule.start] + source[rule.end :]
    return source[:begin] + source[stop:]


def _line(source: bytes, line: bytes, start: int, number: int) -> list[Rule]:
    """The statements of a line that can be read alone."""
    try:
        return list(_statements(source, line, [start], number))
    except (SyntaxError, ValueError, RecursionError):
        return []


def _statements(source: bytes, part: bytes, starts: list[int], first: int) -> Iterator[Rule]:
    for node in ast.parse(part.decode("utf-8")).body:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[end_line - 1] + end_column
        raw, line = source[start:end], first + node.lineno
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a text that stands alone is a comment
        yield _called(node, raw, start, end, line) or Rule(RuleKind.OTHER, raw, start, end, line, decision="")


def _called(node: ast.stmt, raw: bytes, start: int, end: int, line: int) -> Rule | None:
    call = node.value if isinstance(node, ast.Expr) else None
    if (
        not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Name)
        or call.func.id not in _POSITIONS
    ):
        return None
    try:
        given = dict(zip(_POSITIONS[call.func.id], map(ast.literal_eval, call.args), strict=False))
        given |= {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
    except (ValueError, TypeError):
        return None
    kind = RuleKind(call.func.id)
    pattern = _pattern(given.get("pattern")) if kind is RuleKind.PREFIX else ()
    if kind is RuleKind.PREFIX and not pattern:
        return None
    protocol = f" ({_text(given, 'protocol')})" if _text(given, "protocol") else ""
    about = _text(given, "host") + protocol if kind is RuleKind.NETWORK else _text(given, "name")
    return Rule(
        kind,
        raw,
        start,
        end,
        line,
        pattern=pattern,
        decision=_text(given, "decision") or "allow",
        about=SafeText(about),
        justification=SafeText(_text(given, "justification")),
    )


def _pattern(value: Any) -> tuple[tuple[str, ...], ...]:
    places = [(one,) if isinstance(one, str) else tuple(one) for one in value] if _is_list(value) else []
    return (
        tuple(places)
        if all(place and all(isinstance(word, str) for word in place) for place in places)
        else ()
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str | list) for one in value)


def _text(given: dict[Any, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _alternatives(place: tuple[str, ...]) -> str:
    words = [shlex.quote(word) for word in place]
    return words[0] if len(words) == 1 else f"({'|'.join(words)})"
