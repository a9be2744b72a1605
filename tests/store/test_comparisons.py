"""Comparisons over restarts and beside other processes."""

from codex_tui.model.comparison import ComparePlace, Comparison, Contender, Result, Stand
from codex_tui.model.draft import draft_of
from codex_tui.model.keys import ThreadKey
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Edited, Tokens
from codex_tui.store.comparisons import KEPT, ComparisonStore, plain


def compared(name: str, begun: float = 1.0, *contenders: Contender) -> Comparison:
    prompt, source = draft_of("why?"), ThreadKey("local", "source")
    return Comparison(prompt, source, ComparePlace.WORKTREES, list(contenders), name, begun, "/shop")


def keep(store: ComparisonStore, comparison: Comparison, server: str = "local", home: str = "/home") -> None:
    store.put(plain(comparison, server, home))


def test_all_that_is_known_of_it_comes_back(tmp_path):
    done = Contender(
        ModelChoice("sol", "high", "fast"),
        ThreadKey("local", "t"),
        "turn",
        "/shop.worktrees/sol",
        "compare-sol",
        tokens_before=7,
        result=Result(1200, Tokens(9, 5, 1, 4, 2), Edited(1, 2, 3), Stand.DONE),
    )
    runs = Contender(ModelChoice("luna"), ThreadKey("local", "u"), "turn", result=Result(None, Tokens(3)))
    never = Contender(ModelChoice("astra"), problem=SafeText("there is no such branch"))
    keep(ComparisonStore(folder=tmp_path), compared("a", 5.0, done, runs, never))
    (again,) = ComparisonStore(folder=tmp_path).load("local", "/home")
    assert plain(again, "local", "/home") == plain(compared("a", 5.0, done, runs, never), "local", "/home")
    assert (again.prompt.text, again.source) == ("why?", ThreadKey("local", "source"))
    assert [one.result for one in again.contenders] == [done.result, Result(), Result()]
    assert [one.problem for one in again.contenders] == ["", "", "there is no such branch"]


def test_two_processes_add_to_one_file_and_the_newest_stand_first(tmp_path):
    one, other = ComparisonStore(folder=tmp_path), ComparisonStore(folder=tmp_path)
    keep(one, compared("a", 1.0))
    keep(other, compared("b", 2.0))
    assert [found.id for found in one.load("local", "/home")] == ["b", "a"]
    other.forget("b")
    other.forget("never kept")
    assert [found.id for found in one.load("local", "/home")] == ["a"]
    for number in range(KEPT):
        keep(one, compared(f"n{number}", 10.0 + number))
    found = [found.id for found in one.load("local", "/home")]
    assert len(found) == KEPT
    assert "a" not in found


def test_those_of_other_servers_and_homes_are_left_out(tmp_path):
    store = ComparisonStore(folder=tmp_path)
    keep(store, compared("here"))
    keep(store, compared("elsewhere"), server="box")
    keep(store, compared("demo"), home="/tmp/demo")
    assert [found.id for found in store.load("local", "/home")] == ["here"]
    assert {found.id for found in store.load("local")} == {"here", "demo"}  # which home is not known yet
    assert [found.id for found in store.load("box", "/home/of/box")] == []
