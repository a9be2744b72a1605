"""What a request asks, in full: nothing of a command is cut, folded or invisible."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from codex_tui.model.diff import Hunk, cut
from codex_tui.model.exploring import StepKind
from codex_tui.model.items import CommandItem, FileChange, FileChangeItem
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
from codex_tui.render.lines import GUTTER, Line, RenderContext
from codex_tui.render.paths import is_folder, path_in, with_ends
from codex_tui.render.prose import prose
from codex_tui.render.revealed import reveal_line, revealed
from codex_tui.render.rule_reach import reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from codex_tui.model.exploring import CommandStep
    from codex_tui.model.item import Item
    from codex_tui.model.requests import Request

    Links = Sequence[tuple[str, str]]

_FEW_FILES = 3
"""Files of a patch that nobody overlooks."""
_TOOL_SENTENCE = 'Allow the {} MCP server to run tool "{}"?'
"""What the server itself asks about a tool."""
_NO_DIFF = "What it would change is not known here yet."
_ALWAYS_COMMAND = "Whatever begins so runs unasked, in all threads, outside the sandbox."
_ALL_OF_IT = "all of it, as it stands"
_ALWAYS_HOST = "Every command may reach this host unasked, at any port and by any protocol, in all threads."
_ALWAYS_TOOL = "This tool runs unasked, whatever its arguments, in all threads."
_BLANKS_AND_QUOTES = re.compile(r"[\s'\"\\]+")


def request_lines(
    request: Request, item: Item | None, context: RenderContext, links: Links = ()
) -> list[Line]:
    """What a person reads before he answers: all of the command, the patch, the call, the reason, the folder.

    Args:
        request: what is asked. The parts of a permission are not drawn here: they are chosen one by one.
        item: the item that it is about, if there is one; a patch has its diff there.
        context: width, palette and the thread's folder.
        links: paths of it that lead elsewhere than they say, with where.
    """
    if isinstance(request, CommandApproval):
        return _command(request, item, context, links)
    if isinstance(request, FileApproval):
        return _files(request, item, context, links)
    if isinstance(request, PermissionApproval):
        return _where_and_why(request.cwd, request.reason, request.environment, request.detail, context)
    if isinstance(request, ToolApproval):
        return _tool(request, context)
    if isinstance(request, UnknownRequest):
        told = prose(request.message, context.palette.text, context) if request.message else ()
        return [*told, *_detail(request.detail, context)]
    return list(prose(request.title, context.palette.text, context))


def _command(request: CommandApproval, item: Item | None, context: RenderContext, links: Links) -> list[Line]:
    palette = context.palette
    asked = request.typed or request.command
    lines = revealed(asked, palette.strong, context) if asked else []
    if request.is_input and isinstance(item, CommandItem):
        lines += revealed(f"into: {item.command}", palette.text, context)
    if request.network:
        lines += revealed(f"reaches {request.network}", palette.strong, context)
    lines += _where_and_why(request.cwd, request.reason, request.environment, SafeText(), context)
    lines += _links(links, context)
    # A step that says no more than the command itself is no news.
    if any(step.kind is not StepKind.OTHER or not _says(request.command, step) for step in request.steps):
        told = "; ".join(_step(step) for step in request.steps)
        lines += revealed(f"codex takes it for: {told}", palette.muted, context)
    if request.may_last and request.raw_amendment:
        # A script is one word of the rule: what has just been read is not to be read again.
        whole = len(request.raw_amendment) > 1 and SafeText(request.raw_amendment[-1]) == request.command
        prefix = _ALL_OF_IT if whole else _prefix(request.raw_amendment, context)
        lines += revealed(SafeText(f"always would allow: {prefix}"), palette.muted, context)
    return lines + _detail(request.detail, context)


def _prefix(words: Sequence[str], context: RenderContext) -> SafeText:
    return SafeText(f"{shlex.join(words)} {glyph('ellipsis', context.ascii_only)}")


def _says(command: str, step: CommandStep) -> bool:
    """Whether a command has the step in it, however that is quoted."""
    return _BLANKS_AND_QUOTES.sub("", step.target) in _BLANKS_AND_QUOTES.sub("", command)


def _links(links: Links, context: RenderContext) -> list[Line]:
    """Paths that lead elsewhere than they say."""
    lines: list[Line] = []
    for path, real in links:
        words = f"{with_ends(path_in(path, context.folder))} leads to {with_ends(real)}"
        lines += revealed(words, context.palette.warning, context)
    return lines


def _step(step: CommandStep) -> str:
    words = {StepKind.READ: "reads", StepKind.LIST: "lists", StepKind.SEARCH: "searches for"}
    within = f" in {step.within}" if step.within else ""
    return f"{words.get(step.kind, 'runs')} {step.target}{within}"


def _files(request: FileApproval, item: Item | None, context: RenderContext, links: Links) -> list[Line]:
    palette = context.palette
    changes = item.changes if isinstance(item, FileChangeItem) else ()
    inside = [change for change in changes if not _is_outside(change, context.folder)]
    outside = [change for change in changes if _is_outside(change, context.folder)]
    lines = _count(len(changes), len(outside), context)
    lines += _links(links, context)
    for change in (*outside, *inside):
        hunks = cut(change.diff, change.change)
        lines += _file(change, hunks, context)
        layout = layout_for(hunks, context)
        for number, hunk in enumerate(hunks):
            if number or hunk.section:
                mark = glyph("ellipsis", context.ascii_only)
                lines += revealed(f"{mark} {hunk.section}".rstrip(), palette.muted, context)
            shown = HunkLines(hunk, language_of(change.path), reveal_line)
            lines += lines_of(shown, 0, hunk.size, 0, layout, context)
    if not changes:
        lines += prose(_NO_DIFF, palette.warning, context)
    lines += _because(request.reason, context)
    if request.grant_root:
        root = with_ends(request.grant_root)
        lines += revealed(f"for the session: every write in {root}", palette.warning, context)
    return lines + _detail(request.detail, context)


def _is_outside(change: FileChange, folder: str) -> bool:
    """Whether it is known to be of a file that lies elsewhere than in the thread's folder."""
    paths = (change.path, change.moved_to or change.path)
    return bool(folder) and any(path.startswith("/") and path_in(path, folder) == path for path in paths)


def _count(files: int, outside: int, context: RenderContext) -> list[Line]:
    """How many files there are, where one could be overlooked."""
    if outside:
        told = f"{outside} of {files} files" if files > 1 else "The file"
        lies = "lie" if outside > 1 else "lies"
        words = f"{told} {lies} outside of the thread's folder{', shown first' if files > 1 else ''}"
        return list(prose(words, context.palette.warning, context))
    return revealed(f"{files} files", context.palette.muted, context) if files > _FEW_FILES else []


def _tool(request: ToolApproval, context: RenderContext) -> list[Line]:
    palette = context.palette
    lines = revealed(request.message, palette.strong, context) if request.message else []
    if request.message != _TOOL_SENTENCE.format(request.server, request.tool):
        # The sentence may be the server's own, and name another one.
        lines += revealed(f"asked by the MCP server {request.server}", palette.warning, context)
    for name, value in request.arguments:
        lines += revealed(f"{name}: {value}", palette.text, context)
    if request.description:
        lines += _behind("it says: ", request.description, context)
    return lines + _detail(request.detail, context)


def _where_and_why(
    cwd: SafeText, reason: SafeText, environment: SafeText, detail: SafeText, context: RenderContext
) -> list[Line]:
    palette = context.palette
    on = f" on {environment}" if environment else ""
    where = revealed(f"in {with_ends(cwd)}{on}", palette.muted, context) if cwd or on else []
    why = _because(reason, context)
    # The thread's own folder is no news: where there is room for little, the reason comes first.
    expected = is_folder(cwd, context.folder) and not on
    return [*(why + where if expected else where + why), *_detail(detail, context)]


def _because(reason: SafeText, context: RenderContext) -> list[Line]:
    return _behind("because: ", reason, context) if reason else []


def _behind(word: str, text: SafeText, context: RenderContext) -> list[Line]:
    """Words of the model's or of a tool, all of them behind ours: no line of theirs looks like one of the request."""
    muted = context.palette.muted
    lead = f"{' ' * GUTTER}{word}"
    return list(prose(text, muted, context, lead=(lead, muted), indent=len(lead)))


def _detail(detail: SafeText, context: RenderContext) -> list[Line]:
    return revealed(detail, context.palette.muted, context, marks=False) if detail else []


def _file(change: FileChange, hunks: Sequence[Hunk], context: RenderContext) -> list[Line]:
    word = {"add": "new file ", "delete": "deletes "}.get(change.change, "")
    moved = (
        f" {glyph('right', context.ascii_only)} {with_ends(path_in(change.moved_to, context.folder))}"
        if change.moved_to
        else ""
    )
    added, removed = sum(hunk.added for hunk in hunks), sum(hunk.removed for hunk in hunks)
    path = with_ends(path_in(change.path, context.folder))
    name, counts, style = f"{word}{path}{moved}", f"+{added} -{removed}", context.palette.strong
    in_one_line = revealed(f"{name}  {counts}", style, context)
    if len(in_one_line) == 1:
        return in_one_line
    return [*revealed(name, style, context), *revealed(counts, style, context)]


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
        lines += revealed(f"{at} {mark} {with_ends(part.what)}", style, context)
        if part.reach:
            lines += prose(part.reach, palette.warning, context, lead=("    ", palette.warning), indent=4)
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
    if reach := reach_of(request.raw_amendment[:words]):
        lines += prose(reach, palette.warning, context)
    left_out = shlex.join(request.raw_amendment[words:])
    if left_out:
        lines += revealed(SafeText(f"left out: {left_out}"), palette.muted, context)
    return lines
