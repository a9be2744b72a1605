"""Markdown as HTML that can do no harm: no markup of its own, no pictures from elsewhere, links to the web only.

The dialect of the transcript (`codex_tui.render.markdown.parser`), with its limits.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from codex_tui.render.markdown.parser import BRACKET_LIMIT, INLINE_LIMIT, NESTING, keeps_what_is_deep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_LINK = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
_CODE_LIMIT = 200_000
_CODE_LINE_LIMIT = 2000
"""Characters of a block, and of a line, up to which code is coloured; some lexers are slow on more."""


def markdown_html(text: str) -> str:
    """A Markdown text as HTML blocks."""
    return str(_parser().render(text))


def code_html(code: str, language: str) -> str:
    """Code with Pygments' classes where its language is known, else escaped."""
    if not language or len(code) > _CODE_LIMIT or max(map(len, code.split("\n"))) > _CODE_LINE_LIMIT:
        return escape(code)
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def code_css(style: str, scope: str) -> str:
    """The rules for those classes in a style of Pygments, without its background."""
    from pygments.formatters import HtmlFormatter

    rules = HtmlFormatter(style=style).get_style_defs(scope).split("\n")
    return "\n".join(rule for rule in rules if rule.startswith(f"{scope} .") and "{" in rule)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": NESTING})
    parser.enable(["table", "strikethrough"]).disable(["reference", "html_block", "html_inline"])
    parser.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    parser.core.ruler.at("inline", _inline)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    return keeps_what_is_deep(parser)


def _inline(state: StateCore) -> None:
    """Looks for inline markup where that does not take minutes; see the limits."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if len(token.content) > INLINE_LIMIT or token.content.count("[") > BRACKET_LIMIT:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
    for before, token in zip(state.tokens, state.tokens[2:], strict=False):
        if before.type == "list_item_open" and token.children:
            _tick(token.children[0])


def _tick(token: Token) -> None:
    """Draws the box of a task: ``[x] done``."""
    for box, drawn in (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")):
        if token.type == "text" and token.content.startswith(box):
            token.content = drawn + token.content[len(box) :]


def _fence(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    language = token.info.split()[0] if token.info.strip() else ""
    return f'<pre class="code"><code>{code_html(token.content, language)}</code></pre>\n'


def _image(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    text = f"[image: {token.content}]" if token.content else "[image]"
    return _anchor(str(token.attrs.get("src", ""))) + escape(text) + "</a>"


def _link_open(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return _anchor(str(tokens[index].attrs.get("href", "")))


def _anchor(url: str) -> str:
    # Checked here too: nothing else may ever become a link, whatever the parser made of it.
    if _LINK.match(url) is None:
        return "<a>"
    return f'<a href="{escape(url)}" rel="noopener noreferrer">'
