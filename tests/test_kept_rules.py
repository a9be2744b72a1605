"""Parsed stylesheets are kept for the next start: they give what parsing gives, and a bad file only costs parsing."""

from __future__ import annotations

import pickle

import pytest
from textual.widgets import TextArea

from codex_tui import kept_rules
from codex_tui.parsed_stylesheet import ParsedStylesheet
from codex_tui.theming import THEMES, stylesheet

DARK, LIGHT = ({**theme.to_color_system().generate(), **theme.variables} for theme in THEMES[:2])
FILES = sorted(stylesheet("app.tcss").parent.glob("*.tcss"))
KEPT = "stylesheets.pickle"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path))
    return tmp_path / KEPT


def sheet_of(variables, css="", files=FILES):
    """A stylesheet of a start, parsed."""
    sheet = ParsedStylesheet(dict(variables))
    for path in files:
        sheet.read(path)
    sheet.add_source(css, ("here", ""))
    sheet.add_source(
        TextArea.DEFAULT_CSS, ("there", "TextArea.DEFAULT_CSS"), is_default_css=True, tie_breaker=3
    )
    sheet.parse()
    return sheet


def meaning(sheet):
    """All that a rule says, and where it ranks."""
    return [
        (
            rule.css,
            rule.is_default_rules,
            rule.tie_breaker,
            rule.selector_names,
            rule.pseudo_classes,
            [(selectors.specificity, selectors.selectors) for selectors in rule.selector_set],
            rule.styles.important,
        )
        for rule in sheet.rules
    ]


def keep(sheet):
    keeping = sheet.take_new()
    assert keeping is not None
    keeping()


def test_the_second_start_parses_nothing_and_has_the_same_rules(kept):
    first = sheet_of(DARK)
    keep(first)
    second = sheet_of(DARK)
    assert second.take_new() is None
    assert len(FILES) > 10 and meaning(second) == meaning(first)


def test_kept_rules_match_what_parsed_ones_match(kept):
    keep(sheet_of(DARK, "Screen > #mine.on:focus { color: red !important; }"))
    (rule,) = [
        rule
        for rule in sheet_of(DARK, "Screen > #mine.on:focus { color: red !important; }").rules
        if "#mine" in rule.css
    ]
    node = TextArea(id="mine", classes="on")
    by_id, by_class = rule.selector_set[0].selectors[1:]
    assert by_id.check(node) and not by_class.check(node)  # it has no focus
    assert not by_id.check(TextArea(id="other"))


def test_another_theme_has_its_own_colours(kept):
    keep(sheet_of(DARK))
    light = sheet_of(LIGHT)
    assert meaning(light) != meaning(sheet_of(DARK))
    keep(light)
    assert meaning(sheet_of(LIGHT)) == meaning(light)


def test_a_stylesheet_that_was_changed_holds_at_once_and_the_rest_stays_kept(kept):
    keep(sheet_of(DARK, "#mine { color: red; }"))
    changed = sheet_of(DARK, "#mine { color: blue; }")
    assert changed.rules[len(changed.rules) - 21].css == "#mine {\n    color: #0000FF;\n}"
    keep(changed)
    assert sheet_of(DARK, "#mine { color: blue; }").take_new() is None


def test_another_textual_has_everything_parsed_anew(kept):
    keep(sheet_of(DARK))
    stamp, variables, sources = kept_rules._load(kept.read_bytes())
    kept.write_bytes(pickle.dumps(((*stamp[:-1], "another"), variables, sources)))
    assert sheet_of(DARK).take_new() is not None


class Calls:
    def __reduce__(self):
        return print, ("called",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x05garbage",
        pickle.dumps(Calls()),
        pickle.dumps((kept_rules._stamp(), DARK, [(("css", ("here", ""), False, 0, ""), b"no rules")])),
        pickle.dumps((kept_rules._stamp(), DARK, 5)),
    ],
    ids=["empty", "garbage", "calls", "no rules", "no sources"],
)
def test_a_file_that_is_no_good_costs_parsing_only_and_calls_nothing(kept, capsys, content):
    kept.write_bytes(content)
    sheet = sheet_of(DARK, files=FILES[:1])
    assert len(sheet.rules) > 1 and capsys.readouterr().out == ""
    keep(sheet)
    assert sheet_of(DARK, files=FILES[:1]).take_new() is None


def test_a_source_whose_kept_rules_are_none_is_parsed(kept):
    keep(sheet_of(DARK))
    stamp, variables, sources = kept_rules._load(kept.read_bytes())
    bad = [(source, pickle.dumps(Calls())) for source, _ in sources]
    kept.write_bytes(pickle.dumps((stamp, variables, bad)))
    assert len(sheet_of(DARK).rules) > 100


def test_a_folder_that_cannot_be_written_is_no_error(kept):
    kept.parent.joinpath(KEPT).mkdir()
    keep(sheet_of(DARK))
