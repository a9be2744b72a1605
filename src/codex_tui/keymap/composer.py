"""Keys of the composer: what it sends and recalls, and how its text is edited, as in a shell."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

E = Scope.COMPOSER
T = Scope.EDITING
R = Scope.RECALL

COMPOSER = (
    Action("composer.send", "send", "enter", E, "Send; steers while a turn runs", "send"),
    Action("composer.newline", "newline", "shift+enter,ctrl+j,alt+enter", E, "New line"),
    Action("composer.previous", "previous", "up", E, "Line above; at the first one, the prompt sent before"),
    Action("composer.next", "next", "down", E, "Line below; at the last one, the prompt sent after"),
    Action("composer.threads", "leave_left", "left", E, "On an empty composer: to the threads"),
    Action("composer.help", "help_when_empty", "question_mark", E, "On an empty composer: show every key"),
    Action("composer.recall", "recall", "ctrl+r", E, "Search the prompts sent before"),
    Action("composer.editor", "edit_draft", "ctrl+g", E, "Write on in your editor (VISUAL or EDITOR)"),
    Action("composer.mention", "mention", "", E, "Mention a file: find it as you type, as behind @"),
    Action("composer.paste_image", "paste_image", "ctrl+v", E, "Attach the image that is on the clipboard"),
    Action("composer.expand", "expand_paste", "alt+o", E, "Unfold the paste beside the cursor"),
)

EDITING = (
    Action("editing.line_start", "line_start", "ctrl+a", T, "To the start of the line"),
    Action("editing.line_end", "line_end", "ctrl+e", T, "To the end of the line"),
    Action("editing.left", "cursor_left", "ctrl+b", T, "A character to the left"),
    Action("editing.right", "cursor_right", "ctrl+f,right", T, "A character to the right"),
    Action("editing.word_left", "word_left", "ctrl+left,alt+b,alt+left", T, "A word to the left"),
    Action("editing.word_right", "word_right", "ctrl+right,alt+f,alt+right", T, "A word to the right"),
    Action("editing.text_start", "text_start", "ctrl+home", T, "To the start of the text"),
    Action("editing.delete_left", "delete_left", "backspace,ctrl+h", T, "Delete the character before"),
    Action(
        "editing.delete_right",
        "delete_right",
        "delete,ctrl+d",
        T,
        "Delete the character behind; without any text it means leaving",
    ),
    Action(
        "editing.kill_word",
        "kill_blank_word_left",
        "ctrl+w",
        T,
        "Cut the word before the cursor, up to a blank",
    ),
    Action(
        "editing.kill_word_left",
        "kill_word_left",
        "alt+backspace,ctrl+backspace",
        T,
        "Cut the word before the cursor",
    ),
    Action(
        "editing.kill_word_right",
        "kill_word_right",
        "alt+d,alt+delete,ctrl+delete",
        T,
        "Cut the word behind the cursor; without one it reads the changes",
    ),
    Action("editing.kill_to_start", "kill_to_start", "ctrl+u", T, "Cut to the start of the line"),
    Action("editing.kill_to_end", "kill_to_end", "ctrl+k", T, "Cut to the end of the line"),
    Action("editing.yank", "yank", "ctrl+y", T, "Put in what was cut last"),
    Action("editing.yank_pop", "yank_pop", "alt+y", T, "After putting it in: the cut before that instead"),
    Action("editing.undo", "undo", "ctrl+underscore,ctrl+slash", T, "Undo"),
    Action("editing.redo", "redo", "alt+z,ctrl+shift+z", T, "Redo what was undone"),
)

RECALL = (
    Action("recall.take", "close(True)", "enter,tab", R, "Take the prompt into the composer", "take"),
    Action("recall.older", "step(1)", "ctrl+r,up", R, "Next older prompt that holds it", "older"),
    Action("recall.newer", "step(-1)", "down,ctrl+s", R, "Next newer prompt that holds it", "newer"),
    Action("recall.cancel", "close(False)", "escape,ctrl+g", R, "Back to the draft", "back"),
)
