"""Keys of the screen of changes."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

D = Scope.DIFF
N = Scope.COMMENT

CHANGES = (
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
)
