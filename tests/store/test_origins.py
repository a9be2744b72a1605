"""Where threads come from, over restarts and beside other processes."""

from codex_tui.model.kinship import Origin
from codex_tui.model.safe_text import SafeText
from codex_tui.store.origins import OriginStore

FORK = Origin("source", prompt=SafeText("the last prompt"))
AGENT = Origin("parent", agent=True, name=SafeText("helper"))


def test_two_processes_add_to_the_same_file(tmp_path):
    one, other = OriginStore(folder=tmp_path), OriginStore(folder=tmp_path)
    one.change({"a": FORK})
    other.change({"b": AGENT})
    assert one.load() == {"a": FORK, "b": AGENT}
    one.change({"a": None, "never kept": None})
    assert other.load() == {"b": AGENT}


def test_what_cannot_be_read_is_kept_aside(tmp_path):
    (tmp_path / "origins.json").write_text("{half")
    store = OriginStore(folder=tmp_path)
    assert store.load() == {}
    assert (tmp_path / "origins.json.corrupt").read_text() == "{half"


def test_a_full_disk_is_told_once(tmp_path):
    (tmp_path / "file").touch()
    told: list[str] = []
    store = OriginStore(folder=tmp_path / "file", on_problem=told.append)
    store.change({"a": FORK})
    store.change({"b": AGENT})
    assert len(told) == 1
