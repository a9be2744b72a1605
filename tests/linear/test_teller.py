"""What is said of a conversation: each thing once, whatever pieces it came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.linear.teller import Teller
from codex_tui.model.conversation import Conversation
from codex_tui.model.items import (
    AgentItem,
    CommandItem,
    ItemStatus,
    PlanItem,
    PlanStep,
    StepStatus,
    UserItem,
)
from codex_tui.model.keys import ThreadKey
from codex_tui.model.output import OutputBuffer
from codex_tui.model.safe_text import SafeText

THREAD = ThreadKey("local", "thread")


class Said:
    def __init__(self, *, by_sentence=False, own=None):
        self.lines: list[str] = []
        self.conversation = Conversation(THREAD)
        self.teller = Teller(self.conversation, self.lines.append, by_sentence=by_sentence, own=own)

    def add(self, kind, **values):
        item = kind(key=THREAD.item("turn", f"item-{len(list(self.conversation))}"), **values)
        self.conversation.append(item)
        self.teller.tell(item.key)
        return item

    def end(self, item, status=ItemStatus.COMPLETED):
        item.status = status
        self.teller.tell(item.key)


TEXT = "A first sentence that is long enough to be said alone, as a person would hear it. A second.\n\n- one\n\n- two\n"


def pieces_of(text, cuts):
    cuts = sorted(cuts)
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@given(st.sets(st.integers(0, len(TEXT))))
def test_a_message_is_said_line_by_line_whatever_pieces_it_comes_in(cuts):
    said = Said()
    message = said.add(AgentItem)
    for piece in pieces_of(TEXT, cuts):
        message.text.append(piece)
        said.teller.tell(message.key)
    said.end(message)
    assert "\n".join(said.lines) == f"Codex: {TEXT}".rstrip("\n")


@given(st.sets(st.integers(0, len(TEXT))))
def test_a_long_paragraph_is_said_sentence_by_sentence_and_loses_nothing(cuts):
    said = Said(by_sentence=True)
    message = said.add(AgentItem)
    for piece in pieces_of(TEXT, cuts):
        message.text.append(piece)
        said.teller.tell(message.key)
    said.end(message)
    assert " ".join("\n".join(said.lines).split()) == " ".join(f"Codex: {TEXT}".split())


def test_a_sentence_begins_with_its_first_word_however_it_comes():
    said = Said(by_sentence=True)
    message = said.add(AgentItem)
    for piece in (
        "A first sentence that is long enough to be said alone, as a person would hear",
        " it. A",
        " sec",
        "ond one.\n",
    ):
        message.text.append(piece)
        said.teller.tell(message.key)
    said.end(message)
    assert said.lines[1:] == ["A second one."]


def test_text_that_was_rewritten_is_said_as_a_correction():
    said = Said()
    message = said.add(AgentItem)
    message.text.append("It works.\n")
    said.teller.tell(message.key)
    message.text.replace("It fails.\n")
    said.end(message)
    assert said.lines == ["Codex: It works.", "Codex, corrected: It fails."]


def test_a_command_says_its_start_its_end_and_the_last_lines_of_what_it_printed():
    said = Said()
    command = said.add(CommandItem, command=SafeText("make"), cwd=SafeText("/src"))
    command.output = OutputBuffer("".join(f"line {number}\n" for number in range(30)))
    command.exit_code, command.duration_ms = 2, 1200
    said.end(command, ItemStatus.FAILED)
    assert said.lines[:3] == [
        "Command 1 runs, in /src: make",
        "Command 1 ended: exit 2, after 1.2s.",
        "It printed this, after 20 more lines that /output 1 says:",
    ]
    assert said.lines[3:] == [f"  line {number}" for number in range(20, 30)]


def test_a_command_that_is_over_as_it_is_heard_of_is_named_all_the_same():
    said = Said()
    said.add(CommandItem, command=SafeText("ls"), cwd=SafeText(""), status=ItemStatus.COMPLETED, exit_code=0)
    assert said.lines == ["Command 1 ran: ls", "Command 1 ended: exit 0.", "It printed nothing."]


def test_of_a_plan_only_what_changed_is_said_again():
    said = Said()
    steps = (
        PlanStep(SafeText("read"), StepStatus.IN_PROGRESS),
        PlanStep(SafeText("write"), StepStatus.PENDING),
    )
    plan = said.add(PlanItem, steps=steps)
    plan.steps = (PlanStep(SafeText("read"), StepStatus.COMPLETED), steps[1])
    said.teller.tell(plan.key)
    said.teller.tell(plan.key)
    assert said.lines == [
        "Plan, 0 of 2 done:",
        "  Step 1, in progress: read",
        "  Step 2, to do: write",
        "Plan, 1 of 2 done:",
        "  Step 1, done: read",
    ]


def test_what_was_typed_here_is_not_said_again_and_what_others_typed_is():
    said = Said(own=["mine"])
    said.add(UserItem, text=SafeText("mine"))
    said.add(UserItem, text=SafeText("theirs"))
    assert said.lines == ["You: theirs"]


def test_of_a_thread_that_is_opened_the_last_turn_is_said():
    said = Said()
    for number in range(3):
        prompt = UserItem(key=THREAD.item(f"turn-{number}", "prompt"), text=SafeText(f"prompt {number}"))
        answer = AgentItem(key=THREAD.item(f"turn-{number}", "answer"), status=ItemStatus.COMPLETED)
        answer.text.append(f"answer {number}")
        said.conversation.append(prompt)
        said.conversation.append(answer)
    said.teller.loaded()
    assert said.lines == [
        "Earlier turns are not said; /export writes all of them to a file.",
        "You: prompt 2",
        "Codex: answer 2",
    ]
