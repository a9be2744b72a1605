"""Keys of the screens around a day's work: status, servers, skills, hooks, goal, review, side conversation, doctor."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

A = Scope.APP
F = Scope.FACTS
G = Scope.GOAL
H = Scope.HOOKS
M = Scope.MCP
R = Scope.REVIEW
S = Scope.SKILLS
D = Scope.SIDE

AROUND = (
    Action(
        "app.status",
        "show_page('status')",
        "alt+s",
        A,
        "Status: versions, server, model, context, limits, files",
    ),
    Action("app.mcp", "show_page('mcp')", "", A, "MCP servers: state, tools, resources, login"),
    Action(
        "app.skills",
        "show_page('skills')",
        "",
        A,
        "Skills: what there is, and which of them are on",
    ),
    Action("app.hooks", "show_page('hooks')", "", A, "Hooks: what runs at which event, and whether it may"),
    Action(
        "app.goal",
        "show_page('goal')",
        "",
        A,
        "Goal of the thread: set, bound, pause it, take it away",
    ),
    Action(
        "app.review",
        "show_page('review')",
        "",
        A,
        "Review changes: uncommitted, of a branch, a commit",
    ),
    Action("app.side", "side", "alt+j", A, "Ask something on the side, without touching the thread"),
    Action(
        "app.doctor",
        "show_page('doctor')",
        "",
        A,
        "Doctor: what is wrong around codex-tui, and how to mend it",
    ),
    Action("facts.down", "move(1)", "j,down", F, "Next row"),
    Action("facts.up", "move(-1)", "k,up", F, "Previous row"),
    Action("facts.page_down", "pages(1)", "pagedown,ctrl+d", F, "A screen down"),
    Action("facts.page_up", "pages(-1)", "pageup,ctrl+u", F, "A screen up"),
    Action("facts.first", "first", "g,home", F, "To the beginning"),
    Action("facts.last", "last", "G,end", F, "To the end"),
    Action("facts.fold", "fold", "enter,space", F, "Open or fold the row", "open"),
    Action("facts.fold_all", "fold_all", "ctrl+t", F, "Open or fold every row"),
    Action("facts.copy", "copy", "y", F, "Copy the row", "copy"),
    Action("facts.copy_all", "copy_all", "Y", F, "Copy the whole page as text", "copy all"),
    Action("facts.reload", "reload", "R,ctrl+r", F, "Read it again", "read again"),
    Action("facts.help", "show_help", "question_mark", F, "Show every key of this screen", "help"),
    Action("facts.close", "close", "escape,q", F, "Close it", "close"),
    Action("mcp.login", "log_in", "l", M, "Log in to the server in your browser", "log in"),
    Action("mcp.switch", "switch", "x", M, "Have the server started, or not; asks first", "on/off"),
    Action(
        "mcp.restart",
        "restart",
        "r",
        M,
        "Read the configuration of the servers; start what changed",
        "restart",
    ),
    Action("skills.switch", "switch", "x", S, "Offer the skill to the model, or not", "on/off"),
    Action("skills.edit", "edit", "o,e", S, "Open its file in your editor", "open file"),
    Action("hooks.switch", "switch", "x", H, "Let the hook run, or not; asks before it is let run", "on/off"),
    Action(
        "hooks.trust",
        "trust",
        "t",
        H,
        "Trust the hook as it is now; asks first. Trusted: trust it no more",
        "trust",
    ),
    Action("hooks.edit", "edit", "o,e", H, "Open its file in your editor", "open file"),
    Action("goal.edit", "edit", "e,o", G, "Write the goal", "write"),
    Action("goal.budget", "budget", "b", G, "Say how many tokens it may use", "budget"),
    Action("goal.pause", "pause", "p", G, "Pause it, or go on", "pause"),
    Action("goal.clear", "clear", "x,delete", G, "Take the goal away; asks first", "take away"),
    Action("review.start", "start", "enter", R, "Begin the review", "review", priority=True),
    Action("review.next", "kind(1)", "tab", R, "Next kind of changes", "what", priority=True),
    Action("review.previous", "kind(-1)", "shift+tab", R, "Previous kind of changes", priority=True),
    Action("review.down", "move(1)", "down,ctrl+n", R, "Row below", priority=True),
    Action("review.up", "move(-1)", "up", R, "Row above", priority=True),
    Action("review.close", "close", "escape", R, "Close without a review", "cancel", priority=True),
    Action(
        "side.take",
        "take",
        "alt+u",
        D,
        "Take the last answer into the prompt of the thread, as a quote; leave",
        "take answer",
    ),
    Action(
        "side.leave", "leave_side", "alt+j", D, "Leave the side conversation; asks while it runs", "leave"
    ),
)
