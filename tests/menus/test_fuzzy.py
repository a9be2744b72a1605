"""The fuzzy matcher of the menus."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.widgets.menu.fuzzy import match


def best(query: str, *texts: str) -> str:
    scored = [(found.score, text) for text in texts if (found := match(query, text)) is not None]
    return max(scored)[1]


def test_the_exact_name_comes_first_then_beginnings_then_what_holds_it():
    assert best("re", "rename", "re") == "re"
    assert best("co", "decode", "compact") == "compact"
    assert best("fork", "to work", "my fork") == "my fork"


def test_beginnings_of_words_and_letters_together_are_better():
    assert best("tc", "test_cart.py", "attic.py") == "test_cart.py"
    found = match("tc", "test_cart.py")
    assert found is not None
    assert found.indices == (0, 5)


def test_letters_that_are_not_there_in_that_order_do_not_match():
    assert match("comapct", "compact") is None
    assert match("xyz", "compact") is None
    assert match("", "compact") is not None


def test_a_letter_at_the_beginning_of_a_word_is_not_taken_where_the_rest_would_not_fit():
    found = match("abx", "ab abx ab")
    assert found is not None
    assert found.indices == (3, 4, 5)
    found = match("bc", "b_x b c b")
    assert found is not None


@given(st.text(max_size=6), st.text(max_size=40))
def test_the_marks_are_the_letters_of_the_query_in_their_order(query, text):
    found = match(query, text)
    folded = [character.lower() for character in text]
    letters = iter(folded)
    if found is None:
        assert query.lower() not in text.lower() or len(text.lower()) != len(text)
        return
    assert list(found.indices) == sorted(set(found.indices))
    assert all(0 <= at < len(text) for at in found.indices)
    if len(query.lower()) == len(query) and all(len(letter) == 1 for letter in folded):
        assert [text[at].lower() for at in found.indices] == list(query.lower())
        assert all(any(letter == wanted for letter in letters) for wanted in query.lower())


@given(st.text(alphabet="ab", min_size=1, max_size=5), st.text(alphabet="abc_", max_size=12))
def test_whatever_holds_the_letters_in_order_is_found(query, text):
    letters = iter(text)
    assert (match(query, text) is not None) == all(letter in letters for letter in query)
