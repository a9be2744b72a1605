"""Keys of the model picker."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

M = Scope.PICKER

MODELS = (
    Action("picker.choose", "choose", "enter", M, "Use it for the next turns", "use", priority=True),
    Action(
        "picker.default",
        "make_default",
        "alt+d,f10",
        M,
        "Use it, and write it into the configuration as the default of new threads",
        "as default",
        priority=True,
    ),
    Action(
        "picker.mark",
        "mark",
        "space",
        M,
        "Mark the model; with two or more marked, enter runs the prompt on all of them",
        "mark",
        priority=True,
    ),
    Action("picker.down", "cursor_down", "down,ctrl+n", M, "Next model"),
    Action("picker.up", "cursor_up", "up", M, "Previous model"),
    Action("picker.effort_up", "effort(1)", "right", M, "More effort", "effort", priority=True),
    Action("picker.effort_down", "effort(-1)", "left", M, "Less effort", priority=True),
    Action("picker.tier", "next_tier", "tab", M, "Next service tier", "tier", priority=True),
    Action(
        "picker.hidden",
        "toggle_hidden",
        "alt+h,f9",
        M,
        "List the models that the server hides too, or leave them out",
        "hidden",
        priority=True,
    ),
    Action("picker.reload", "reload", "ctrl+r", M, "List the models again", "again", priority=True),
    Action("picker.close", "close", "escape", M, "Close without a change", "close"),
)
