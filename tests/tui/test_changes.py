"""A person reads what was changed on the real server, comments on it, and takes it back."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from codex_tui.demo.script import Patch, Script, Text
from codex_tui.options import Options
from tests.support.app import running
from tests.support.trust import leave_untrusted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]

NEW = Options(new=True)

TWO_HUNKS = """\
*** Begin Patch
*** Update File: shop/cart.py
@@
-    quantity: int = 1
+    quantity: int = 2
@@
-    return round(subtotal(lines) * (1 - discount), 2)
+    return round(subtotal(lines) * (1 - discount), 3)
*** Add File: notes.txt
+a note
*** End Patch
"""


async def changed(run, scripted_model, *actions, ends="All is changed."):
    scripted_model.on("@@change", Script([*([action] for action in actions), [Text(ends)]]))
    await run.shows("│ Ask ")
    await run.type("@@change it")
    await run.press("enter")
    await agree_until(run, ends)


async def agree_until(run, end):
    """Says yes to whatever is asked until the turn is over."""
    while not (end in run.screen_text() and "· idle" in run.screen_text()):
        await run.until(lambda: len(run.app.state.inbox) > 0 or "· idle" in run.screen_text())
        if run.app.state.inbox:
            await run.shows("alt+a to answer")
            await run.press("alt+a")
            await run.answer("y")


async def test_a_sign_says_on_which_line_of_a_diff_one_is(server_config, scripted_model):
    def under_cursor(run):
        return [line for row in run.screen_text().splitlines() if (line := row[36:]).startswith((" ▎", "▾▎"))]

    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d", "J")
        await run.shows("file 2 of 2", "▾▎line 7")
        for _ in range(4):
            await run.press("j")
        wanted = ["▎10", "-", "quantity:", "int", "=", "1"]
        await run.until(lambda: [row.split() for row in under_cursor(run)] == [wanted])


async def test_the_changes_of_a_turn_are_read_file_by_file(server_config, scripted_model):
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d")
        await run.shows("[turn]", "2 files  +3 -2", "file 1 of 2", "notes.txt", "+a note")
        await run.press("J")
        await run.shows("file 2 of 2", "▾▎line 7", "-    quantity: int = 1", "+    quantity: int = 2")
        await run.press("space")
        shown = await run.shows("▸▎line 7")
        assert "quantity: int = 2" not in shown
        await run.press("v")
        await run.shows("☑ shop/cart.py")
        await run.press("escape")
        await run.shows("│ Ask ", "All is changed.")


async def test_comments_go_to_the_model_as_one_message(server_config, scripted_model):
    scripted_model.on("Comments on the changes", Script([[Text("I see to both.")]]))
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d")
        await run.shows("+a note")
        await run.press("j", "c")
        await run.type("why a note?")
        await run.press("enter")
        await run.shows("▎ why a note?", "S sends 1 comment")
        await run.press("J", "j", "j", "j", "j", "c")
        await run.type("one is right")
        await run.press("enter")
        await run.shows("▎ one is right", "S sends 2 comments")
        # Left and opened again, they are still there.
        await run.press("q")
        await run.shows("│ Ask ")
        await run.press("alt+d")
        await run.shows("S sends 2 comments", "▎ why a note?")
        await run.press("S")
        await run.shows("Sent 2 comments as one message")
        await run.press("q")
        await run.shows("I see to both.", "· idle")
        [sent] = {
            prompt
            for request in scripted_model.requests
            for prompt in request.prompts
            if "Comments" in prompt
        }
        assert sent == (
            "Comments on the changes:\n\n"
            "notes.txt:1\n> +a note\nwhy a note?\n\n"
            "shop/cart.py:10 (removed line)\n> -    quantity: int = 1\none is right"
        )


async def test_one_hunk_is_taken_back_and_the_others_stay(server_config, scripted_model, project_dir):
    cart = project_dir / "shop" / "cart.py"
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d", "J", "n")
        await run.shows("file 2 of 2", "line 17", "- discount), 3)")
        await run.press("u")
        await run.shows("Take back this hunk of shop/cart.py?")
        await run.press("enter")  # no
        assert "discount), 3)" in cart.read_text()
        await run.press("u", "y")
        await run.shows("The hunk in shop/cart.py is taken back", "▎taken back")
        assert "discount), 2)" in cart.read_text()
        assert "quantity: int = 2" in cart.read_text()
        # What does not fit any more is left alone, and said.
        cart.write_text("another file\n")
        await run.press("N", "u", "y")
        await run.shows("Not taken back: the file was changed since")
        assert cart.read_text() == "another file\n"


MOVED = """\
*** Begin Patch
*** Update File: shop/cart.py
*** Move to: shop/basket.py
@@
 class Line:
     name: str
     price: float
-    quantity: int = 1
+    quantity: int = 2
@@
-    return round(subtotal(lines) * (1 - discount), 2)
+    return round(subtotal(lines) * (1 - discount), 3)
*** End Patch
"""


async def test_of_a_moved_file_only_its_lines_are_shown_and_from_where_and_it_is_taken_back(
    server_config, scripted_model, project_dir
):
    before = (project_dir / "shop" / "cart.py").read_text()
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(MOVED))
        shown = await run.shows("shop/cart.py → shop/basket.py", "quantity: int = 2")
        assert "Moved to" not in shown
        await run.press("alt+d")
        shown = await run.shows("[turn]", "shop/cart.py → shop/basket.py", "quantity: int = 2")
        assert "Moved to" not in shown
        await run.press("u", "y")
        await run.shows("▎taken back")
        # What is left of it, then.
        await run.press("U")
        await run.shows("It goes back to shop/cart.py.")
        await run.press("y")
        await run.until((project_dir / "shop" / "cart.py").exists)
        assert (project_dir / "shop" / "cart.py").read_text() == before


@pytest.mark.long
async def test_a_file_is_taken_back_as_a_whole(server_config, scripted_model, project_dir):
    before = (project_dir / "shop" / "cart.py").read_text()
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d", "U", "y")
        await run.shows("The changes in notes.txt are taken back")
        assert not (project_dir / "notes.txt").exists()
        await run.press("J", "U", "y")
        await run.shows("The changes in shop/cart.py are taken back")
        assert (project_dir / "shop" / "cart.py").read_text() == before


async def test_the_working_tree_shows_what_commands_changed_too(server_config, scripted_model, project_dir):
    (project_dir / "shop" / "receipt.py").unlink()
    (project_dir / "shop" / "new [red]file.py").write_text("one = 1\n")
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        (project_dir / "README.md").write_text("# shop\n\nmore\n")  # as a command would
        await run.press("alt+d", "shift+tab")
        shown = await run.shows("[working tree]", "5 files", "README.md", "+more", "new [red]file.py")
        assert "build/stale.txt" not in shown
        await run.press("U", "y")
        await run.shows("The changes in README.md are taken back", "4 files")
        assert "one failing test" in (project_dir / "README.md").read_text()
        await run.press("tab", "tab")
        await run.shows("[thread]", "2 files")


async def test_in_a_folder_whose_name_has_a_control_character_the_working_tree_is_read(
    server_config, scripted_model, project_dir, state_folder
):
    folder = project_dir.rename(project_dir.with_name("sh\x07op"))
    leave_untrusted(state_folder, folder)
    config = replace(server_config, cwd=str(folder))
    async with running(config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        (folder / "README.md").write_text("# shop\n\nmore\n")  # as a command would
        await run.press("alt+d", "shift+tab")
        await run.shows("[working tree]", "README.md", "+more")
        await run.press("U", "y")
        await run.shows("The changes in README.md are taken back")
        assert "one failing test" in (folder / "README.md").read_text()
        await run.press("escape", "left")
        await run.shows("RECENT")
        assert "folder gone" not in run.screen_text()


@pytest.mark.long
async def test_a_folder_without_git_says_so(server_config, scripted_model, project_dir):
    shutil.rmtree(project_dir / ".git")
    async with running(server_config, NEW, size=(100, 30)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d", "shift+tab")
        await run.shows("is no git repository")
        await run.press("tab", "U", "y")
        await run.shows("The changes in notes.txt are taken back")


@pytest.mark.long
async def test_a_file_outside_of_the_folder_is_shown_whole_and_not_touched(
    server_config, scripted_model, project_dir
):
    outside = project_dir.parent / "outside.txt"
    patch = "*** Begin Patch\n*** Add File: ../outside.txt\n+a line outside\n*** End Patch\n"
    scripted_model.on("@@change", Script([[Patch(patch)], [Text("All is changed.")]]))
    async with running(server_config, NEW, size=(120, 40)) as run:
        await run.shows("│ Ask ")
        await run.type("@@change it")
        await run.press("enter")
        await agree_until(run, "All is changed.")
        await run.press("alt+d")
        await run.shows("Outside of the thread's folder", "+a line outside")
        await run.press("u", "y")
        await run.shows("Not taken back: it lies outside of the thread's folder")
        assert outside.read_text() == "a line outside\n"


async def test_a_comment_goes_with_its_line_and_stays_when_that_is_gone(
    server_config, scripted_model, project_dir
):
    cart = project_dir / "shop" / "cart.py"
    async with running(server_config, NEW, size=(120, 40)) as run:
        await changed(run, scripted_model, Patch(TWO_HUNKS))
        await run.press("alt+d", "shift+tab")
        await run.shows("[working tree]", "2 files")
        await run.press("J")
        await run.shows("+    quantity: int = 2")
        await run.press("j", "j", "j", "j", "j", "c")
        await run.type("why two?")
        await run.press("enter")
        await run.shows("▎ why two?")
        cart.write_text("# a line above\n" + cart.read_text())
        await run.press("R")
        shown = await run.shows("▎ why two?", "# a line above")
        rows = [row.strip() for row in shown.split("\n")]
        [said] = [at for at, row in enumerate(rows) if "why two?" in row]
        assert "quantity: int" in rows[said - 1]
        cart.write_text(cart.read_text().replace("quantity: int", "amount: int"))
        await run.press("R")
        await run.shows("which is not among these:", "▎ why two?", "S sends 1 comment")
        await run.press("g", "e")
        await run.type(" and why an int?")
        await run.press("enter")
        await run.shows("▎ why two? and why an int?")
        await run.press("x")
        await run.hides("why two?")
