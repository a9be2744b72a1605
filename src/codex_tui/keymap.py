"""Every action of the application in one table: id, keys, scope, precedence, help.

Bindings, footer, help and the command palette are made from it, so a key is named in one place only. Keys
that terminals cannot tell from others (ctrl+h, ctrl+i, ctrl+m, ctrl+[) or that they keep for themselves
(ctrl+s, ctrl+q, ctrl+z) are never the only binding of an action; nor are alt+b and alt+f, which most terminals
send as the bytes of ctrl+left and ctrl+right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Scope(str, Enum):
    """Where an action answers."""

    APP = "anywhere"
    THREADS = "threads"
    CONVERSATION = "conversation"
    TRANSCRIPT = "transcript"
    COMPOSER = "composer"
    APPROVAL = "approval"
    FIND = "find"
    MAP = "map of the thread"
    PICKER = "model picker"
    DIFF = "changes"
    COMMENT = "comment"
    HELP = "help"
    PROMPT = "prompt"
    CONFIRM = "yes or no"
    CHOICE = "choice"
    EXPORT = "export"
    PAGER = "pager"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key can do. `name` is the Textual action that runs; `footer` its short label, if any."""

    id: str
    name: str
    keys: str
    scope: Scope
    help: str
    footer: str = ""
    priority: bool = False
    """Wins over the focused widget."""
    palette: bool = False
    """Stands in the command palette of the conversation, though its scope is a part of it."""


def _table(*rows: Action) -> dict[str, Action]:
    return {row.id: row for row in rows}


A = Scope.APP
T = Scope.THREADS
C = Scope.CONVERSATION
R = Scope.TRANSCRIPT
E = Scope.COMPOSER
P = Scope.APPROVAL
F = Scope.FIND
W = Scope.MAP
M = Scope.PICKER
D = Scope.DIFF
N = Scope.COMMENT
H = Scope.HELP
L = Scope.PROMPT
Y = Scope.CONFIRM
K = Scope.CHOICE
X = Scope.EXPORT
G = Scope.PAGER

ACTIONS: Mapping[str, Action] = _table(
    Action("app.help", "help", "f1", A, "Show every key of this screen", "help", priority=True),
    Action("app.palette", "command_palette", "ctrl+p,f2", A, "Search all actions by name", priority=True),
    Action("app.redraw", "redraw", "ctrl+l", A, "Draw the whole screen again", priority=True),
    Action(
        "app.model", "choose_model", "alt+m,f4", A, "Choose model, effort and tier", "model", priority=True
    ),
    Action("app.threads", "show_threads", "alt+t", A, "Go to the threads", "threads", priority=True),
    Action("app.new", "new_thread", "alt+n", A, "Start a new thread here", priority=True),
    Action(
        "app.next_waiting", "next_waiting", "alt+w", A, "Go to the next thread that needs you", priority=True
    ),
    Action("app.reconnect", "reconnect", "alt+r,f5", A, "Start a lost server again", priority=True),
    Action("app.theme", "toggle_theme", "f6", A, "Switch the theme between light and dark", priority=True),
    Action("app.quit", "quit", "ctrl+d", A, "Leave codex-tui"),
    Action("threads.open", "open", "enter", T, "Open the thread", "open"),
    Action("threads.new", "new_thread", "n", T, "Start a new thread here", "new"),
    Action("threads.fork", "fork", "f", T, "Fork the thread and open the copy", "fork"),
    Action("threads.rename", "rename", "r", T, "Give the thread a name", "rename"),
    Action(
        "threads.archive", "archive", "a", T, "Archive the thread, or take it out of the archive", "archive"
    ),
    Action("threads.copy_id", "copy_id", "y", T, "Copy the whole id of the thread"),
    Action("threads.filter", "filter", "slash", T, "Filter the titles as you type", "filter", priority=True),
    Action("threads.scope", "toggle_folder", "o", T, "Show this folder's threads, or all", "folder"),
    Action("threads.archived", "toggle_archived", "A", T, "Show the archive, or leave it", "archived"),
    Action("threads.down", "cursor_down", "j,down", T, "Next thread"),
    Action("threads.up", "cursor_up", "k,up", T, "Previous thread"),
    Action("threads.first", "first", "g,home", T, "First thread"),
    Action("threads.last", "last", "G,end", T, "Last thread that is loaded"),
    Action("threads.page_down", "page_down", "ctrl+d,pagedown", T, "Half a screen down"),
    Action("threads.page_up", "page_up", "ctrl+u,pageup", T, "Half a screen up"),
    Action(
        "threads.clear_filter",
        "clear_filter",
        "escape",
        T,
        "Clear the filter and go back to the list",
        "clear",
    ),
    Action("threads.reload", "reload", "R,ctrl+r", T, "List the threads again"),
    Action("threads.help", "help", "question_mark", T, "Show every key of this screen", "help"),
    Action("threads.quit", "quit", "q", T, "Leave codex-tui", "quit"),
    Action(
        "conversation.interrupt",
        "escape",
        "escape",
        C,
        "Close what is open, then interrupt the turn; twice: to the last prompt",
        "interrupt",
    ),
    Action(
        "conversation.stop", "stop", "ctrl+c", C, "Clear the draft, then interrupt, then quit", priority=True
    ),
    Action(
        "conversation.approvals",
        "enter_approval",
        "alt+a,f7",
        C,
        "Go to what waits for your answer",
        priority=True,
    ),
    Action(
        "conversation.transcript",
        "focus_transcript",
        "ctrl+up,alt+up",
        C,
        "Go into the transcript",
        priority=True,
    ),
    Action(
        "conversation.find", "find", "f3", C, "Find in the conversation; again: the next hit", priority=True
    ),
    Action(
        "conversation.compact",
        "compact",
        "alt+k,f8",
        C,
        "Compact: summarise the conversation to free context",
        "compact",
    ),
    Action("conversation.fork", "fork", "f9,alt+f", C, "Fork this thread and go on in the copy", "fork"),
    Action(
        "conversation.diff",
        "open_diff",
        "alt+d,f10",
        C,
        "Read the changes: files, hunks, comments",
        "changes",
        priority=True,
    ),
    Action("conversation.archive", "archive", "alt+x", C, "Archive this thread"),
    Action("conversation.export", "export", "alt+e", C, "Export the conversation to a file"),
    Action("conversation.copy_last", "copy_last", "ctrl+o", C, "Copy the last answer"),
    Action("conversation.fold_all", "fold_all", "ctrl+t", C, "Open or fold every cell", "expand"),
    Action(
        "conversation.panel",
        "toggle_panel",
        "alt+p",
        C,
        "Show or hide the panel: plan, changes, context",
        priority=True,
    ),
    Action("conversation.page_up", "scroll_page(-1)", "pageup", C, "A screen up in the transcript"),
    Action("conversation.page_down", "scroll_page(1)", "pagedown", C, "A screen down in the transcript"),
    Action("conversation.end", "scroll_end", "ctrl+end,alt+end", C, "To the newest line"),
    Action("transcript.down", "cell_down", "j,down", R, "Next cell"),
    Action("transcript.up", "cell_up", "k,up", R, "Previous cell"),
    Action("transcript.first", "scroll_first", "g,home", R, "To the oldest loaded line"),
    Action("transcript.last", "scroll_last", "G,end", R, "To the newest line"),
    Action("transcript.half_down", "half_page(1)", "ctrl+d", R, "Half a screen down"),
    Action("transcript.half_up", "half_page(-1)", "ctrl+u", R, "Half a screen up"),
    Action("transcript.find", "find", "slash", R, "Find in the conversation", "find"),
    Action("transcript.find_next", "find_next", "n", R, "Next hit: the one above"),
    Action("transcript.find_previous", "find_previous", "N", R, "Previous hit: the one below"),
    Action("transcript.previous_prompt", "previous_prompt", "left_square_bracket", R, "Previous prompt"),
    Action("transcript.next_prompt", "next_prompt", "right_square_bracket", R, "Next prompt"),
    Action("transcript.map", "map", "m", R, "Map of the thread: its turns", "map", palette=True),
    Action("transcript.select", "select", "v", R, "Select whole cells from here on", "select"),
    Action("transcript.fold", "toggle_fold", "space,enter", R, "Open or fold the cell", "fold"),
    Action(
        "transcript.copy", "copy", "y,ctrl+shift+c", R, "Copy the selection, or the cell, as Markdown", "copy"
    ),
    Action("transcript.copy_plain", "copy_plain", "Y", R, "Copy it as plain text, as it is shown"),
    Action("transcript.diff", "open_diff", "d", R, "Read the changes of this turn, file by file"),
    Action("transcript.copy_code", "copy_code", "c", R, "Copy the code block on screen; again, the next one"),
    Action("message.menu", "message_menu", "full_stop", R, "Show what can be done with the cell", "actions"),
    Action("message.fork", "fork_here", "f", R, "Fork from here: before a prompt, behind an answer"),
    Action("message.rewind", "rewind", "r", R, "Rewind to here: take this turn and all later ones back"),
    Action("message.quote", "quote", "q", R, "Reply with the selection, or the cell, as a quote"),
    Action("message.open", "open_files", "o", R, "Open the files that the cell names in your editor"),
    Action("message.export", "export", "e", R, "Export the conversation to a file"),
    Action("transcript.page", "page", "p", R, "Read the whole output, or the whole text of the cell", "page"),
    Action("transcript.end_command", "end_command", "X", R, "End this one command, which still runs"),
    Action(
        "transcript.leave",
        "leave",
        "i,escape",
        R,
        "End selecting or finding; back to the composer",
        "composer",
    ),
    Action("composer.send", "send", "enter", E, "Send; steers while a turn runs", "send"),
    Action("composer.newline", "newline", "shift+enter,ctrl+j,alt+enter", E, "New line"),
    Action("composer.previous", "previous", "up", E, "Line above; at the first one, the prompt sent before"),
    Action("composer.next", "next", "down", E, "Line below; at the last one, the prompt sent after"),
    Action("composer.threads", "leave_left", "left", E, "On an empty composer: to the threads"),
    Action("composer.help", "help_when_empty", "question_mark", E, "On an empty composer: show every key"),
    Action("approval.accept", "answer('accept')", "y", P, "Yes, once", "once"),
    Action("approval.session", "answer('acceptForSession')", "a", P, "Yes, for this session", "session"),
    Action("approval.decline", "answer('decline')", "n", P, "No; the turn goes on", "no"),
    Action("approval.cancel", "answer('cancel')", "c", P, "No, and stop the turn", "stop"),
    Action("approval.next", "next", "tab,right", P, "The next one that waits", "next"),
    Action("approval.previous", "previous", "shift+tab,left", P, "The one before"),
    Action("approval.down", "scroll(1)", "j,down", P, "Read on"),
    Action("approval.up", "scroll(-1)", "k,up", P, "Read back"),
    Action("approval.later", "later", "escape", P, "Leave it unanswered", "later"),
    Action("find.next", "next", "enter,up", F, "Next hit: the one above", "next"),
    Action("find.previous", "previous", "shift+enter,down", F, "Previous hit: the one below", "previous"),
    Action("find.close", "close", "escape", F, "Close, and stay at the hit; stops a search first", "close"),
    Action("map.go", "go", "enter", W, "Go to the turn", "go", priority=True),
    Action("map.down", "move(1)", "down,ctrl+n", W, "Turn below", priority=True),
    Action("map.up", "move(-1)", "up", W, "Turn above", priority=True),
    Action("map.page_down", "page(1)", "pagedown", W, "A screen down", priority=True),
    Action("map.page_up", "page(-1)", "pageup", W, "A screen up", priority=True),
    Action("map.close", "close", "escape", W, "Close the map", "close"),
    Action("picker.choose", "choose", "enter", M, "Use it for the next turns", "use", priority=True),
    Action("picker.down", "cursor_down", "down,ctrl+n", M, "Next model"),
    Action("picker.up", "cursor_up", "up", M, "Previous model"),
    Action("picker.effort_up", "effort(1)", "right", M, "More effort", "effort", priority=True),
    Action("picker.effort_down", "effort(-1)", "left", M, "Less effort", priority=True),
    Action("picker.tier", "next_tier", "tab", M, "Next service tier", "tier", priority=True),
    Action("picker.close", "close", "escape", M, "Close without a change", "close"),
    Action("diff.down", "line(1)", "j,down", D, "Next line"),
    Action("diff.up", "line(-1)", "k,up", D, "Previous line"),
    Action("diff.next_hunk", "hunk(1)", "n,right_square_bracket", D, "Next hunk", "hunk"),
    Action("diff.previous_hunk", "hunk(-1)", "N,left_square_bracket", D, "Previous hunk"),
    Action("diff.next_file", "file(1)", "J,right_curly_bracket", D, "Next file", "file"),
    Action("diff.previous_file", "file(-1)", "K,left_curly_bracket", D, "Previous file"),
    Action("diff.page_down", "page(1)", "ctrl+d,pagedown", D, "Half a screen down"),
    Action("diff.page_up", "page(-1)", "ctrl+u,pageup", D, "Half a screen up"),
    Action("diff.first", "first", "g,home", D, "To the first line of the file"),
    Action("diff.last", "last", "G,end", D, "To the last line of the file"),
    Action(
        "diff.view", "view(1)", "tab", D, "Changes of the turn, of the thread, of the working tree", "view"
    ),
    Action("diff.previous_view", "view(-1)", "shift+tab", D, "The same, the other way round"),
    Action("diff.fold", "fold", "space", D, "Fold or open the hunk", "fold"),
    Action("diff.split", "split", "s", D, "Both files side by side, or in one column", "split"),
    Action("diff.viewed", "viewed", "v", D, "Mark the file as looked at", "viewed"),
    Action("diff.comment", "comment", "c,enter", D, "Comment on the line", "comment"),
    Action("diff.edit", "edit", "e", D, "Change the comment on the line"),
    Action("diff.drop", "drop", "x", D, "Delete the comment on the line"),
    Action("diff.send", "send", "S", D, "Send all comments to the model as one message", "send"),
    Action("diff.revert", "revert", "u", D, "Take the hunk back in the file", "revert"),
    Action("diff.revert_file", "revert_file", "U", D, "Take back all that changed in the file"),
    Action("diff.open", "open", "o", D, "Open the file in your editor, at the line"),
    Action("diff.copy", "copy", "y", D, "Copy the hunk as a patch"),
    Action("diff.reload", "reload", "R,ctrl+r", D, "Read the working tree again"),
    Action("diff.help", "help", "question_mark", D, "Show every key of this screen", "help"),
    Action("diff.close", "close", "escape,q", D, "Back to the conversation", "close"),
    Action("comment.save", "save", "enter", N, "Keep the comment", "keep"),
    Action("comment.newline", "newline", "shift+enter,ctrl+j,alt+enter", N, "New line"),
    Action("comment.leave", "leave", "escape", N, "Leave the comment as it was", "leave"),
    Action("help.down", "scroll_by(1)", "j,down", H, "Read on"),
    Action("help.up", "scroll_by(-1)", "k,up", H, "Read back"),
    Action("help.page_down", "scroll_pages(1)", "space,ctrl+d,pagedown", H, "A screen down"),
    Action("help.page_up", "scroll_pages(-1)", "ctrl+u,pageup", H, "A screen up"),
    Action("help.first", "first", "g,home", H, "To the beginning"),
    Action("help.last", "last", "G,end", H, "To the end"),
    Action("help.filter", "filter", "slash", H, "Find a key or an action as you type", "find"),
    Action("help.close", "close", "escape,q,question_mark", H, "Close the help", "close"),
    Action("prompt.accept", "accept", "enter", L, "Take what was typed", "ok", priority=True),
    Action("prompt.cancel", "cancel", "escape", L, "Leave all as it was", "cancel"),
    Action("confirm.yes", "yes", "y", Y, "Yes, do it", "yes"),
    Action("confirm.no", "no", "n,escape,enter", Y, "No, leave all as it is", "no"),
    Action("choice.choose", "choose", "enter", K, "Take the row", "choose"),
    Action("choice.down", "cursor_down", "down,j", K, "Next row"),
    Action("choice.up", "cursor_up", "up,k", K, "Previous row"),
    Action("choice.close", "close", "escape", K, "Close without a choice", "close"),
    Action("export.write", "write", "enter", X, "Write the file", "write", priority=True),
    Action("export.next", "format(1)", "tab,down", X, "Next format", "format", priority=True),
    Action("export.previous", "format(-1)", "shift+tab,up", X, "Previous format", priority=True),
    Action("export.close", "close", "escape", X, "Close without a file", "close"),
    Action("pager.down", "move(1)", "j,down", G, "A line down"),
    Action("pager.up", "move(-1)", "k,up", G, "A line up"),
    Action("pager.page_down", "pages(1)", "space,pagedown", G, "A screen down"),
    Action("pager.page_up", "pages(-1)", "b,pageup", G, "A screen up"),
    Action("pager.half_down", "pages(0.5)", "ctrl+d", G, "Half a screen down"),
    Action("pager.half_up", "pages(-0.5)", "ctrl+u", G, "Half a screen up"),
    Action("pager.first", "first", "g,home", G, "To the first line"),
    Action("pager.last", "last", "G,end", G, "To the last line; follows while the command runs", "end"),
    Action("pager.find", "find", "slash", G, "Find words; any case, unless there is a capital", "find"),
    Action("pager.next", "match(1)", "n", G, "Next line that matches", "next"),
    Action("pager.previous", "match(-1)", "N", G, "Line before that matches"),
    Action("pager.wrap", "wrap", "w", G, "Wrap long lines, or move over them sideways", "wrap"),
    Action("pager.left", "sideways(-1)", "left", G, "To the left, where lines are not wrapped"),
    Action("pager.right", "sideways(1)", "right", G, "To the right, where lines are not wrapped"),
    Action("pager.save", "save(True)", "s", G, "Save all of it as plain text", "save"),
    Action("pager.save_raw", "save(False)", "S", G, "Save all of it as it came, escape sequences included"),
    Action("pager.mark", "mark", "v", G, "Mark from the first line shown, or unmark"),
    Action("pager.copy", "copy", "y", G, "Copy the marked lines, or those shown", "copy"),
    Action("pager.close", "close", "q,escape", G, "Close the pager", "close"),
)


def in_scope(*scopes: Scope) -> Iterator[Action]:
    """The actions of those scopes, in the order of the table."""
    return (action for action in ACTIONS.values() if action.scope in scopes)


def bindings(scope: Scope) -> list[BindingType]:
    """Textual bindings of a scope; the ids let the settings give other keys (`App.set_keymap`)."""
    return [
        Binding(
            action.keys,
            action.name,
            action.help,
            show=bool(action.footer),
            priority=action.priority,
            id=action.id,
        )
        for action in in_scope(scope)
    ]


_SPOKEN = {
    "question_mark": "?",
    "full_stop": ".",
    "slash": "/",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
}


def keys_of(action_id: str, remapped: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """All keys of an action as Textual names them; `remapped` are those that the settings give."""
    keys = (remapped or {}).get(action_id, ACTIONS[action_id].keys)
    return tuple(key.strip() for key in keys.split(","))


def spoken(key: str) -> str:
    """A key as people write it."""
    *modifiers, last = key.split("+")
    return "+".join((*modifiers, _SPOKEN.get(last, last)))


def key_label(action_id: str, remapped: Mapping[str, str] | None = None) -> str:
    """The first key of an action as people write it."""
    return spoken(keys_of(action_id, remapped)[0])
