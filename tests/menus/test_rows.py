"""Rows of a menu fit into any number of columns, and say where they were cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codex_tui.model.around import Around
from codex_tui.model.around_facts import Skill
from codex_tui.model.file_search import MOST_FOUND, FileSearch, found_file, in_git_folder
from codex_tui.model.safe_text import SafeText
from codex_tui.slash import COMMANDS, CommandContext, Group
from codex_tui.widgets.menu.commands import arguments, commands
from codex_tui.widgets.menu.files import files, mention_label
from codex_tui.widgets.menu.rows import Entry, Heading, Offer, entry_parts, middle_cut, name_column
from codex_tui.widgets.menu.skills import skills
from tests.conversation.host import THREAD, idle_state, running_state


def drawn(entry: Entry, width: int, column: int | None = None) -> str:
    return "".join(text for text, _ in entry_parts(entry, width, column or name_column([entry], width)))


def test_a_path_is_cut_in_its_middle_and_its_name_stays():
    path = "packages/shop/src/shop/checkout/payment.py"
    assert middle_cut(path, (), 60) == (path, ())
    cut, marks = middle_cut(path, (0, 32, 33), 24)
    assert (cut, cell_len(cut)) == ("packages…out/payment.py"[-24:], len(cut)) or cut.endswith("payment.py")
    assert "…" in cut
    assert cell_len(cut) <= 24
    assert [cut[at] for at in marks] == ["p", *path[32:34]]


@given(st.text(alphabet="ab/é漢", max_size=40), st.integers(min_value=1, max_value=30))
def test_a_cut_path_fits_and_its_marks_stay_on_their_letters(path, width):
    indices = tuple(range(0, len(path), 2))
    cut, marks = middle_cut(path, indices, width)
    assert cell_len(cut) <= width
    assert all(cut[at] in path for at in marks)
    assert cut == path or "…" in cut


@given(
    st.text(alphabet="ab/é漢 ", max_size=30),
    st.text(alphabet="xy漢 ", max_size=40),
    st.sampled_from(["", "[NAME]"]),
    st.sampled_from(["", "ctrl+o"]),
    st.booleans(),
    st.integers(min_value=12, max_value=100),
)
def test_no_row_is_wider_than_its_columns(name, about, tail, key, is_path, width):
    entry = Entry(name, about, tail=tail, key=key, is_path=is_path, now=True)
    assert cell_len(drawn(entry, width)) <= width


def test_a_command_names_a_key_only_if_that_is_one_where_one_types():
    context = CommandContext(idle_state(), THREAD)
    assert commands("copy", context, {}).entries[0].key == "ctrl+o"
    assert commands("map", context, {}).entries[0].key == ""


def test_all_groups_of_the_table_are_shown_with_their_commands():
    offer = commands("", CommandContext(idle_state(), THREAD), {})
    headings = [row.text for row in offer.rows if isinstance(row, Heading)]
    used = {command.group for command in COMMANDS}
    assert headings == [group.value for group in Group if group in used]
    assert {entry.value for entry in offer.entries} == {command.name for command in COMMANDS}


def test_commands_are_found_by_name_alias_and_what_they_do():
    context = CommandContext(idle_state(), THREAD)

    def first(query: str) -> str:
        return commands(query, context, {}).entries[0].value

    assert first("comp") == "compact"
    assert first("exi") == "quit"
    assert "(/exit)" in drawn(commands("exi", context, {}).entries[0], 80)
    assert first("summar") == "compact"
    assert commands("qqq", context, {}).rows == ()


def test_a_command_that_cannot_be_done_now_says_why():
    offer = commands("init", CommandContext(running_state(), THREAD), {})
    assert "not now" in offer.entries[0].about
    assert "A turn runs" in offer.entries[0].whole


def test_arguments_are_completed_from_the_model():
    context = CommandContext(idle_state(), THREAD)
    offer = arguments("rename", "", context)
    assert offer is not None
    assert [(entry.value, entry.now) for entry in offer.entries] == [
        ("Add retry to the webhook sender", True)
    ]
    assert arguments("compact", "", context) is None
    assert arguments("nosuch", "", context) is None
    offer = arguments("resume", "", context)
    assert offer is not None
    assert (offer.rows, offer.note) == ((), "No thread that is listed matches")


def search(query: str, *paths: str, answered: bool = True) -> FileSearch:
    found = tuple(found_file(path, (), is_folder=False) for path in paths)
    return FileSearch("/shop", query, found, answered=answered)


def test_files_of_an_older_query_are_offered_only_as_far_as_they_fit_the_newer_one():
    older = search("c", "src/cart.py", "src/check.py")
    assert [entry.value for entry in files("c", older, "/shop").entries] == ["src/cart.py", "src/check.py"]
    assert [entry.value for entry in files("cart", older, "/shop").entries] == ["src/cart.py"]
    assert files("zzz", older, "/shop").note == "Looking for files…"
    assert files("c", older, "/elsewhere").rows == ()


def test_the_menu_of_files_says_that_there_may_be_more():
    many = search("f", *(f"f{number}" for number in range(MOST_FOUND)))
    assert "more letters find others" in files("f", many, "/shop").note
    assert files("f", search("f", "f1"), "/shop").note == ""


def test_the_menu_of_files_says_why_it_is_empty():
    assert files("", search(""), "/shop").note == "The folder is empty"
    assert "git ignores" in files("zz", search("zz"), "/shop").note
    left_out = search("config")
    left_out.left_out = 3
    assert "git itself" in files("config", left_out, "/shop").note
    failed = search("zz")
    failed.problem = SafeText("the folder is gone")
    offer = files("zz", failed, "/shop")
    assert (offer.problem, "the folder is gone" in offer.note) == (True, True)


def test_a_file_as_it_is_mentioned_and_as_it_is_shown():
    assert mention_label("src/main.py") == "@src/main.py"
    assert mention_label("two words.py") == '@"two words.py"'
    odd = found_file("a\x1bb", (0, 1), is_folder=True)
    assert (odd.path, odd.shown, odd.indices) == ("a\x1bb", "a␛b/", ())
    assert [
        in_git_folder(path) for path in (".git", ".git/config", "sub/.git/HEAD", ".github/x", "a.git")
    ] == [
        *(True, True, True),
        *(False, False),
    ]


def skill(name: str, *, enabled: bool = True, scope: str = "repo") -> Skill:
    return Skill(SafeText(name), SafeText(f"What {name} does"), f"/skills/{name}/SKILL.md", scope, enabled)


def test_skills_that_may_be_used_are_offered_and_broken_ones_are_said():
    around = Around()
    assert skills("", around, known=False).note == "Reading the skills…"
    around.skills = (skill("review-it"), skill("off", enabled=False), skill("imagegen", scope="system"))
    offer = skills("", around, known=True)
    assert [entry.name for entry in offer.entries] == ["$review-it", "$imagegen"]
    assert (offer.note, offer.total) == ("", 2)
    (entry,) = skills("rev", around, known=True).entries
    assert (entry.value, entry.indices) == ("/skills/review-it/SKILL.md", (1, 2, 3))
    assert skills("HOME", around, known=True) == Offer("Skills", total=2)
    around.skill_errors = ((SafeText("/x/broken/SKILL.md"), SafeText("missing front matter")),)
    offer = skills("", around, known=True)
    assert (offer.note, offer.problem) == ("Skill “broken” cannot be read: missing front matter", True)
    around.problems["skills"] = SafeText("the server is lost")
    assert "the server is lost" in skills("", around, known=False).note
