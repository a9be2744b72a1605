"""Keys about what threads may do without asking."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

A = Scope.APP
C = Scope.CONVERSATION
P = Scope.PERMISSIONS
R = Scope.TRUST
T = Scope.THREADS
U = Scope.FULL_ACCESS

PERMISSIONS = (
    Action(
        "app.permissions",
        "show_permissions",
        "alt+g",
        A,
        "Permissions: what runs without asking, sandbox and network",
        "permissions",
        priority=True,
    ),
    Action(
        "conversation.next_mode",
        "next_mode",
        "shift+tab",
        C,
        "Next permissions: read only, ask, auto review, full access, plan",
        "permissions",
    ),
    Action(
        "threads.next_mode",
        "next_mode",
        "shift+tab",
        T,
        "Next permissions of new threads: read only, ask, auto review, full access, plan",
    ),
    Action("app.plan", "toggle_plan", "", A, "Plan only, or carry out again what is asked"),
    Action("permissions.use", "use", "enter", P, "Use it from the next turn on", "use"),
    Action("permissions.down", "move(1)", "down,j,shift+tab", P, "Next mode"),
    Action("permissions.up", "move(-1)", "up,k", P, "Previous mode"),
    Action("permissions.page_down", "page(1)", "pagedown,space", P, "Read on", "more"),
    Action("permissions.page_up", "page(-1)", "pageup", P, "Read back"),
    Action("permissions.close", "close", "escape,q", P, "Close without a change", "close"),
    Action("full_access.yes", "yes", "y", U, "Yes, take the sandbox away", "yes, full access"),
    Action("full_access.no", "no", "enter,n,escape", U, "No, leave it as it is", "no"),
    Action("trust.no", "no", "enter,n", R, "Not trusted: threads begin read only", "no"),
    Action("trust.yes", "yes", "y", R, "Trusted: threads write in the folder by themselves", "yes"),
    Action("trust.later", "later", "escape", R, "Do not begin; ask again next time", "not now"),
    Action("full_access.next", "pass_by", "shift+tab", U, "Not this one: the next permissions", "next"),
)
