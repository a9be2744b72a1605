"""Syntax colours for code that grows line by line.

Pygments' lexers want the whole text. Here each line is lexed on its own with the stack of states that the
line before it left, so that a growing block costs what is added and ends the same whatever way it came.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

Coloured = list[tuple[str, str]]
"""Pieces of a line and the names of their kinds (see `KINDS`)."""
LexerState = tuple[tuple[str, ...], bool]
"""The lexer's stack of states, and whether a comment is open."""

KINDS: dict[str, str] = {
    "Keyword.Constant": "code",
    "Keyword": "accent",
    "Name.Builtin": "accent",
    "Name.Class": "strong",
    "Name.Function": "strong",
    "Name.Tag": "accent",
    "Name.Attribute": "code",
    "Name.Decorator": "accent",
    "Literal.String": "code",
    "Literal.Number": "code",
    "Comment": "muted",
    "Generic.Deleted": "removed",
    "Generic.Inserted": "added",
    "Generic.Heading": "strong",
    "Generic.Subheading": "accent",
    "Generic.Prompt": "muted",
}
"""Pygments' token types, by their names, and the style of the palette that draws them."""

_LINE_LIMIT = 2000
"""Longer lines are drawn plain: minified code has no readers, and some lexers are slow on it."""
_STACK_LIMIT = 64


class LineLexer:
    """Lexes the lines of one block of code in order. `None` as a lexer draws all plain."""

    __slots__ = ("_comment", "_lexer", "_stack")

    def __init__(self, language: str) -> None:
        self._lexer = _lexer(language.lower())
        self._stack: tuple[str, ...] = ("root",)
        self._comment = False  # within /* ... */, which most lexers match only as a whole

    @property
    def plain(self) -> bool:
        """Whether there is nothing to colour."""
        return self._lexer is None

    @property
    def state(self) -> LexerState:
        """With what the next line begins."""
        return self._stack, self._comment

    def go_on_from(self, state: LexerState) -> None:
        """Goes on behind a line after which the state was taken."""
        self._stack, self._comment = state

    def line(self, text: str, keep: bool = True) -> Coloured:
        """The pieces of the next line.

        Args:
            text: the line, without its newline.
            keep: False for a line that is not complete: the next call starts from the same state again.
        """
        if self._lexer is None or len(text) > _LINE_LIMIT:
            return [(text, "")]
        stack, comment = self._stack, self._comment
        pieces: Coloured = []
        rest = text
        if comment:
            end = text.find("*/")
            if end < 0:
                return [(text, "muted")]
            pieces.append((text[: end + 2], "muted"))
            rest, comment = text[end + 2 :], False
        lexed, stack_after = _lex(self._lexer, rest + "\n", stack)
        opened = rest.rfind("/*") if self._lexer.name in _BLOCK_COMMENTS else -1
        after: Coloured = []
        if opened >= 0 and rest.find("*/", opened + 2) < 0 and not _quoted(lexed, opened):
            lexed, stack_after = _lex(self._lexer, rest[:opened] + "\n", stack)
            after, comment = [(rest[opened:], "muted")], True
        pieces += [(piece, _kind(name)) for piece, name in lexed]
        if keep:
            self._stack, self._comment = stack_after, comment
        return pieces + after


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    # Imported on first use: only code with a language needs it.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, ensurenl=False, stripnl=False)
    except ClassNotFound:
        # Some fences name the file, whose ending is mostly a name of the language.
        ending = language.rpartition(".")[2]
        return _lexer(ending) if ending != language else None


def _quoted(pieces: Coloured, position: int) -> bool:
    """Whether the lexer sees a string or a comment at a position."""
    for piece, name in pieces:
        if position < len(piece):
            return "String" in name or "Comment" in name
        position -= len(piece)
    return False


_BLOCK_COMMENTS = frozenset(
    {
        "C",
        "C++",
        "C#",
        "CSS",
        "Dart",
        "Go",
        "Java",
        "JavaScript",
        "Kotlin",
        "Objective-C",
        "PHP",
        "SCSS",
        "Scala",
    }
    | {"SQL", "Swift", "TypeScript", "Zig"}
)


@lru_cache(maxsize=512)
def _kind(name: str) -> str:
    while name:
        if name in KINDS:
            return KINDS[name]
        name = name.rpartition(".")[0]
    return ""


def _lex(lexer: Lexer, text: str, stack: tuple[str, ...]) -> tuple[Coloured, tuple[str, ...]]:
    """The pieces of a line with its newline, the names of their token types, and the stack after it."""
    from pygments.lexer import ExtendedRegexLexer, RegexLexer

    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        tokens, after = _run(lexer, text, list(stack))
    else:
        tokens, after = [(kind, piece) for _, kind, piece in lexer.get_tokens_unprocessed(text)], ["root"]
    pieces: Coloured = []
    for kind, piece in tokens:
        piece = piece.replace("\n", "")
        name = str(kind)[6:]
        if pieces and pieces[-1][1] == name:
            pieces[-1] = (pieces[-1][0] + piece, name)
        elif piece:
            pieces.append((piece, name))
    # A table that only ever pushes would grow without end; no real nesting is as deep.
    return pieces, tuple(after) if len(after) <= _STACK_LIMIT else ("root",)


def _run(lexer: Any, text: str, stack: list[str]) -> tuple[list[tuple[_TokenType, str]], list[str]]:
    """Drives a lexer's table of states as Pygments does, but gives back the stack with which the text ends.

    Pygments keeps the stack to itself; the table (`_tokens`: state -> (match, action, next state) entries) is
    what its metaclass builds from every `RegexLexer`.
    """
    from pygments.token import Error, Text, Whitespace, _TokenType

    table = lexer._tokens
    found: list[tuple[_TokenType, str]] = []
    position, length = 0, len(text)
    while position < length:
        for match, action, following in table[stack[-1]]:
            hit = match(text, position)
            if not hit:
                continue
            if action is not None:
                if type(action) is _TokenType:
                    found.append((action, hit.group()))
                else:
                    found += [(kind, piece) for _, kind, piece in action(lexer, hit)]
            position = hit.end()
            if following is not None:
                _follow(stack, following)
            break
        else:
            if text[position] == "\n":
                del stack[1:]
                found.append((Whitespace, "\n"))
            else:
                found.append((Error if length < 2 else Text, text[position]))
            position += 1
    return found, stack


def _follow(stack: list[str], following: Any) -> None:
    if isinstance(following, tuple):
        for state in following:
            if state == "#pop":
                if len(stack) > 1:
                    stack.pop()
            elif state == "#push":
                stack.append(stack[-1])
            else:
                stack.append(state)
    elif isinstance(following, int):
        del stack[max(1, len(stack) + following) if following < 0 else 1 :]
    elif following == "#push":
        stack.append(stack[-1])
