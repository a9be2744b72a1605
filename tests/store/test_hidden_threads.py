"""Hidden threads outlive the process, and several processes hide and show at once."""

from concurrent.futures import ThreadPoolExecutor

from codex_tui.store.hidden_threads import HiddenStore


def test_what_is_hidden_stays_hidden_until_it_is_shown_again(tmp_path):
    HiddenStore(folder=tmp_path).change(hide=["a", "b"])
    assert HiddenStore(folder=tmp_path).load() == {"a", "b"}
    assert HiddenStore(folder=tmp_path).change(show=["a"]) == {"b"}
    assert HiddenStore(folder=tmp_path).load() == {"b"}


def test_what_two_processes_hide_at_once_is_all_hidden(tmp_path):
    names = [str(number) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: HiddenStore(folder=tmp_path).change(hide=[name]), names))
    assert HiddenStore(folder=tmp_path).load() == set(names)


def test_a_file_that_cannot_be_read_is_kept_aside(tmp_path):
    (tmp_path / "hidden-threads.json").write_text('{"threads": "all"}')
    assert HiddenStore(folder=tmp_path).load() == frozenset()
    assert (tmp_path / "hidden-threads.json.corrupt").exists()


def test_what_cannot_be_written_is_told_and_hidden_for_now(tmp_path):
    (tmp_path / "file").write_text("")
    told: list[str] = []
    store = HiddenStore(folder=tmp_path / "file" / "below", on_problem=told.append)
    assert store.change(hide=["a"]) == {"a"}
    store.change(hide=["b"])
    assert len(told) == 1
    assert told[0].startswith("What is hidden cannot be kept: ")
