"""Diffs as they are read and drawn: side by side, by hunk, in pieces, whatever state they are in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.model.diff import DiffKind, FilePatch, cut
from codex_tui.model.git_diff import files_of_git, locator
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.patch_text import patch_of
from codex_tui.model.safe_text import SafeText
from codex_tui.render.changes import FileChangeRenderer
from codex_tui.render.hunk_lines import HunkLines
from codex_tui.render.pieces import PieceLines
from codex_tui.widgets.diff.document import START, Document, Spot
from tests.render.support import KEY, context, shown, token_at

DIFF = """@@ -41,4 +41,5 @@ class Sender
 def send(event):
-    return post(event.url, event.body)
+    return retry(post, event.url, event.body)
+    # never reached
 
@@ -90 +91 @@
-a
\\ No newline at end of file
+b
"""


def patch(diff: str = DIFF, kind: str = "update", path: str = "sender.py") -> FileChangeRenderer:
    change = FileChange(SafeText(path), kind, SafeText(diff))
    return FileChangeRenderer(FileChangeItem(key=KEY, changes=(change,)))


def test_from_120_columns_on_both_files_stand_side_by_side() -> None:
    assert not any("│" in line for line in shown(patch(), context(119)))
    lines = shown(patch(), context(120))
    assert {len(line) for line in lines if "│" in line} == {120}
    assert [tuple(half.strip() for half in line.split("│")) for line in lines[2:]] == [
        ("41  def send(event):", "41  def send(event):"),
        ("42 -    return post(event.url, event.body)", "42 +    return retry(post, event.url, event.body)"),
        ("", "43 +    # never reached"),
        ("43", "44"),
        ("…",),
        ("90 -a", "91 +b"),
        ("No newline at end of file", ""),
    ]


@pytest.mark.parametrize(
    ("width", "chosen", "split"), [(80, True, True), (160, False, False), (50, True, False)]
)
def test_what_a_person_chose_wins_over_the_width_where_there_is_room(width, chosen, split) -> None:
    lines = shown(patch(), context(width)._replace(split=chosen))
    assert any("│" in line for line in lines) is split


def test_a_new_file_is_never_split() -> None:
    assert shown(patch("one\ntwo\n", "add"), context(160))[1:] == ["  1 +one", "  2 +two"]


def test_code_has_its_colours_and_changed_words_theirs() -> None:
    renderer = patch()
    renderer.update(context(80))
    assert token_at(renderer.lines, "retry(") == {"added_word"}
    assert token_at(renderer.lines, "# never reached") == {"muted"}
    assert "accent" in token_at(renderer.lines, "return")
    assert token_at(renderer.lines, "event.url, event.body") == {"added", "removed"}


def test_the_lines_of_the_old_file_do_not_confuse_the_colours_of_the_new_one() -> None:
    [hunk] = cut('@@ -1,2 +1,2 @@\n-text = """\n+text = 1\n value = 2\n')
    lines = HunkLines(hunk, "python")
    assert ("2", "code") in lines.colours(2)


def test_the_header_of_a_hunk_opens_it_in_a_folded_cell() -> None:
    hunks = "".join(f"@@ -{at},3 +{at},4 @@ def f{at}\n a\n-b\n+c\n+d\n e\n" for at in range(10, 100, 10))
    renderer = patch(hunks)
    folded = shown(renderer, context(60, folded=True))
    assert folded[2:] == [
        "  10  a",
        "  11 -b",
        "  11 +c",
        "  12 +d",
        "  13  e",
        *(f"  … line {at}  def f{at}  5 lines  ▸" for at in (20, 30, 40, 50)),
        "  … 4 more hunks, 20 lines  ▸",
    ]
    target = renderer.lines[8].target
    assert target is not None and renderer.toggle(target)
    opened = shown(renderer, context(60, folded=True))
    assert opened[7:14] == [
        "  … line 20  def f20  5 lines  ▸",
        "  … def f30",
        "  30  a",
        "  31 -b",
        "  31 +c",
        "  32 +d",
        "  33  e",
    ]
    assert renderer.toggle(renderer.lines[8].target or "")
    assert shown(renderer, context(60, folded=True)) == folded
    assert not renderer.toggle("fold")


@pytest.mark.parametrize("width", [80, pytest.param(160, marks=pytest.mark.long)])
def test_of_a_large_diff_only_what_is_looked_at_is_laid_out(width: int) -> None:
    hunk = "".join(f" line {number}\n-old {number}\n+new {number}\n" for number in range(2000))
    renderer = patch(f"@@ -1,4000 +1,4000 @@\n{hunk}")
    for size in (width, width + 5):
        renderer.update(context(size))
        lines = renderer.lines
        assert isinstance(lines, PieceLines)
        drawn = lines.laid_out
        lines.reach(len(lines) // 2, 40, 40)
        assert 0 < lines.laid_out - drawn < 300
    assert [line.source for line in lines] == sorted(line.source for line in lines)


def test_small_hunks_are_not_even_read_before_somebody_looks() -> None:
    hunks = cut("".join(f"@@ -{at},2 +{at},2 @@\n-a\n+b\n c\n" for at in range(1, 30_000, 10)))
    assert len(hunks) == 3000
    document = Document(file_patch(hunks))
    spot = document.last
    assert document.lines_at(spot)[0].text == "c"
    assert sum(hunk._lines is not None for hunk in hunks) == 1


def file_patch(hunks) -> FilePatch:
    return FilePatch("/home/me/shop/a.py", "update", tuple(hunks))


def test_what_is_no_right_hunk_is_read_by_its_signs() -> None:
    [hunk] = cut("@@ -1,9 +1 @@ wrong\n+a\nno sign\n-b\n\\ note\n")
    assert [(line.kind, line.text, line.number) for line in hunk.lines] == [
        (DiffKind.ADDED, "a", 1),
        (DiffKind.CONTEXT, "no sign", 2),
        (DiffKind.REMOVED, "b", 2),
        (DiffKind.NOTE, "note", None),
    ]


def test_nothing_in_a_line_reaches_the_terminal_and_line_ends_stay_line_ends() -> None:
    [hunk] = cut("@@ -1 +1,2 @@\n-\x1b[31ma\r\n+b\rc\r\n+\u202ed\r\n")
    assert [line.text for line in hunk.lines] == ["␛[31ma", "b␍c", "‹U+202E›d"]
    [mixed] = cut("@@ -1 +1 @@\n-a\r\n+a\n")
    assert [line.text for line in mixed.lines] == ["a␍", "a"]


GIT = """diff --git a/a b.txt b/a b.txt
index 1..2 100644
--- a/a b.txt\t
+++ b/a b.txt\t
@@ -1 +1 @@
-one
+two
diff --git "a/\\303\\244\\"q.txt" "b/\\303\\244\\"q.txt"
new file mode 100644
index 0000000..1
--- /dev/null
+++ "b/\\303\\244\\"q.txt"
@@ -0,0 +1,2 @@
+x
+y
diff --git a/gone b/gone
deleted file mode 100644
index 1..0
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-was here
\\ No newline at end of file
diff --git a/pic.png b/pic.png
index 1..2 100644
Binary files a/pic.png and b/pic.png differ
diff --git a/run b/run
old mode 100644
new mode 100755
diff --git a/x b/y b/x b/y
index 1..2 100644
--- a/x b/y
+++ b/x b/y
@@ -1 +1 @@
-1
+2
"""


def test_a_diff_of_git_is_read_file_by_file() -> None:
    files = files_of_git(GIT, locator("/shop", frozenset({"/shop/sub/run"})))
    assert [(file.path, file.change, file.added, file.removed) for file in files] == [
        ("/shop/a b.txt", "update", 1, 1),
        ('/shop/ä"q.txt', "add", 2, 0),
        ("/shop/gone", "delete", 0, 1),
        ("/shop/pic.png", "update", 0, 0),
        ("/shop/sub/run", "update", 0, 0),
        ("/shop/x b/y", "update", 1, 1),
    ]
    assert files[1].hunks[0].whole_file
    assert "binary" in files[3].note
    assert "mode" in files[4].note


def test_a_hunk_is_copied_as_a_patch_that_fits_again() -> None:
    [first, _] = cut(DIFF)
    assert patch_of("a.py", [first]) == "--- a/a.py\t\n+++ b/a.py\t\n" + DIFF[: DIFF.index("@@ -90")]
    [new] = cut("one\ntwo", "add")
    assert patch_of("n\n", [new]) == (
        '--- /dev/null\n+++ "b/n\\012"\n@@ -0,0 +1,2 @@\n+one\n+two\n\\ No newline at end of file\n'
    )


def test_one_walks_a_file_by_rows_and_folded_hunks_have_none() -> None:
    document = Document(file_patch(cut(DIFF)))
    spots = [spot := START]
    while (following := document.after(spot)) is not None:
        spots.append(spot := following)
    assert spots == [*(Spot(0, row) for row in range(-1, 5)), *(Spot(1, row) for row in range(-1, 3))]
    assert [document.before(spot) for spot in spots[1:]] == spots[:-1]
    document.cursor = Spot(0, 3)
    document.set_split(True)
    assert [line.text for line in document.lines_at(document.cursor)] == ["    # never reached"]
    document.fold(0)
    assert document.cursor == START
    assert document.after(START) == Spot(1, -1)


@given(
    st.lists(
        st.sampled_from(
            [*GIT.split("\n"), '--- "a\\', '+++ "b/\\9"', "GIT binary patch", "\ud800", "@@ -1 +1 @@"]
        )
    )
)
def test_whatever_is_called_a_diff_of_git_can_be_shown(lines: list[str]) -> None:
    for file in files_of_git("\n".join(lines), locator("/shop")):
        document = Document(file)
        for split in (True, False):
            document.set_split(split)
            spot: Spot | None = START
            while spot is not None:
                document.lines_at(spot)
                spot = document.after(spot)
