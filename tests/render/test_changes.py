from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.diff import cut
from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.render.changes import FileChangeRenderer
from codex_tui.render.words import changed_words
from tests.render.support import KEY, context, copied, shown, token_at

DIFF = """@@ -41,4 +41,5 @@ class Sender
 def send(event):
-    return post(event.url, event.body)
+    return retry(post, event.url, event.body)
+
 
@@ -90 +91 @@
-a
\\ No newline at end of file
+b
"""


def change(diff: str = DIFF, kind: str = "update", path: str = "src/hooks/sender.py") -> FileChange:
    return FileChange(SafeText(path), kind, SafeText(diff))


def patch(*changes: FileChange, status: ItemStatus = ItemStatus.COMPLETED) -> FileChangeRenderer:
    return FileChangeRenderer(FileChangeItem(key=KEY, changes=changes, status=status))


def test_a_diff_has_counts_numbers_and_signs() -> None:
    assert shown(patch(change()), context(60)) == [
        "± src/hooks/sender.py  +3 -2                               ▾",
        "  … class Sender",
        "  41  def send(event):",
        "  42 -    return post(event.url, event.body)",
        "  42 +    return retry(post, event.url, event.body)",
        "  43 +",
        "  44  ",
        "  …",
        "  90 -a",
        "  No newline at end of file",
        "  91 +b",
    ]


def test_paths_inside_the_thread_s_folder_are_relative_to_it_and_others_are_whole() -> None:
    def path_of(path: str, folder: str) -> str:
        return shown(patch(change("x", "add", path)), context(60, folder=folder))[0].split("  ")[0]

    assert path_of("/home/me/shop/shop/cart.py", "/home/me/shop") == "± shop/cart.py"
    assert path_of("/home/me/shop/shop/cart.py", "/home/me/shop/") == "± shop/cart.py"
    assert path_of("/home/me/shopping/cart.py", "/home/me/shop") == "± /home/me/shopping/cart.py"
    assert path_of("/home/me/shop/../cart.py", "/home/me/shop") == "± /home/me/shop/../cart.py"
    assert path_of("/home/me/shop/cart.py", "") == "± /home/me/shop/cart.py"


def test_only_the_changed_words_of_a_line_stand_out() -> None:
    renderer = patch(change())
    renderer.update(context(80))
    assert token_at(renderer.lines, "retry") == {"added_word"}
    assert token_at(renderer.lines, "event.url, event.body") >= {"added", "removed"}
    assert changed_words("x = 1", "entirely different") == ((), ())


def test_a_new_file_is_its_content() -> None:
    renderer = patch(change("one\n@@ no hunk\n-three", "add", "new.txt"))
    assert shown(renderer, context(40)) == [
        "± new.txt  new  +3 -0",
        "  1 +one",
        "  2 +@@ no hunk",
        "  3 +-three",
    ]
    assert renderer.lines[0].target is None


def test_a_deleted_file_is_all_removed() -> None:
    assert shown(patch(change("one\n", "delete", "old.txt")), context(40)) == [
        "± old.txt  deleted  +0 -1",
        "  1 -one",
    ]


def test_each_file_folds_to_some_lines() -> None:
    long = "".join(f"line {number}\n" for number in range(30))
    lines = shown(patch(change(long, "add", "a"), change(long, "add", "b")), context(40, folded=True))
    assert len(lines) == 2 * (1 + 8 + 1)
    assert lines[9] == "  … 22 more lines  ▸"


def test_a_narrow_header_keeps_the_name_of_the_file_and_the_counts() -> None:
    assert shown(patch(change()), context(28))[0] == "± …hooks/sender.py  +3 -2  ▾"


def test_what_became_of_the_patch_is_said() -> None:
    renderer = patch(change(), status=ItemStatus.DECLINED)
    assert "declined" in shown(renderer, context(60))[0]


def test_copying_a_diff_gives_a_diff() -> None:
    renderer = patch(change("@@ -1 +1 @@\n-" + "old " * 20 + "\n+new\n"))
    renderer.update(context(40))
    assert copied(renderer.lines[1:]) == "-" + "old " * 20 + "\n+new"


@given(
    st.lists(
        st.sampled_from(
            [*DIFF.splitlines(), "@@", "@@ -1,9 +1 @@ x", "--- a", "+++ b", "diff --git", "漢" * 30, "\t"]
        )
    ),
    st.sampled_from(["add", "update", "delete"]),
    st.integers(20, 120),
    st.booleans(),
)
def test_any_diff_is_drawn_within_the_width(lines: list[str], kind: str, width: int, folded: bool) -> None:
    renderer = patch(change("\n".join(lines), kind), change())
    renderer.update(context(width, folded=folded))
    assert all(line.strip.cell_length <= width for line in renderer.lines)
    offsets = [line.source for line in renderer.lines]
    assert offsets == sorted(offsets)
    numbers = [line.number for hunk in cut("\n".join(lines), kind) for line in hunk.lines]
    assert all(number is None or number >= 0 for number in numbers)
