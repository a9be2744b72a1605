from pathlib import Path

from codex_tui.store.layout import LayoutStore


def test_the_choice_is_there_again_and_nobody_chose_at_first(tmp_path: Path):
    assert LayoutStore(folder=tmp_path).panel is None
    LayoutStore(folder=tmp_path).keep_panel(False)
    assert LayoutStore(folder=tmp_path).panel is False


def test_each_choice_is_kept_beside_the_others_and_can_be_given_up(tmp_path: Path):
    LayoutStore(folder=tmp_path).keep_panel(True)
    LayoutStore(folder=tmp_path).keep_split(False)
    assert (LayoutStore(folder=tmp_path).panel, LayoutStore(folder=tmp_path).split) == (True, False)
    LayoutStore(folder=tmp_path).keep_split(None)
    assert (LayoutStore(folder=tmp_path).panel, LayoutStore(folder=tmp_path).split) == (True, None)


def test_a_file_that_cannot_be_read_is_kept_aside(tmp_path: Path):
    path = tmp_path / "layout.json"
    for broken in (b"{", b"[]", b'{"panel": "yes"}'):
        path.write_bytes(broken)
        assert LayoutStore(folder=tmp_path).panel is None
        assert not path.exists()
        assert (tmp_path / "layout.json.corrupt").read_bytes() == broken


def test_a_full_disk_is_said_once_and_the_choice_holds(tmp_path: Path):
    said: list[str] = []
    file = tmp_path / "file"
    file.write_text("")
    store = LayoutStore(folder=file / "below", on_problem=said.append)
    store.keep_panel(True)
    store.keep_panel(False)
    assert store.panel is False
    assert len(said) == 1
