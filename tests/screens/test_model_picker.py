"""The model picker: what is offered, what is chosen, and that it works on a small terminal."""

from dataclasses import replace

import pytest
from textual import events
from textual.widgets import Input

from codex_tui import messages as say
from codex_tui.messages.models import DefaultModelWanted, ModelsWanted
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import ConnectionState
from codex_tui.screens.model_picker import ModelPicker
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.model_list import ModelList
from tests.screens.support import FakePorts, Host, key, models, ready, screen_lines, screen_text

pytestmark = pytest.mark.anyio
THREAD = key("7f3a")
WIDE = (100, 30)


@pytest.fixture
def fake() -> FakePorts:
    fake = FakePorts()
    ready(fake.state)
    settings = fake.state.conversation(THREAD).settings
    settings.model, settings.effort, settings.tier = SafeText("gpt-6-sol"), SafeText("high"), SafeText("fast")
    return fake


def picker(fake: FakePorts, *, of_thread: bool = True) -> Host:
    return Host(lambda: ModelPicker(fake.ports(), THREAD if of_thread else None))


def row_text(app: Host, selector: str) -> str:
    return str(app.screen.query_one(selector, ChoiceRow).render())


async def test_the_settings_of_the_thread_are_preselected(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE):
        assert "▌●  gpt-6-sol" in screen_text(app)
        assert "default · Latest workhorse" in screen_text(app)
        assert row_text(app, "#effort").split("\n") == [
            "Effort   minimal · low · medium · [high]",
            "         high effort",
        ]
        assert row_text(app, "#tier").split("\n") == [
            "Tier     standard · [fast]",
            "         2x speed, more usage",
        ]


async def test_enter_chooses_what_is_shown(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("left", "left", "tab", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, ModelPicker)
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert (chosen.thread, chosen.model, chosen.effort, chosen.tier) == (THREAD, "gpt-6-sol", "low", None)


async def test_a_filter_and_enter_that_come_in_one_burst_choose_what_was_typed(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        for key in (*"astra", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        while isinstance(app.screen, ModelPicker):
            await pilot.pause()
        await pilot.pause()
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert chosen.model == "gpt-6-astra"


async def test_another_model_keeps_the_wishes_that_it_can_fulfil(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("up")
        assert "[high] · xhigh" in row_text(app, "#effort")
        assert row_text(app, "#tier").startswith("Tier     [standard]")
        await pilot.press("down", "down")
        assert "low · [medium]" in row_text(app, "#effort")
        await pilot.press("down", "enter")
        await pilot.pause()
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert (chosen.model, chosen.effort, chosen.tier) == ("gpt-6.1-sol", "high", "fast")


async def test_escape_closes_without_a_change(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("down", "right", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, ModelPicker)
    assert app.intents == []


async def test_typing_filters_by_name_and_description(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(*"hardest")
        await pilot.pause()
        assert [line.split()[1] for line in screen_lines(app.screen.query_one(ModelList))] == ["gpt-6-astra"]
        app.screen.query_one(Input).value = "nothing like it"
        await pilot.pause()
        assert "No model holds these words." in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
    assert app.intents == []


async def test_models_that_come_later_are_filled_in(fake):
    fake.state.models = []
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert "Listing the models" in screen_text(app)
        fake.state.models = models()
        fake.tell(say.ModelsLoaded)
        await pilot.pause()
        assert "▌●  gpt-6-sol" in screen_text(app)


async def test_a_lost_server_has_no_models(fake):
    fake.state.models = []
    fake.state.server.state = ConnectionState.LOST
    app = picker(fake)
    async with app.run_test(size=WIDE):
        assert "The server is gone" in screen_text(app)


async def test_without_a_thread_it_is_for_new_ones(fake):
    app = picker(fake, of_thread=False)
    async with app.run_test(size=WIDE) as pilot:
        assert "Model of new threads" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert (chosen.thread, chosen.model, chosen.effort) == (None, "gpt-6-sol", "medium")


async def test_a_small_terminal_shows_all_that_is_needed(fake):
    fake.state.models = models() * 3
    app = picker(fake)
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("up")
        text = screen_text(app)
        for part in ("gpt-6-astra", "Effort", "[high]", "Tier", "esc close", "Frontier model"):
            assert part in text
        await pilot.press("up", "up")
        assert "▌   gpt-6-luna" in screen_text(app)


async def test_clicks_move_choose_and_change(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.click(ModelList, offset=(5, 0))
        effort = app.screen.query_one("#effort", ChoiceRow)
        await pilot.click("#effort", offset=(effort.content_region.x - effort.region.x + 9, 0))
        assert "[low]" in row_text(app, "#effort")
        await pilot.click(ModelList, offset=(5, 0))
        await pilot.pause()
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert (chosen.model, chosen.effort) == ("gpt-6.1-sol", "low")


async def test_what_the_server_says_of_a_model_is_told_and_cut_with_a_mark(fake):
    fake.state.models[1] = replace(
        fake.state.models[1],
        upgrade=SafeText("gpt-6-sol"),
        upgrade_note=SafeText("Meet [b]Sol[/b]"),
        retires_at=1_800_000_000.0,
        notice=SafeText("It is " + "very " * 60 + "good"),
    )
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("up")
        text = screen_text(app)
        assert "Replaced by gpt-6-sol. Meet [b]Sol[/b]. It goes away on 2027-01-15." in text
        assert "very v…" in text


async def test_a_filter_may_begin_with_any_letter(fake):
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        for letter in "DHdh":
            await pilot.press(letter)
        await pilot.pause()
        assert app.screen.query_one(Input).value == "DHdh"
        assert not app.intents


async def test_hidden_models_are_listed_by_a_key(fake):
    fake.state.hidden_models = [
        replace(models()[0], id=SafeText("secret"), name=SafeText("Secret"), is_default=False, hidden=True)
    ]
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        assert "Secret" not in screen_text(app)
        await pilot.press("alt+h")
        assert "hidden · Latest workhorse" in screen_text(app)
        await pilot.press(*"secret", "enter")
        await pilot.pause()
    [chosen] = app.intents
    assert isinstance(chosen, say.ModelChosen)
    assert chosen.model == "secret"


async def test_a_model_in_use_that_the_server_does_not_list_is_the_first_row(fake):
    fake.state.conversation(THREAD).settings.model = SafeText("of-my-own")
    app = picker(fake)
    async with app.run_test(size=WIDE):
        assert "▌●  of-my-own     in use; the server does not list it" in screen_text(app)


async def test_a_list_that_failed_says_why_and_is_asked_for_again(fake):
    fake.state.models = []
    fake.state.models_problem = SafeText("the server did not answer in time")
    app = picker(fake)
    async with app.run_test(size=WIDE) as pilot:
        text = " ".join(screen_text(app).replace("│", " ").split())
        assert "could not be listed: the server did not answer in time. ctrl+r tries again." in text
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert isinstance(app.intents[0], ModelsWanted)
        fake.state.models_problem, fake.state.models_listed = SafeText(), True
        fake.tell(say.ModelsLoaded)
        await pilot.pause()
        assert "The server lists no model." in screen_text(app)


async def test_a_default_is_chosen_too_and_what_came_of_it_is_read_in_a_small_terminal(fake):
    app = picker(fake)
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("alt+d")
        await pilot.pause()
        chosen, wanted = app.intents
        assert isinstance(chosen, say.ModelChosen)
        assert isinstance(wanted, DefaultModelWanted)
        assert wanted.choice == ModelChoice("gpt-6-sol", "high", "fast")
        fake.state.default_model_note = SafeText(
            "Default of new threads: gpt-6-sol high. Written to ~/.codex/config.toml. But model x holds here."
        )
        fake.tell(say.ModelsLoaded)
        await pilot.pause()
        text = " ".join(screen_text(app).replace("│", " ").split())
        assert "Written to ~/.codex/config.toml. But model x holds here." in text
        await pilot.press("down")
        assert "[medium]" in screen_text(app)


async def test_while_a_turn_runs_it_says_from_when_the_choice_holds(fake):
    fake.state.conversation(THREAD).active_turn = "t"
    app = picker(fake)
    async with app.run_test(size=(40, 14)):
        assert "holds from the next turn" in screen_text(app)
