from __future__ import annotations

import pytest

from codex_tui.render.cells import renderer_for
from tests.render.support import context, copied, markdown, message, shown, token_at


def test_a_message_has_its_glyph_in_the_gutter_of_its_first_line_only() -> None:
    lines = shown(renderer_for(message("one\n\ntwo")), context())
    assert [line.rstrip() for line in lines] == ["• one", "", "  two"]


def test_headings_paragraphs_and_rules() -> None:
    assert markdown("# Title\nText *soft* **loud** `code` ~~gone~~.\n\n---\n", 24) == [
        "Title",
        "Text soft loud code",
        "gone.",
        "",
        "─" * 22,
    ]


def test_a_newline_of_the_source_stays_a_newline() -> None:
    assert markdown("first line\nsecond line") == ["first line", "second line"]


def test_lists_nest_and_keep_their_numbers() -> None:
    text = (
        "- one\n- two\n  1. deep\n  2. deeper\n     text of it\n- [ ] open\n- [x] done\n\n7. seven\n1. eight"
    )
    assert markdown(text) == [
        "• one",
        "• two",
        "  1. deep",
        "  2. deeper",
        "     text of it",
        "• ☐ open",
        "• ☑ done",
        "",
        "7. seven",
        "8. eight",
    ]


def test_a_loose_list_keeps_the_blank_lines_of_its_source() -> None:
    assert markdown("1. one\n\n   more\n2. two\n\n3. three") == [
        "1. one",
        "   ",
        "   more",
        "2. two",
        "",
        "3. three",
    ]


def test_wrapped_text_of_a_list_hangs_under_its_text() -> None:
    assert markdown("- aaa bbb ccc ddd", 13) == ["• aaa bbb", "  ccc ddd"]


def test_quotes_have_a_bar_on_every_line() -> None:
    assert markdown("> aaaa bbbbb cccccc\n>\n> - item", 20) == ["▎ aaaa bbbbb", "▎ cccccc", "▎ ", "▎ • item"]


def test_nothing_in_the_text_is_markup() -> None:
    text = "[bold]not rich[/bold] <b>not html</b> &lt;x&gt; $var [@click=quit]no[/]"
    assert markdown(text) == ["[bold]not rich[/bold] <b>not html</b> <x> $var [@click=quit]no[/]"]


def test_an_entity_cannot_bring_in_what_safe_text_keeps_out() -> None:
    assert markdown("a &#x202E;b&#10;c") == ["a ‹U+202E›b c"]


@pytest.mark.parametrize(
    ("text", "line", "link"),
    [
        ("[docs](https://x.y/z)", "docs (https://x.y/z)", "https://x.y/z"),
        ("<https://x.y/z>", "https://x.y/z", "https://x.y/z"),
        ("see https://x.y/z, please", "see https://x.y/z, please", "https://x.y/z"),
        ("[f](src/a.py)", "f (src/a.py)", None),
        ("[f](javascript:alert%281%29)", "[f](javascript:alert%281%29)", None),
        ("[m](mailto:a@b.c)", "m (mailto:a@b.c)", None),
        ("[https://a.b](https://c.d)", "https://a.b (https://c.d)", "https://c.d"),
        ("[https://a.b](ftp://c.d)", "https://a.b (ftp://c.d)", None),
        ("(see https://x.y/a_(b)).", "(see https://x.y/a_(b)).", "https://x.y/a_(b)"),
        ("https://x.y/é", "https://x.y/é", "https://x.y/%C3%A9"),
        ("https://x.y/\u202eb", "https://x.y/‹U+202E›b", "https://x.y/"),
        ("[f](file:///a/b.py)", "f (file:///a/b.py)", "file:///a/b.py"),
        ("[f](file://host/b.py)", "f (file://host/b.py)", None),
        ("![alt](https://x.y/a.png)", "[image: alt] https://x.y/a.png", "https://x.y/a.png"),
        ("![](a.png)", "[image] a.png", None),
    ],
)
def test_links_show_where_they_lead_and_only_safe_ones_can_be_opened(
    text: str, line: str, link: str | None
) -> None:
    renderer = renderer_for(message(text))
    assert shown(renderer, context()) == [f"• {line}"]
    links = {
        segment.style.link for segment in renderer.lines[0].strip if segment.style and segment.style.link
    }
    assert links == ({link} if link else set())


def test_what_a_terminal_is_given_to_open_holds_no_control_character() -> None:
    text = "[a](https://x.y/&#27;]8;;evil&#7;) <https://x.y/\x1b\\a> https://x.y/\x07b https://x.y/&#27;c"
    renderer = renderer_for(message(text))
    renderer.update(context(200))
    links = [segment.style.link for segment in renderer.lines[0].strip if segment.style]
    assert any(links)
    assert all(char.isascii() and char.isprintable() for link in links for char in link or "")


def test_an_address_without_end_is_not_opened_and_does_not_fill_the_screen() -> None:
    text = "[a](https://x.y/" + "b" * 1500 + ") ![i](data:image/png;base64," + "A" * 300 + ")"
    renderer = renderer_for(message(text))
    lines = shown(renderer, context())
    assert len(lines) < 10
    assert "… (1512 characters)" in " ".join(line.strip() for line in lines)
    assert not any(segment.style and segment.style.link for line in renderer.lines for segment in line.strip)


def test_html_is_text_in_blocks_and_in_lines() -> None:
    text = '<div class="a">\n*soft*\n</div>\n\n<!-- note --> a<br>b'
    assert markdown(text) == ['<div class="a">', "soft", "</div>", "", "<!-- note --> a<br>b"]


def test_a_footnote_stands_where_it_is_written_and_its_mark_is_known() -> None:
    renderer = renderer_for(message("Text[^1], `[^c]`.\n\n[^1]: The note, wrapped.\n\n    More.\n\nEnd"))
    assert shown(renderer, context(22)) == [
        "• Text[^1], [^c].",
        "  ",
        "  [^1]: The note,",
        "        wrapped.",
        "        ",
        "        More.",
        "  ",
        "  End",
    ]
    assert token_at(renderer.lines, "[^1]") == {"accent"}
    assert copied(renderer.lines) == "Text[^1], [^c].\n\n[^1]: The note, wrapped.\n\n      More.\n\nEnd"


def test_a_footnote_with_a_long_mark_has_its_text_below() -> None:
    assert markdown("[^a-long-label]: text\n[^b]:\n", 30) == ["[^a-long-label]: ", "    text", "[^b]: "]


def test_the_name_of_a_language_is_not_copied_with_its_code() -> None:
    renderer = renderer_for(
        message("Run\n```sh\nls\n```\n- ```py title=a.py\n  x = 1\n  ```\nEnd\n```c\n```")
    )
    assert [line.strip() for line in shown(renderer, context())] == [
        "• Run",
        "── sh",
        "ls",
        "•   ── py title=a.py",
        "x = 1",
        "End",
        "── c",
    ]
    assert copied(renderer.lines[:-1]) == "Run\nls\nx = 1\nEnd"


def test_the_name_of_a_language_is_safe_and_cut_to_the_width() -> None:
    assert markdown("```a\x1b[31m&#x202E;\u202eb\n```") == ["  ── a␛[31m&#x202E;‹U+202E›b"]
    assert markdown("```" + "x" * 100 + "\n```", 20) == ["  ── " + "x" * 12 + "…"]


def test_code_is_highlighted_and_wraps_at_the_column() -> None:
    renderer = renderer_for(message("```python\ndef f(x):\n\treturn 'text'  # why\n```"))
    assert shown(renderer, context(24)) == [
        "•   ── python",
        "    def f(x):",
        "        return 'text'  #",
        "     why",
    ]
    assert token_at(renderer.lines, "def") == {"accent"}
    assert token_at(renderer.lines, "'text'") == {"code"}
    assert token_at(renderer.lines, "why") == {"muted"}
    assert copied(renderer.lines) == "def f(x):\n    return 'text'  # why"


@pytest.mark.parametrize(
    "info", ["py title=a", "Python,ignore", "{.python}", "python{1,3}", "py:src/a.py", "src/a.py"]
)
def test_a_fence_may_name_its_language_in_many_ways(info: str) -> None:
    renderer = renderer_for(message(f"```{info}\ndef f(): ...\n```"))
    renderer.update(context())
    assert token_at(renderer.lines, "def") == {"accent"}


def test_a_comment_over_several_lines_is_a_comment_on_all_of_them() -> None:
    renderer = renderer_for(message("```js\nlet a; /* one\ntwo\nthree */ let b = '/*';\nlet c;\n```"))
    renderer.update(context())
    assert token_at(renderer.lines, "two") == {"muted"}
    assert token_at(renderer.lines, "three") == {"muted"}
    assert token_at(renderer.lines[3:], "let") == {"accent"}


@pytest.mark.parametrize("language", ["nosuchlanguage", "", "html", "json", "yaml", "console", "diff", "c++"])
def test_code_of_any_language_shows_its_text(language: str) -> None:
    code = 'a: "b" <x y="1">\n$ ls\n+ {"k": [1]}'
    lines = markdown(f"```{language}\n{code}\n```")
    named = [f"── {language}"] if language else []
    assert [line[2:] for line in lines] == [*named, *code.split("\n")]


def test_a_table_takes_the_columns_it_needs() -> None:
    text = "| name | n |\n|:--|--:|\n| alpha | 1 |\n| b | 1000 |"
    assert markdown(text) == ["name  │    n", "──────┼─────", "alpha │    1", "b     │ 1000"]


def test_numbers_that_become_longer_down_a_long_table_stay_in_one_line() -> None:
    text = "| n | what |\n|--:|:--|\n" + "".join(
        f"| {number} | {'word ' * 3}|\n" for number in range(1, 1201)
    )
    lines = markdown(text)
    assert len(lines) == 1202
    assert [int(row.split("│")[0]) for row in lines[2:]] == list(range(1, 1201))


def test_an_item_is_an_item_even_above_the_rule_of_a_table() -> None:
    item = ["• a|b", "  |---|---|", "  c"]
    assert markdown("- a|b\n|---|---|\nc") == item
    assert markdown("- x\n- a|b\n|---|---|\nc")[1:] == item


def test_cells_of_a_wide_table_wrap() -> None:
    text = "| a | b |\n|---|---|\n| one two three four | x |"
    assert markdown(text, 18) == [
        "a            │ b",
        "─────────────┼──",
        "one two      │ x",
        "three four   │ ",
    ]


def test_rows_whose_columns_would_be_too_narrow_to_read_become_records() -> None:
    text = "| a | second | c |\n|---|---|---|\n| 1 | one two three four | five six seven |\n| 2 | x | y |"
    assert markdown(text, 32)[0] == "a │ second       │ c"
    assert markdown(text, 24) == [
        "────────",
        "a: 1",
        "second: one two",
        "  three four",
        "c: five six seven",
        "────────",
        "a: 2",
        "second: x",
        "c: y",
    ]


def test_narrow_columns_stay_a_table_where_they_fit() -> None:
    text = "| a | b | c | d |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |"
    assert markdown(text, 24) == ["a │ b │ c │ d", "──┼───┼───┼──", "1 │ 2 │ 3 │ 4"]
    assert markdown(text, 12) == ["────────", "a: 1", "b: 2", "c: 3", "d: 4"]


def test_wide_and_joined_characters_are_never_cut_in_two() -> None:
    lines = markdown("漢字漢字漢字漢字 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 e\u0301e\u0301", 12)
    assert lines == ["漢字漢字漢", "字漢字 👩‍👩‍👧", "👩‍👩‍👧👩‍👩‍👧 e\u0301e\u0301"]


def test_a_flag_is_never_cut_in_two() -> None:
    assert markdown("abc🇩🇪🇫🇷🇪🇺🇨🇭", 12) == ["abc🇩🇪🇫🇷🇪🇺", "🇨🇭"]


def test_what_is_joined_to_a_letter_keeps_its_own_column() -> None:
    # Rich gives what follows a joiner no column, so that it could hide there.
    assert markdown("a\u200db क्\u200dष") == ["a\u200cb क्\u200cष"]
    renderer = renderer_for(message("a\u200db"))
    renderer.update(context())
    assert renderer.lines[0].strip.cell_length == 4


def test_copying_gives_paragraphs_without_the_wraps() -> None:
    text = "A paragraph that is long enough to wrap more than once.\n\n- an item that wraps too, twice\n- b"
    renderer = renderer_for(message(text))
    renderer.update(context(24))
    assert copied(renderer.lines) == text.replace("- ", "• ")


def test_code_in_deep_nesting_still_has_room() -> None:
    text = "\n".join("  " * depth + f"- level {depth}" for depth in range(12))
    lines = markdown(text, 24)
    assert max(map(len, lines)) <= 22
    assert all(f"level {depth}" in "".join(lines) for depth in range(12))


def test_what_is_nested_too_deep_to_parse_is_shown_as_it_stands() -> None:
    quoted = "> " * 200 + "hidden?"
    assert "hidden?" in "".join(markdown(quoted))
    listed = markdown("\n".join("  " * depth + f"- level {depth}" for depth in range(70)), 200)
    assert all(any(line.endswith(f"level {depth}") for line in listed) for depth in range(70))


@pytest.mark.parametrize("deep", ["- " * 60, "> " * 120, "1. " * 60, "- > " * 40])
def test_what_follows_something_nested_too_deep_is_what_it_is(deep: str) -> None:
    lines = markdown(f"{deep}deep\n\n# After\n\n- **last**", 400)
    assert lines[0].endswith("deep")
    assert lines[-3:] == ["After", "", "• last"]


def test_ascii_terminals_get_ascii_glyphs() -> None:
    renderer = renderer_for(message("- a\n- [x] b\n\n> q\n\n---\n\n|a|b|\n|-|-|\n|1|2|"))
    assert all(line.isascii() for line in shown(renderer, context(40, ascii_only=True)))
