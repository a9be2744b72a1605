"""The list of what is allowed for good: in words, since when, and taken back only by a clear yes."""

import pytest
from textual.pilot import Pilot

from codex_tui.messages import EditFile, RulesLoaded, RulesWanted, RuleUnwanted
from codex_tui.model.rule_book import AllowedTool, RuleBook, SavedRule
from codex_tui.model.rules import parse_rules
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.prompt import ConfirmPrompt
from codex_tui.screens.rules import RulesScreen
from tests.conversation.host import ConversationApp, idle_state, screen_lines, settle

pytestmark = pytest.mark.anyio

FOLDER = "/home/me/src/shop"
SOURCE = b"""prefix_rule(pattern=["git", "push"], decision="allow")
prefix_rule(pattern=["rm"], decision="forbidden", justification="[b]never[/b]")
print("hello")
"""


def book() -> RuleBook:
    path = "/home/me/.codex/rules/default.rules"
    first, second, other = parse_rules(SOURCE)
    return RuleBook(
        (
            SavedRule(first, path, 1_790_000_000, saved_at=1_780_000_000),
            SavedRule(second, path, 1_790_000_000, in_project=True),
            SavedRule(other, path, 1_790_000_000),
            AllowedTool("cafe", "greet"),
        ),
        (SafeText("/home/me/.codex/rules/more.rules cannot be read: it is no list of rules"),),
    )


async def opened(app: ConversationApp, pilot: Pilot[None], rules: RuleBook) -> RulesScreen:
    screen = RulesScreen(app.ports, None, FOLDER)
    await app.push_screen(screen)
    await settle(pilot, lambda: any(isinstance(one, RulesWanted) for one in app.intents))
    app.state.rules = rules
    app.facts.tell(RulesLoaded())
    await settle(pilot, lambda: len(screen._list.rows) == len(rules.entries))
    await settle(pilot)
    return screen


def text_of(app: ConversationApp) -> str:
    return "\n".join(screen_lines(app))


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (120, 30)])
async def test_each_is_said_in_words_with_its_file_and_since_when(size):
    app = ConversationApp(idle_state())
    async with app.run_test(size=size) as pilot:
        await opened(app, pilot, book())
        text = " ".join(text_of(app).replace("│", " ").split())
        # Where there are few lines, the list scrolls.
        rows = ["allowed git push …", "refused rm …", *(["tool cafe.greet"] if size[1] > 20 else [])]
        for part in (*rows, "without asking"):
            assert part in text
        assert "saved from here on 2026-05-2" in text
        assert "more.rules cannot be read" in text
        await pilot.press("j")
        await settle(pilot, lambda: "are refused" in text_of(app))
        text = " ".join(text_of(app).replace("│", " ").split())
        assert "since when is not noted" in text
        assert "[b]never[/b]" in text


async def test_what_hides_in_a_rule_or_looks_like_something_else_has_its_name():
    app = ConversationApp(idle_state())
    (rule,) = parse_rules('prefix_rule(pattern=["rm\u00a0-rf", "р\u0430ypal"], decision="allow")\n'.encode())
    book = RuleBook((SavedRule(rule, "/home/me/.codex/rules/default.rules", 1_790_000_000),))
    async with app.run_test(size=(120, 24)) as pilot:
        await opened(app, pilot, book)
        assert text_of(app).count("rm‹U+00A0›-rf") == 2  # the row, and what it means
        assert text_of(app).count("а‹U+0430›ypal") == 2
        await pilot.press("x")
        await settle(pilot, lambda: "Remove this? 'rm‹U+00A0›-rf'" in text_of(app))


async def test_on_a_small_screen_a_long_rule_is_read_by_a_key_that_is_named():
    app = ConversationApp(idle_state())
    words = ", ".join(f'"{"word" * 4}{number}"' for number in range(12))
    (rule,) = parse_rules(f'prefix_rule(pattern=[{words}], decision="allow")\n'.encode())
    path = "/home/me/.codex/rules/default.rules"
    async with app.run_test(size=(40, 14)) as pilot:
        await opened(app, pilot, RuleBook((SavedRule(rule, path, 1_790_000_000, saved_at=1_780_000_000),)))
        await settle(pilot, lambda: "pgdn more" in text_of(app))
        assert "esc close" in text_of(app)
        assert "saved from here" not in text_of(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await settle(pilot, lambda: "saved from here" in text_of(app))
        await pilot.press("pageup", "pageup", "pageup")
        await settle(pilot, lambda: "Commands that begin" in text_of(app))


async def test_one_is_removed_after_a_question_whose_default_is_no():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, book())
        for no in ("enter", "escape", "n"):
            await pilot.press("x")
            await settle(pilot, lambda: isinstance(app.screen, ConfirmPrompt))
            assert "Remove this? git push …" in text_of(app)
            assert "loaded keep it" in " ".join(text_of(app).replace("│", " ").split())
            await pilot.press(no)
            await settle(pilot, lambda: isinstance(app.screen, RulesScreen))
        assert not [one for one in app.intents if isinstance(one, RuleUnwanted)]
        await pilot.press("x", "y")
        await settle(pilot, lambda: any(isinstance(one, RuleUnwanted) for one in app.intents))
        (unwanted,) = [one for one in app.intents if isinstance(one, RuleUnwanted)]
        assert (unwanted.entry, unwanted.folder) == (book().entries[0], FOLDER)


async def test_what_is_not_understood_is_not_removed_but_can_be_opened_in_the_editor():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(app, pilot, book())
        await pilot.press("j", "j", "x")
        await settle(pilot, lambda: "only your editor" in text_of(app).splitlines()[-8:].__str__())
        assert isinstance(app.screen, RulesScreen)
        await pilot.press("o")
        await settle(pilot, lambda: any(isinstance(one, EditFile) for one in app.intents))
        (edit,) = [one for one in app.intents if isinstance(one, EditFile)]
        assert edit.line == 3


async def test_with_none_it_says_how_one_is_saved():
    app = ConversationApp(idle_state())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, RuleBook())
        text = text_of(app)
        assert "Nothing is allowed for good. p on a command" in text
        assert "R read again  esc close" in text
        assert "remove" not in text
        await pilot.press("x", "o", "escape")
        await settle(pilot, lambda: app.screen is app.conversation)
