"""What fills the context: the parts come to the server's number, whatever the texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.context_parts import Fullness, Kind, fullness, percent, shares
from codex_tui.model.conversation import Conversation, Usage
from codex_tui.model.items import AgentItem, CommandItem, Item, ItemStatus, ReasoningItem, UserItem
from codex_tui.model.keys import ItemKey, ThreadKey
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import CompactionItem

THREAD = ThreadKey("local", "t")


def _item(number: int, kind: str, text: str) -> Item:
    key: ItemKey = THREAD.item("turn", f"i{number}")
    if kind == "user":
        return UserItem(key=key, text=SafeText(text))
    if kind == "agent":
        agent = AgentItem(key=key)
        agent.text.append(text)
        return agent
    if kind == "reasoning":
        reasoning = ReasoningItem(key=key)
        reasoning.summary.append(text)
        return reasoning
    if kind == "compaction":
        return CompactionItem(key=key, status=ItemStatus.COMPLETED)
    command = CommandItem(key=key, command=SafeText("ls"), cwd=SafeText("/"))
    command.output.append(text)
    return command


def conversation_of(*parts: tuple[str, str], tokens: int, window: int | None = 1000) -> Conversation:
    conversation = Conversation(THREAD)
    conversation.history.complete = True
    conversation.usage = Usage(context_tokens=tokens, window=window)
    for number, (kind, text) in enumerate(parts):
        conversation.append(_item(number, kind, text))
    return conversation


KINDS = st.sampled_from(["user", "agent", "reasoning", "command", "compaction"])


@given(st.lists(st.tuples(KINDS, st.text(max_size=400)), max_size=12), st.integers(0, 5000))
def test_the_parts_are_together_what_the_server_counts(parts: list[tuple[str, str]], tokens: int):
    found = shares(conversation_of(*parts, tokens=tokens))
    assert sum(share.tokens for share in found) == tokens
    assert all(share.tokens > 0 for share in found)
    assert [share.tokens for share in found] == sorted((share.tokens for share in found), reverse=True)
    assert len({share.kind for share in found}) == len(found)


def test_each_kind_is_counted_by_its_text():
    conversation = conversation_of(
        ("user", "x" * 40), ("agent", "x" * 80), ("command", "x" * 398), tokens=1000
    )
    assert [(share.kind, share.tokens) for share in shares(conversation)] == [
        (Kind.REST, 870),
        (Kind.COMMANDS, 100),
        (Kind.ANSWERS, 20),
        (Kind.PROMPTS, 10),
    ]


def test_an_output_counts_as_far_as_a_model_gets_it():
    found = shares(conversation_of(("command", "line\n" * 100_000), tokens=200_000))
    assert {share.kind: share.tokens for share in found}[Kind.COMMANDS] <= 10_001


def test_what_was_compacted_is_in_the_summary_and_earlier_turns_are_named():
    parts = ("user", "x" * 400), ("compaction", ""), ("agent", "x" * 40)
    found = shares(conversation_of(*parts, tokens=500))
    assert [(share.kind, share.tokens) for share in found] == [(Kind.SUMMARY, 490), (Kind.ANSWERS, 10)]
    conversation = conversation_of(("user", "x" * 400), tokens=500)
    conversation.history.complete = False
    assert shares(conversation)[0].kind is Kind.EARLIER


@pytest.mark.parametrize(
    ("tokens", "full"),
    [(794, Fullness.FINE), (800, Fullness.HIGH), (944, Fullness.HIGH), (950, Fullness.NEARLY_FULL)],
)
def test_how_full_it_is_has_a_word_from_80_per_cent(tokens: int, full: Fullness):
    assert fullness(Usage(context_tokens=tokens, window=1000)) is full
    assert percent(Usage(context_tokens=tokens)) is None
    assert fullness(Usage(context_tokens=tokens)) is Fullness.FINE
