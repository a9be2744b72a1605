"""Keys of the conversation and its transcript."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

C = Scope.CONVERSATION
F = Scope.FIND
R = Scope.TRANSCRIPT
W = Scope.MAP

CONVERSATION = (
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
        "ctrl+up,alt+h",
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
    Action("conversation.fork", "fork", "f9", C, "Fork this thread and go on in the copy", "fork"),
    Action(
        "conversation.diff",
        "open_diff",
        "alt+d,f10",
        C,
        "Read the changes: files, hunks, comments",
        "changes",
    ),
    Action(
        "conversation.archive", "archive", "alt+x", C, "Archive this thread, or take it out of the archive"
    ),
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
    Action("transcript.help", "help", "question_mark", R, "Show every key of this screen"),
    Action(
        "transcript.leave",
        "leave",
        "i,escape",
        R,
        "End selecting or finding; back to the composer",
        "composer",
    ),
    Action("find.next", "next", "enter,up", F, "Next hit: the one above", "next"),
    Action("find.previous", "previous", "shift+enter,down", F, "Previous hit: the one below", "previous"),
    Action("find.close", "close", "escape", F, "Close, and stay at the hit; stops a search first", "close"),
    Action("map.go", "go", "enter", W, "Go to the turn", "go", priority=True),
    Action("map.down", "move(1)", "down,ctrl+n", W, "Turn below", priority=True),
    Action("map.up", "move(-1)", "up", W, "Turn above", priority=True),
    Action("map.page_down", "page(1)", "pagedown", W, "A screen down", priority=True),
    Action("map.page_up", "page(-1)", "pageup", W, "A screen up", priority=True),
    Action("map.close", "close", "escape", W, "Close the map", "close"),
)
