"""Whatever a settings file or a file of the state folder holds: nothing raises, and what is wrong is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_tui.model.comparison import ComparePlace, Comparison, Contender
from codex_tui.model.diff_comments import Place
from codex_tui.model.draft import draft_of
from codex_tui.model.keys import ThreadKey
from codex_tui.model.kinship import Origin
from codex_tui.model.model_choice import ModelChoice
from codex_tui.settings.catalogue import rows
from codex_tui.settings.loading import build
from codex_tui.settings.reading import read_settings
from codex_tui.store.comparisons import ComparisonStore, plain
from codex_tui.store.diff_comments import DiffCommentStore
from codex_tui.store.drafts import DraftStore
from codex_tui.store.hidden_threads import HiddenStore
from codex_tui.store.history import HistoryStore
from codex_tui.store.last_looked import LastLooked
from codex_tui.store.layout import LayoutStore
from codex_tui.store.origins import OriginStore
from codex_tui.store.rule_times import RuleTimes
from codex_tui.store.trust_answers import TrustAnswers
from tests.fuzz.effort import effort

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Callable

THREAD = ThreadKey("local", "t")
NAMES = st.sampled_from(
    [
        "text",
        "elements",
        "of",
        "path",
        "number",
        "sign",
        "quote",
        "at",
        "client",
        "panel",
        "parent",
        "fork",
        "t",
        "local",
        *("server", "home", "begun", "prompt", "source", "place", "contenders", "folder"),
        *("model", "thread", "turn", "before", "ended", "took", "tokens", "edited"),
    ]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from([10**400, "\ud800", "\x1b[31m", "DONE", "READ_ONLY"]),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
DEEP = b"[" * 100_000
CONTENTS = st.one_of(JSON.map(lambda value: json.dumps(value).encode()), st.binary(max_size=60))


def write_then_read(
    folder: Path,
    content: bytes,
    store: Callable[[Path], Any],
    fill: Callable[[Any], object],
    read: Callable[[Any], object],
) -> None:
    """Has a store write its file, puts something else into it, and reads that."""
    fill(store(folder))
    files = [path for path in folder.rglob("*.json*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(content)
    read(store(folder))
    fill(store(folder))
    read(store(folder))


def _flushed(store: DraftStore) -> None:
    store.put(THREAD, "a draft")
    store.flush()


COMPARED = Comparison(
    draft_of("?"), THREAD, ComparePlace.READ_ONLY, [Contender(ModelChoice("m"), THREAD)], "t"
)

STORES: dict[str, tuple[Callable[[Path], Any], Callable[[Any], object], Callable[[Any], object]]] = {
    "drafts": (lambda at: DraftStore("/p", folder=at), _flushed, lambda store: store.get(THREAD)),
    "history": (
        lambda at: HistoryStore("/p", folder=at),
        lambda store: store.add("a prompt"),
        lambda store: store.entries(),
    ),
    "comments": (
        lambda at: DiffCommentStore(folder=at),
        lambda store: store.put(THREAD, Place("a.py", 4, "+", "x"), "why?"),
        lambda store: store.comments(THREAD),
    ),
    "hidden": (
        lambda at: HiddenStore(folder=at),
        lambda store: store.change(hide=["t"]),
        lambda store: store.load(),
    ),
    "origins": (
        lambda at: OriginStore(folder=at),
        lambda store: store.change({"t": Origin("p")}),
        lambda store: store.load(),
    ),
    "comparisons": (
        lambda at: ComparisonStore(folder=at),
        lambda store: store.put(plain(COMPARED, "local", "")),
        lambda store: store.load("local"),
    ),
    "layout": (
        lambda at: LayoutStore(folder=at),
        lambda store: store.keep_panel(True),
        lambda store: (store.panel, store.split),
    ),
    "looked": (
        lambda at: LastLooked("server", folder=at),
        lambda store: store.here(),
        lambda store: store.elsewhere_for(),
    ),
    "rules": (
        lambda at: RuleTimes(folder=at),
        lambda store: store.note(["ls"], 1.0),
        lambda store: store.load(),
    ),
    "trust": (
        lambda at: TrustAnswers(folder=at),
        lambda store: store.refuse("local", "/p"),
        lambda store: store.load("local"),
    ),
}


@pytest.mark.parametrize("name", STORES)
@effort(4)
@example(DEEP)
@example(
    b'{"t": {"server": "local", "place": [], "contenders": [{"model": "m", "ended": [], "before": 1e999}]}}'
)
@example(
    b'{"t": {"server": "local", "place": "READ_ONLY", "begun": 1e999, "contenders": [{"model": "m"}, 5]}}'
)
@example(b'{"at": 1e999, "number": 1e999, "t": [1e999]}')
@example(json.dumps({"at": 10**400, "client": 10**400}).encode())
@given(CONTENTS)
def test_any_content_of_a_file_of_ours_can_be_read_and_written_over(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        write_then_read(Path(folder), content, *STORES[name])


TABLES = [f"[{table}]" for table in sorted({row.key.partition(".")[0] for row in rows()})]
NAMED = [row.key.rpartition(".")[2] for row in rows()]
VALUES = [
    *(
        "1",
        "-1",
        "1e999",
        "nan",
        "true",
        '"dark"',
        '"x"',
        "[]",
        '["ctrl+x", 5]',
        "{}",
        "{a = 1}",
        "1979-13-45",
    ),
    *('"\\u0000"', "[[[[]]]]", "'", "9" * 5_000, '"#7aa2c8"', '"wss://a"'),
]
TOML = st.lists(
    st.one_of(
        st.sampled_from([*TABLES, "[keys.actions]", "[themes.x]", "[servers.x]", "[[themes]]"]),
        st.tuples(st.sampled_from([*NAMED, "base", "accent", "address", "x"]), st.sampled_from(VALUES)).map(
            " = ".join
        ),
        st.text(max_size=12),
    ),
    max_size=10,
).map("\n".join)


@effort(25)
@example("a = " + "[" * 5_000)
@given(TOML)
def test_any_settings_file_can_be_read_and_what_is_wrong_is_told(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        reading = read_settings(path, {"CODEX_TUI_THEME": text.replace("\0", "")}, [text])
        build(reading.plain()["explicit"])
        json.dumps(reading.plain())
        assert all(problem.strip() for problem in reading.problems)
        try:
            tomllib.loads(text)
        except (ValueError, RecursionError):
            assert reading.problems


@effort(10)
@given(st.binary(max_size=80))
def test_a_settings_file_of_any_bytes_is_no_reason_not_to_start(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(content)
        read_settings(path, {})
