"""Keys of prompts that wait for the end of a turn, and of what fills the context."""

from __future__ import annotations

from codex_tui.keymap.action import Action, Scope

C = Scope.CONVERSATION
E = Scope.COMPOSER
Q = Scope.QUEUE
X = Scope.CONTEXT

QUEUE = (
    Action("conversation.queue", "enter_queue", "alt+q", C, "Go to the queued prompts", priority=True),
    Action(
        "conversation.edit_queued",
        "edit_queued",
        "alt+up",
        C,
        "Take the newest queued prompt back; with none, go into the transcript",
        priority=True,
    ),
    Action(
        "composer.queue",
        "queue",
        "tab",
        E,
        "Queue it for after the running turn; empty: let held prompts go on",
        "queue",
    ),
    Action("queue.down", "move(1)", "j,down", Q, "Next prompt"),
    Action("queue.up", "move(-1)", "k,up", Q, "Prompt before"),
    Action("queue.later", "shift(1)", "J,shift+down", Q, "Let it run later", "later"),
    Action("queue.sooner", "shift(-1)", "K,shift+up", Q, "Let it run sooner", "sooner"),
    Action("queue.edit", "edit", "e,enter", Q, "Take it out to edit it; tab queues it again", "edit"),
    Action("queue.send", "send", "s", Q, "Send it now; steers while a turn runs", "send now"),
    Action("queue.drop", "drop", "d,delete,backspace", Q, "Drop it", "drop"),
    Action("conversation.context", "show_context", "", C, "Show what fills the context"),
    Action("context.compact", "compact", "c", X, "Compact the conversation", "compact"),
    Action("context.down", "scroll_by(1)", "j,down", X, "Read on"),
    Action("context.up", "scroll_by(-1)", "k,up", X, "Read back"),
    Action("context.close", "close", "escape,q,enter", X, "Close it", "close"),
    Action("queue.leave", "leave", "i,escape", Q, "Back to the composer", "back"),
)
