"""Which files a message names, and how an editor is told of one."""

from __future__ import annotations

import pytest

from codex_tui.editor import editor_command, existing_files
from codex_tui.model.items import AgentItem, CommandItem, FileChange, FileChangeItem
from codex_tui.model.keys import ThreadKey
from codex_tui.model.named_files import files_named_in
from codex_tui.model.safe_text import SafeText

KEY = ThreadKey("local", "t").item("turn", "item")


def answer(text):
    item = AgentItem(key=KEY)
    item.text.append(text)
    return item


def named(item):
    return [(name.path, name.line) for name in files_named_in(item)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See `src/a.py:12`.", ("src/a.py", 12)),
        ("See src/a.py:12:5, and more", ("src/a.py", 12)),
        ("[the sender](/src/a.py#L7) does it", ("/src/a.py", 7)),
        ("[it](file:///src/a%20b.py)", ("/src/a b.py", None)),
        ("[with spaces](<my file.py>) `my file.py`", ("my file.py", None)),
        ("- a.py:3-9", ("a.py", 3)),
    ],
)
def test_prose_names_files(text, found):
    assert found in named(answer(text))


def test_a_command_names_its_files_from_its_own_folder():
    item = CommandItem(key=KEY, command=SafeText("rg -n 'def send' src"), cwd=SafeText("/elsewhere"))
    item.output.append("src/sender.py:41: def send(event):\n")
    assert ("src/sender.py", 41, "/elsewhere") in files_named_in(item)


def test_a_change_names_where_its_file_is_now():
    change = FileChange(SafeText("/a.py"), "update", SafeText("@@ -3,2 +5,2 @@\n-a\n+b\n"), SafeText("/b.py"))
    assert named(FileChangeItem(key=KEY, changes=(change,))) == [("/b.py", 5)]


def test_only_plain_files_that_exist_are_offered_each_once(tmp_path):
    (tmp_path / "-rf").write_text("")
    (tmp_path / "a.py").write_text("")
    (tmp_path / "folder").mkdir()
    item = answer("`-rf` a.py a.py:3 folder /dev/null gone.py \0 " + "x" * 5000)
    found = existing_files(files_named_in(item), str(tmp_path))
    assert found == [(str(tmp_path / "-rf"), None), (str(tmp_path / "a.py"), 3)]


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+3", "/a.py"]),
        ("/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+3", "/a.py"]),
        ("code --wait", ["code", "--wait", "--goto", "/a.py:3"]),
        ("hx", ["hx", "/a.py:3"]),
        ("ed; rm -rf /", ["ed;", "rm", "-rf", "/", "/a.py"]),
    ],
)
def test_an_editor_gets_the_line_as_it_takes_it(editor, command):
    assert editor_command("/a.py", 3, {"EDITOR": editor}) == command


def test_visual_wins_and_without_either_there_is_no_editor():
    assert editor_command("/a.py", None, {"VISUAL": "vi", "EDITOR": "ed"}) == ["vi", "/a.py"]
    assert editor_command("/a.py", None, {"EDITOR": ""}) is None
