"""The Markdown dialect: CommonMark with tables, strikethrough and footnotes, where no block depends on a later one.

Block structure and inline markup are parsed apart: the structure of a growing text is looked at on every
update, the inline markup only of what changed. Link reference definitions are not resolved, for one at the
end of a text would change all that was drawn before it; footnotes stay where they are written; HTML is text like
any other.
"""

from __future__ import annotations

import re
from enum import IntFlag
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.model.safe_text import SafeText
from codex_tui.render.markdown.addresses import bare_links, is_link, link_target, names, shown_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_MARKED = re.compile(r"[*_`~\[\]<>&\\!]|://| \n")
"""What plain text does not have; text without any of it needs no inline parser."""

INLINE_LIMIT = 8000
BRACKET_LIMIT = 150
"""Characters, and opening brackets among them, up to which inline markup is looked for; beyond them text is plain.

Each bracket has the parser look for its end, and an image parses what is in it again: 4,000 times ``![`` take minutes.
"""

_NOTE = "[^"
"""What begins the mark of a footnote; text without it is parsed without looking for any."""

NESTING = 100
"""Levels of blocks within blocks; the parser drops what lies deeper, and the text behind it."""
_DEEPEST = NESTING - 5
"""Level from which on what would hold blocks is text: a list has two levels, and its text another two."""


class Mark(IntFlag):
    """How a span of text is set off."""

    NONE = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    TARGET = 32
    """The target of a link, shown behind its text."""
    NOTE = 64
    """The mark of a footnote."""


class Span(NamedTuple):
    """Text without newlines, or one newline; `href` is set where a terminal may make a link of it."""

    text: str
    mark: Mark = Mark.NONE
    href: str | None = None


_NEWLINE = Span("\n")


@lru_cache(maxsize=2)
def _parser(notes: bool) -> MarkdownIt:
    parser = _commonmark().enable(["strikethrough"])
    parser.validateLink = is_link  # type: ignore[method-assign, assignment]
    return _configured(parser.disable(["reference", "html_block", "html_inline"]), notes)


@lru_cache(maxsize=2)
def _block_parser(notes: bool) -> MarkdownIt:
    from markdown_it.rules_block import table

    parser = _commonmark()
    # Behind lists, quotations and headings, as on GitHub. Where it is by default "- a|b" begins a table or an item,
    # depending on whether an item stands above.
    parser.block.ruler.after("heading", "table_last", table, {"alt": ["paragraph", "reference"]})
    return _configured(parser.disable(["reference", "html_block", "inline"]), notes)


def _commonmark() -> MarkdownIt:
    # Imported on first use: a start that shows no Markdown does not pay for it.
    from markdown_it import MarkdownIt, main

    # Bare links are looked for by `bare_links`. Each parser would get 200 KB of expressions that nobody uses.
    vars(main)["linkify_it"] = None
    return MarkdownIt("commonmark", {"maxNesting": NESTING})


def _configured(parser: MarkdownIt, notes: bool) -> MarkdownIt:
    if notes:
        from mdit_py_plugins.footnote import footnote_plugin

        # A mark is one whether its note is there or not: the note comes later, if at all.
        parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    return keeps_what_is_deep(parser)


def keeps_what_is_deep(parser: MarkdownIt) -> MarkdownIt:
    """The same parser, which reads what is nested too deep as text."""
    for (
        rule
    ) in parser.block.ruler.__rules__:  # its own way to put another in the place would forget what it ends
        if rule.name in ("list", "blockquote", "footnote_def"):
            rule.fn = partial(_unless_too_deep, rule.fn)
    parser.block.ruler.__cache__ = None
    return parser


def _unless_too_deep(
    rule: Callable[[StateBlock, int, int, bool], bool], state: StateBlock, first: int, end: int, silent: bool
) -> bool:
    # Silent, it is asked whether the text above ends there: by an item of a list around that, too.
    return (silent or state.level < _DEEPEST) and rule(state, first, end, silent)


def block_tokens(text: str) -> list[Token]:
    """The block structure of a text; the content of its inline tokens is not parsed."""
    return _block_parser(_NOTE in text).parse(text)


@lru_cache(maxsize=1024)
def inline_spans(content: str) -> tuple[Span, ...]:
    """The spans of a paragraph, a heading or a table cell."""
    if len(content) > INLINE_LIMIT or content.count("[") > BRACKET_LIMIT or _MARKED.search(content) is None:
        spans: list[Span] = []
        for part in content.split("\n"):
            spans += (Span(part.strip(" \t").replace("\t", " ")), _NEWLINE)
        return tuple(spans[:-1])
    return tuple(_spans(content))


def _spans(content: str) -> list[Span]:
    tokens = _parser(_NOTE in content).parseInline(content)[0].children or []
    spans: list[Span] = []
    mark = Mark.NONE
    links: list[tuple[str, int]] = []
    for token in tokens:
        kind = token.type
        if kind in ("softbreak", "hardbreak"):
            spans.append(_NEWLINE)
        elif kind == "code_inline":
            spans.append(Span(token.content, mark | Mark.CODE, _href(links)))
        elif kind == "image":
            target = str(token.attrs.get("src", ""))
            spans.append(
                Span(f"[image: {token.content}]" if token.content else "[image]", mark, _href(links))
            )
            spans += _target(" ", target, "", None if links else link_target(target))
        elif kind == "link_open":
            links.append((str(token.attrs.get("href", "")), len(spans)))
            mark |= Mark.LINK
        elif kind == "link_close":
            target, first = links.pop()
            mark &= ~Mark.LINK
            shown = "".join([span.text for span in spans[first:]])
            if target and not names(shown, target):
                spans += _target(" (", target, ")", link_target(target))
        elif kind == "footnote_ref":
            spans.append(Span(f"[^{token.meta['label']}]", mark | Mark.NOTE, _href(links)))
        elif kind in _TOGGLES:
            toggled = _TOGGLES[kind]
            mark = mark | toggled if token.nesting == 1 else mark & ~toggled
        elif token.content:
            spans += _text(token.content, mark, _href(links))
    return [span if span.text == "\n" else Span(_one_line(span.text), *span[1:]) for span in spans]


_TOGGLES = {
    "strong_open": Mark.STRONG,
    "strong_close": Mark.STRONG,
    "em_open": Mark.EMPHASIS,
    "em_close": Mark.EMPHASIS,
    "s_open": Mark.STRIKE,
    "s_close": Mark.STRIKE,
}


def _target(before: str, address: str, after: str, href: str | None) -> list[Span]:
    """An address behind what leads to it; nothing around it can be clicked."""
    shown = Span(shown_address(address), Mark.TARGET, href)
    if href is None:
        return [Span(f"{before}{shown.text}{after}", Mark.TARGET)]
    return [Span(before, Mark.TARGET), shown, *([Span(after, Mark.TARGET)] if after else [])]


def _one_line(text: str) -> str:
    """An entity like ``&#x202E;`` can bring in what the source text did not have."""
    return SafeText(text).replace("\n", " ").replace("\t", " ")


def _href(links: list[tuple[str, int]]) -> str | None:
    return link_target(links[-1][0]) if links else None


def _text(text: str, mark: Mark, href: str | None) -> list[Span]:
    if mark & Mark.LINK or "://" not in text:
        return [Span(text, mark, href)]
    spans: list[Span] = []
    position = 0
    for start, end in bare_links(text):
        if start > position:
            spans.append(Span(text[position:start], mark))
        spans.append(Span(text[start:end], mark | Mark.LINK, link_target(text[start:end])))
        position = end
    if position < len(text):
        spans.append(Span(text[position:], mark))
    return spans
