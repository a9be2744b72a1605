"""Keys of what floats: pickers, questions, the help, the pager."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

G = Scope.PAGER
H = Scope.HELP
J = Scope.FOLDER
K = Scope.CHOICE
L = Scope.PROMPT
Q = Scope.QUIT
N = Scope.NOTICE
X = Scope.EXPORT
Y = Scope.CONFIRM
Z = Scope.WORKTREE

DIALOGS = (
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
    Action("confirm.page_down", "page(1)", "pagedown,space,down", Y, "Read on", "read on"),
    Action("confirm.page_up", "page(-1)", "pageup,up", Y, "Read back"),
    Action("notice.close", "close", "escape,enter,q", N, "Close it", "close"),
    Action(
        "folder.take",
        "take",
        "enter",
        J,
        "Start in the folder of the row, or in the one typed",
        "start",
        priority=True,
    ),
    Action("folder.complete", "complete", "tab", J, "Complete the path", "complete", priority=True),
    Action("folder.down", "move(1)", "down,ctrl+n", J, "Folder below", priority=True),
    Action("folder.up", "move(-1)", "up", J, "Folder above", priority=True),
    Action("folder.close", "close", "escape", J, "Close without a new thread", "cancel", priority=True),
    Action("worktree.make", "make", "enter", Z, "Make the worktree and start there", "make", priority=True),
    Action("worktree.place", "next_place", "tab", Z, "Another place for it", "place", priority=True),
    Action("worktree.close", "close", "escape", Z, "Close without a worktree", "cancel", priority=True),
    Action("choice.choose", "choose", "enter", K, "Take the row", "choose"),
    Action("choice.down", "cursor_down", "down,j", K, "Next row"),
    Action("choice.up", "cursor_up", "up,k", K, "Previous row"),
    Action("choice.close", "close", "escape", K, "Close without a choice", "close"),
    Action("quit.wait", "wait", "w", Q, "Leave when nothing runs any more", "wait"),
    Action("quit.interrupt", "interrupt", "i", Q, "Interrupt what runs, then leave", "interrupt"),
    Action("quit.leave", "leave", "l", Q, "Leave, and let what runs go on", "leave"),
    Action(
        "quit.again", "again", "q,ctrl+d,ctrl+c", Q, "Leave, where nothing runs or its server is not reached"
    ),
    Action("quit.stay", "stay", "escape,n,enter", Q, "Stay here", "stay"),
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
