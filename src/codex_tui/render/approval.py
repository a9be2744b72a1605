"""What a request asks, in full: nothing of a command is cut, folded or invisible."""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from codex_tui.model.diff import DiffLine, Hunk, cut
from codex_tui.model.exploring import StepKind
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.requests import (
    CommandApproval,
    FileApproval,
    PermissionApproval,
    ToolApproval,
    UnknownRequest,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.render.changes import lines_of
from codex_tui.render.diff_rows import language_of, layout_for
from codex_tui.render.glyphs import glyph
from codex_tui.render.hunk_lines import HunkLines
from codex_tui.render.layout import Fragment, row_line, wrap
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.look_alikes import look_alikes
from codex_tui.render.paths import is_folder, path_in
from codex_tui.render.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from rich.style import Style

    from codex_tui.model.exploring import CommandStep
    from codex_tui.model.item import Item
    from codex_tui.model.requests import Request

_NO_DIFF = "What it would change is not known here yet."
_ALWAYS_COMMAND = "Whatever begins so runs unasked, in all threads, outside the sandbox."
_ALL_OF_IT = "all of it, as it stands"
_ALWAYS_ANYTHING = "That is any command at all: it runs whatever it is given."
_ALWAYS_HOST = "Every command may reach this host unasked, in all threads."
_ALWAYS_TOOL = "This tool runs unasked, whatever its arguments, in all threads."
_SUSPECT = re.compile(r"[^ -~\n]| {24,}")
"""What is looked at more closely; of blanks, so many that they could push the rest out of sight."""
_RUNS_OTHERS = re.compile(
    r"(?:ba|da|z|k|fi)?sh|env|sudo|doas|xargs|nohup|nice|time|timeout|ssh|docker|eval|exec"
    r"|python[\d.]*|node|deno|bun|perl|ruby|php|lua"
)
"""Programs that run what they are told to."""
_LEAST_EMPTY = 5
"""Empty lines in a row that are told by their number."""
_EMPTY_LINES = re.compile(rf"(?:[ \t]*\n){{{_LEAST_EMPTY - 1},}}[ \t]*(?=\n|\Z)")
_LEAST_BLANKS_OF_CODE = 120
"""Blanks in a row that stand in no line of code for the sake of its looks."""
_HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn", "Me"))
"""Categories of characters that draw nothing of their own, or what no font tells."""
_DRAWS_NOTHING = "\u2800"
"""The pattern of Braille without a dot, a symbol by its category."""


def request_lines(request: Request, item: Item | None, context: RenderContext) -> list[Line]:
    """What a person reads before he answers: all of the command, the patch, the call, the reason, the folder.

    Args:
        request: what is asked. The parts of a permission are not drawn here: they are chosen one by one.
        item: the item that it is about, if there is one; a patch has its diff there.
        context: width, palette and the thread's folder.
    """
    if isinstance(request, CommandApproval):
        return _command(request, context)
    if isinstance(request, FileApproval):
        return _files(request, item, context)
    if isinstance(request, PermissionApproval):
        return _where_and_why(request.cwd, request.reason, request.environment, request.detail, context)
    if isinstance(request, ToolApproval):
        return _tool(request, context)
    if isinstance(request, UnknownRequest):
        told = prose(request.message, context.palette.text, context) if request.message else ()
        return [*told, *_detail(request.detail, context)]
    return list(prose(request.title, context.palette.text, context))


def _command(request: CommandApproval, context: RenderContext) -> list[Line]:
    palette = context.palette
    lines = revealed(request.command, palette.strong, context) if request.command else []
    if request.network:
        lines += revealed(f"reaches {request.network}", palette.strong, context)
    lines += _where_and_why(request.cwd, request.reason, request.environment, SafeText(), context)
    # One step that says no more than the command itself is no news.
    steps = [step for step in request.steps if step.kind is not StepKind.OTHER]
    if steps:
        lines += revealed("; ".join(_step(step) for step in request.steps), palette.muted, context)
    if request.may_last and request.raw_amendment:
        # A script is one word of the rule: what has just been read is not to be read again.
        whole = len(request.raw_amendment) > 1 and SafeText(request.raw_amendment[-1]) == request.command
        prefix = _ALL_OF_IT if whole else _prefix(request.raw_amendment, context)
        lines += revealed(SafeText(f"always would allow: {prefix}"), palette.muted, context)
    return lines + _detail(request.detail, context)


def _prefix(words: Sequence[str], context: RenderContext) -> SafeText:
    return SafeText(f"{shlex.join(words)} {glyph('ellipsis', context.ascii_only)}")


def runs_anything(words: Sequence[str]) -> bool:
    """Whether what begins with these words may be any command, as with a shell of which no script is named."""
    program = words[0].rpartition("/")[2] if words else ""
    return bool(_RUNS_OTHERS.fullmatch(program)) and all(word.startswith("-") for word in words[1:])


def _step(step: CommandStep) -> str:
    words = {StepKind.READ: "reads", StepKind.LIST: "lists", StepKind.SEARCH: "searches for"}
    within = f" in {step.within}" if step.within else ""
    return f"{words.get(step.kind, 'runs')} {step.target}{within}"


def _files(request: FileApproval, item: Item | None, context: RenderContext) -> list[Line]:
    palette = context.palette
    lines: list[Line] = []
    changes = item.changes if isinstance(item, FileChangeItem) else ()
    for change in changes:
        hunks = cut(change.diff, change.change)
        lines += _file(change, hunks, context)
        layout = layout_for(hunks, context)
        for number, hunk in enumerate(hunks):
            if number or hunk.section:
                mark = glyph("ellipsis", context.ascii_only)
                lines += revealed(f"{mark} {hunk.section}".rstrip(), palette.muted, context)
            shown = HunkLines(hunk, language_of(change.path), _reveal_line)
            lines += lines_of(shown, 0, hunk.size, 0, layout, context)
    if not changes:
        lines += prose(_NO_DIFF, palette.warning, context)
    if request.reason:
        lines += prose(f"because: {request.reason}", palette.muted, context)
    if request.grant_root:
        lines += revealed(f"for the session: every write in {request.grant_root}", palette.warning, context)
    return lines + _detail(request.detail, context)


def _tool(request: ToolApproval, context: RenderContext) -> list[Line]:
    palette = context.palette
    lines = revealed(request.message, palette.strong, context, marks=False) if request.message else []
    for name, value in request.arguments:
        lines += revealed(f"{name}: {value}", palette.text, context)
    if request.description:
        lines += prose(request.description, palette.muted, context)
    return lines + _detail(request.detail, context)


def _where_and_why(
    cwd: SafeText, reason: SafeText, environment: SafeText, detail: SafeText, context: RenderContext
) -> list[Line]:
    palette = context.palette
    on = f" on {environment}" if environment else ""
    where = revealed(f"in {cwd}{on}", palette.muted, context) if cwd or on else []
    why = list(prose(f"because: {reason}", palette.muted, context)) if reason else []
    # The thread's own folder is no news: where there is room for little, the reason comes first.
    expected = is_folder(cwd, context.folder) and not on
    return [*(why + where if expected else where + why), *_detail(detail, context)]


def _detail(detail: SafeText, context: RenderContext) -> list[Line]:
    return revealed(detail, context.palette.muted, context, marks=False) if detail else []


def revealed(text: str, style: Style, context: RenderContext, *, marks: bool = True) -> list[Line]:
    """All of a text, cut at columns and not at words, with every hidden character made visible.

    Args:
        text: what is shown.
        style: how it is drawn.
        context: width and palette.
        marks: whether a newline of the text is marked, as it matters in a command.
    """
    palette = context.palette
    lines: list[Line] = []
    source = 0
    for logical, is_last in _lines_of(text):
        empty = logical.count("\n") + 1 if not logical.strip() else 0
        if empty >= _LEAST_EMPTY:
            fragments: list[Fragment] = [(f"‹{empty} empty lines›", palette.warning)]
        else:
            fragments = reveal(logical, style, palette.warning)
        if marks and not is_last:
            # Where the text breaks and where the width breaks it must not look the same.
            fragments.append((glyph("newline", context.ascii_only), palette.muted))
        for index, row in enumerate(wrap(fragments, max(2, context.width - GUTTER), hard=True)):
            lead = [(" " * GUTTER, palette.text)]
            lines.append(row_line(row, lead, source, GUTTER, "" if index else "\n", len(logical)))
        source += len(logical) + 1
    return lines


def _lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, of which many empty ones in a row are one; and whether it is the last."""
    start = 0
    while start <= len(text):
        found = _EMPTY_LINES.match(text, start) if not start or text[start - 1] == "\n" else None
        end = found.end() if found is not None else text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end], end == len(text)
        start = end + 1


def _hides(char: str) -> bool:
    return len(char) > 1 or char == _DRAWS_NOTHING or unicodedata.category(char) in _HIDDEN


def _name(char: str) -> str:
    if len(char) > 1:
        return f"‹{len(char)} blanks›"
    return "‹tab›" if char == "\t" else f"‹U+{ord(char):04X}›"


def reveal(text: str, style: Style, warning: Style) -> list[Fragment]:
    """A text in which nothing hides.

    Each hidden character stands by its name, in the other style, one that looks like another has its name behind it,
    and many blanks stand by their number.
    """
    fragments: list[Fragment] = []
    position = 0
    alike = look_alikes(text)
    for found in _SUSPECT.finditer(text):
        hides = _hides(found.group())
        if hides or found.start() in alike:
            end = found.start() if hides else found.end()
            fragments += [(text[position:end], style), (_name(found.group()), warning)]
            position = found.end()
    fragments.append((text[position:], style))
    return [fragment for fragment in fragments if fragment[0]] or [("", style)]


def _reveal_line(entry: DiffLine) -> DiffLine:
    """A line of a diff with its hidden characters by name; tabs and blanks stay, code is full of them."""
    alike = look_alikes(entry.text)

    def shown(found: re.Match[str]) -> str:
        char = found.group()
        named = len(char) >= _LEAST_BLANKS_OF_CODE or (len(char) == 1 and char != "\t" and _hides(char))
        return _name(char) if named else char + _name(char) if found.start() in alike else char

    text = _SUSPECT.sub(shown, entry.text)
    return entry if text == entry.text else replace(entry, text=SafeText(text))


def _file(change: FileChange, hunks: Sequence[Hunk], context: RenderContext) -> list[Line]:
    word = {"add": "new file ", "delete": "deletes "}.get(change.change, "")
    moved = (
        f" {glyph('right', context.ascii_only)} {path_in(change.moved_to, context.folder)}"
        if change.moved_to
        else ""
    )
    added, removed = sum(hunk.added for hunk in hunks), sum(hunk.removed for hunk in hunks)
    path = path_in(change.path, context.folder)
    return revealed(f"{word}{path}{moved}  +{added} -{removed}", context.palette.strong, context)


def permission_lines(
    request: PermissionApproval, granted: Set[int], cursor: int, context: RenderContext
) -> list[Line]:
    """The parts that can be given, one under the other: a mark for those chosen, a bar at the cursor.

    Each part has one line to itself at least; how it is given is in no colour alone.
    """
    palette = context.palette
    lines: list[Line] = []
    for number, part in enumerate(request.parts):
        mark = glyph("done" if number in granted else "pending", context.ascii_only)
        at = glyph("user", context.ascii_only) if number == cursor else " "
        style = palette.strong if number in granted else palette.text
        lines += revealed(f"{at} {mark} {part.what}", style, context, marks=False)
    if not request.parts:
        lines += prose("Nothing that is known here is asked for.", palette.warning, context)
    return lines


def rule_lines(request: CommandApproval | ToolApproval, words: int, context: RenderContext) -> list[Line]:
    """What a rule would allow for good, before it is saved; `words` is how long it is."""
    palette = context.palette
    if isinstance(request, ToolApproval):
        lines = revealed(f"{request.server}: {request.tool or request.message}", palette.strong, context)
        return [*lines, *prose(_ALWAYS_TOOL, palette.warning, context)]
    if not words:
        rule = request.raw_host_rule or {}
        lines = revealed(SafeText(str(rule.get("host", ""))), palette.strong, context)
        return [*lines, *prose(_ALWAYS_HOST, palette.warning, context)]
    lines = revealed(_prefix(request.raw_amendment[:words], context), palette.strong, context)
    lines += prose(_ALWAYS_COMMAND, palette.warning, context)
    if runs_anything(request.raw_amendment[:words]):
        lines += prose(_ALWAYS_ANYTHING, palette.warning, context)
    left_out = shlex.join(request.raw_amendment[words:])
    if left_out:
        lines += revealed(SafeText(f"left out: {left_out}"), palette.muted, context)
    return lines
