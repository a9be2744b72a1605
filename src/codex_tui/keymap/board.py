"""Keys everywhere, and on the board of threads."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

A = Scope.APP
T = Scope.THREADS

BOARD = (
    Action("app.help", "help", "f1", A, "Show every key of this screen", "help", priority=True),
    Action("app.palette", "command_palette", "ctrl+p,f2", A, "Search all actions by name", priority=True),
    Action("app.redraw", "redraw", "ctrl+l", A, "Draw the whole screen again", priority=True),
    Action(
        "app.model", "choose_model", "alt+m,f4", A, "Choose model, effort and tier", "model", priority=True
    ),
    Action(
        "app.effort_down", "step_effort(-1)", "alt+comma", A, "Less effort for the next turns", priority=True
    ),
    Action(
        "app.effort_up", "step_effort(1)", "alt+full_stop", A, "More effort for the next turns", priority=True
    ),
    Action(
        "app.compare",
        "compare",
        "alt+c",
        A,
        "Run your prompt on several models side by side",
        priority=True,
    ),
    Action("app.threads", "show_threads", "alt+t", A, "Go to the threads", "threads", priority=True),
    Action("app.new", "new_thread", "alt+n", A, "Start a new thread here", priority=True),
    Action(
        "app.next_waiting", "next_waiting", "alt+w", A, "Go to the next thread that needs you", priority=True
    ),
    Action("app.reconnect", "reconnect", "alt+r,f5", A, "Start a lost server again", priority=True),
    Action("app.theme", "toggle_theme", "f6", A, "Switch the theme between light and dark", priority=True),
    Action(
        "app.suspend",
        "suspend_process",
        "ctrl+z,alt+shift+z",
        A,
        "Suspend codex-tui to the shell, where fg continues it",
        priority=True,
    ),
    Action("app.quit", "quit", "ctrl+d", A, "Leave codex-tui"),
    Action("threads.open", "open", "enter", T, "Open the thread", "open"),
    Action("threads.new", "new_thread", "n", T, "Start a new thread here", "new"),
    Action("threads.elsewhere", "new_elsewhere", "N", T, "Start a new thread in another folder", "elsewhere"),
    Action(
        "threads.worktree", "new_worktree", "w", T, "Start a new thread in a new git worktree", "worktree"
    ),
    Action("threads.server", "new_on_server", "S", T, "Start a new thread on another server", "server"),
    Action("threads.fork", "fork", "f", T, "Fork the thread and open the copy", "fork"),
    Action("threads.rename", "rename", "r", T, "Give the thread a name", "rename"),
    Action(
        "threads.archive", "archive", "a", T, "Archive the thread, or take it out of the archive", "archive"
    ),
    Action(
        "threads.undo", "undo", "u", T, "Take back the last archiving, pinning, hiding or marking", "undo"
    ),
    Action("threads.delete", "delete", "d,backspace,delete", T, "Delete the thread for good; asks", "delete"),
    Action("threads.pin", "pin", "p", T, "Pin the thread to the top, or unpin it", "pin"),
    Action("threads.hide", "hide", "h", T, "Hide the thread, or show it again", "hide"),
    Action(
        "threads.show_hidden", "toggle_hidden", "H", T, "List hidden threads too, or leave them out", "hidden"
    ),
    Action("threads.read", "toggle_read", "m", T, "Mark the thread as read, or as unread", "read"),
    Action("threads.mark", "mark", "space", T, "Select the thread for the next action, or not", "select"),
    Action("threads.mark_all", "mark_all", "asterisk,ctrl+a", T, "Select all threads shown, or none", "all"),
    Action("threads.copy_id", "copy_id", "y", T, "Copy the whole id of the thread", "copy id"),
    Action(
        "threads.filter",
        "filter",
        "slash",
        T,
        "Filter titles as you type, and search every message",
        "filter",
        priority=True,
    ),
    Action("threads.scope", "toggle_folder", "o", T, "Show this folder's threads, or all", "folder"),
    Action("threads.archived", "toggle_archived", "A", T, "Show the archive, or leave it", "archived"),
    Action("threads.group", "toggle_grouping", "g", T, "A section for each folder, or by what threads do"),
    Action("threads.preview", "toggle_preview", "v", T, "Show the preview beside the threads, or hide it"),
    Action("threads.unfold", "unfold", "right,l", T, "Show the sub-agents that worked for the thread"),
    Action("threads.fold", "fold", "left", T, "Fold the sub-agents of the thread away"),
    Action("threads.down", "cursor_down", "j,down", T, "Next thread"),
    Action("threads.up", "cursor_up", "k,up", T, "Previous thread"),
    Action("threads.first", "first", "home", T, "First thread"),
    Action("threads.last", "last", "G,end", T, "Last thread; loads all of them"),
    Action("threads.page_down", "page_down", "ctrl+d,pagedown", T, "Half a screen down"),
    Action("threads.page_up", "page_up", "ctrl+u,pageup", T, "Half a screen up"),
    Action(
        "threads.clear_filter",
        "clear_filter",
        "escape",
        T,
        "Select none; else clear the filter and go back to the list",
        "clear",
    ),
    Action("threads.reload", "reload", "R,ctrl+r", T, "List the threads again"),
    Action("threads.help", "help", "question_mark", T, "Show every key of this screen", "help"),
    Action("threads.quit", "quit", "q", T, "Leave codex-tui", "quit"),
)
