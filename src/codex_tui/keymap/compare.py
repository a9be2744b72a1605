"""Keys of one prompt on several models: the plan, and the columns."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

C = Scope.COMPARE
P = Scope.COMPARE_PLAN

COMPARE = (
    Action("compare.right", "column_by(1)", "right,l,tab", C, "Next model", "next model"),
    Action("compare.left", "column_by(-1)", "left,h,shift+tab", C, "Previous model"),
    Action("compare.number", "column_of_key", "1,2,3,4,5,6,7,8,9", C, "The model of that number"),
    Action("compare.open", "open", "enter,o", C, "Open its thread", "open"),
    Action("compare.keep", "keep", "K", C, "Go on with this one; asks what becomes of the others", "keep"),
    Action("compare.others", "others", "c", C, "Another comparison, or a new one", "others"),
    Action("compare.changes", "changes", "d", C, "Read what it changed", "changes"),
    Action("compare.interrupt", "interrupt", "x,ctrl+c", C, "Interrupt this one", "stop"),
    Action("compare.interrupt_all", "interrupt_all", "X", C, "Interrupt all that run", "stop all"),
    Action("compare.answer", "answer", "alt+a,f7", C, "Go to what waits for your answer", priority=True),
    Action("compare.down", "cell(1)", "j,down", C, "Next cell"),
    Action("compare.up", "cell(-1)", "k,up", C, "Previous cell"),
    Action("compare.page_down", "page(1)", "ctrl+d,pagedown", C, "A screen down, in all columns"),
    Action("compare.page_up", "page(-1)", "ctrl+u,pageup", C, "A screen up, in all columns"),
    Action("compare.first", "first", "g,home", C, "To the oldest loaded line"),
    Action("compare.last", "last", "G,end", C, "To the newest line"),
    Action("compare.fold", "fold", "space", C, "Open or fold the cell"),
    Action("compare.read", "read", "p", C, "Read the whole output, or the whole text of the cell"),
    Action("compare.copy", "copy", "y", C, "Copy the selection, or the cell, as Markdown"),
    Action("compare.help", "help", "question_mark", C, "Show every key of this screen", "help"),
    Action("compare.close", "close", "escape,q", C, "Back; all of them go on", "back"),
    Action("plan.start", "start", "enter", P, "Run the prompt on all of them", "start", priority=True),
    Action("plan.place", "next_place", "tab", P, "Another place for them to work in", "where", priority=True),
    Action("plan.close", "close", "escape", P, "Close without starting", "cancel", priority=True),
)
