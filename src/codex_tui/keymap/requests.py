"""Keys where something waits for an answer."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

P = Scope.APPROVAL
R = Scope.RULE
Z = Scope.REASON
F = Scope.FORM
E = Scope.ENTRY
W = Scope.PAGE

REQUESTS = (
    Action("approval.accept", "accept", "y", P, "Yes, once", "once"),
    Action("approval.session", "for_session", "a", P, "Yes, for this session", "session"),
    Action(
        "approval.always", "always", "p", P, "Yes, always: first shows the rule, and asks again", "always"
    ),
    Action("approval.decline", "decline", "n", P, "No, and say why if you like; the turn goes on", "no"),
    Action("approval.cancel", "cancel", "c", P, "No, and stop the turn", "stop"),
    Action("approval.grant", "grant", "space", P, "Grant the part under the cursor, or not", "grant"),
    Action("approval.zoom", "zoom", "z", P, "Read it on the whole screen, or dock it again", "full"),
    Action("approval.next", "step(1)", "tab,right", P, "The next one that waits", "next"),
    Action("approval.previous", "step(-1)", "shift+tab,left", P, "The one before"),
    Action("approval.down", "scroll(1)", "j,down", P, "Read on"),
    Action("approval.up", "scroll(-1)", "k,up", P, "Read back"),
    Action("approval.page_down", "page(1)", "pagedown", P, "Read on by a page"),
    Action("approval.page_up", "page(-1)", "pageup", P, "Read back by a page"),
    Action("approval.end", "edge(1)", "G,end", P, "To the end of what is asked"),
    Action("approval.start", "edge(-1)", "g,home", P, "To its start"),
    Action("approval.later", "later", "escape", P, "Leave it unanswered", "later"),
    Action("rule.save", "save_rule", "s", R, "Save the rule, and run this", "save"),
    Action("rule.shorter", "words(-1)", "left", R, "One word less: the rule allows more", "fewer"),
    Action("rule.longer", "words(1)", "right", R, "One word more: the rule allows less", "more"),
    Action("rule.no", "no_rule", "escape,n,enter", R, "Back, without a rule", "back"),
    Action("reason.send", "submit", "enter", Z, "Decline; what you typed goes to the model", "decline"),
    Action("reason.leave", "leave", "escape", Z, "Back, without an answer", "back"),
    Action("form.choose", "form('choose')", "space", F, "Choose the row, or take it back", "choose"),
    Action(
        "form.next",
        "form('next')",
        "enter",
        F,
        "Go on; a question has its row chosen, the last row sends",
        "go on",
    ),
    Action("form.number", "number", "1,2,3,4,5,6,7,8,9", F, "Choose a row by its number"),
    Action("form.down", "move(1)", "down,j", F, "Next row"),
    Action("form.up", "move(-1)", "up,k", F, "Previous row"),
    Action("form.forward", "form('forward')", "tab,right", F, "Next question or field"),
    Action("form.back", "form('back')", "shift+tab,left", F, "Question or field before", "back"),
    Action("form.note", "form('note')", "n", F, "Write a note beside the chosen row", "note"),
    Action("form.send", "form('send')", "alt+s,ctrl+enter", F, "To the last row, which sends", "to send"),
    Action("form.decline", "form('decline')", "d", F, "Answer nothing; the turn goes on", "no answer"),
    Action("form.cancel", "form('cancel')", "c", F, "Cancel the form, which is no decision", "cancel"),
    Action("form.page_down", "form('page_down')", "pagedown", F, "Scroll down"),
    Action("form.page_up", "form('page_up')", "pageup", F, "Scroll up"),
    Action(
        "form.zoom", "form('zoom')", "z,alt+z", F, "Fill it in on the whole screen, or dock it again", "full"
    ),
    Action("form.step", "form('step')", "right_square_bracket", F, "The next one that waits", "next"),
    Action("form.step_back", "form('step_back')", "left_square_bracket", F, "The one before"),
    Action(
        "form.later", "form('later')", "escape", F, "Leave it unanswered; all that is typed stays", "later"
    ),
    Action("entry.next", "entry('next')", "enter", E, "Keep it and go on", "go on"),
    Action("entry.newline", "newline", "shift+enter,ctrl+j,alt+enter", E, "New line", "new line"),
    Action("entry.forward", "entry('forward')", "tab", E, "Next question or field"),
    Action("entry.back", "entry('back')", "shift+tab", E, "Question or field before", "back"),
    Action("entry.send", "entry('send')", "alt+s,ctrl+enter", E, "To the last row, which sends", "to send"),
    Action(
        "entry.zoom", "entry('zoom')", "alt+z", E, "Fill it in on the whole screen, or dock it again", "full"
    ),
    Action("entry.later", "entry('later')", "escape", E, "Leave it; all that is typed stays", "later"),
    Action("page.open", "open_page", "o", W, "Open the page in your browser", "open"),
    Action("page.copy", "copy_page", "u", W, "Copy the address", "copy"),
    Action("page.accept", "accept", "y", W, "Yes: you go to that page", "yes"),
    Action("page.decline", "decline", "n,d", W, "No; the turn goes on", "no"),
    Action("page.cancel", "cancel", "c", W, "Cancel, which is no decision", "cancel"),
    Action("page.zoom", "zoom", "z", W, "Read it on the whole screen, or dock it again", "full"),
    Action("page.next", "step(1)", "tab,right", W, "The next one that waits", "next"),
    Action("page.previous", "step(-1)", "shift+tab,left", W, "The one before"),
    Action("page.down", "scroll(1)", "j,down", W, "Read on"),
    Action("page.up", "scroll(-1)", "k,up", W, "Read back"),
    Action("page.page_down", "page(1)", "pagedown", W, "Read on by a page"),
    Action("page.page_up", "page(-1)", "pageup", W, "Read back by a page"),
    Action("page.end", "edge(1)", "G,end", W, "To the end of what is asked"),
    Action("page.start", "edge(-1)", "g,home", W, "To its start"),
    Action("page.later", "later", "escape", W, "Leave it unanswered", "later"),
)
