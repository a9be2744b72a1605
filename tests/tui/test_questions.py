"""The model asks a person on the real server: options, notes, answers of one's own, secrets, several at once."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace

import pytest

from codex_app_server import AsyncCodex, launch_listening_server
from codex_tui.demo.mcp_server import ORDER
from codex_tui.demo.script import Script, Text, ToolCall
from codex_tui.options import Options
from codex_tui.widgets.requests.entry_box import EntryBox
from codex_tui.widgets.requests.form import FormBody
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)


def option(label, description=""):
    return {"label": label, "description": description}


def question(name, *labels, **more):
    options = [option(label, f"what {label} means") for label in labels]
    return {"id": name, "header": name.title(), "question": f"Which {name}?", "options": options, **more}


def asks(*questions):
    return Script([[ToolCall("request_user_input", {"questions": questions})], [Text("Thanks.")]])


def told(model):
    """What the model read of the answers."""
    return json.loads(model.requests[-1].tool_outputs[-1])["answers"]


async def test_options_are_chosen_and_nothing_is_sent_before_a_person_says_so(server_config, scripted_model):
    scripted_model.on("@@two", asks(question("colour", "Blue", "Red"), question("size", "Small", "Large")))
    async with running(server_config, NEW) as run:
        await ask(run, "@@two")
        await run.shows("? The agent asks 2 questions", "[☐ Colour]", "Which colour?", "alt+a to answer")
        await run.type("12 words")
        await run.shows("12 words")
        assert "●" not in run.screen_text()
        await run.press("alt+a", "down", "enter")
        await run.shows("☑ Colour", "[☐ Size]", "Which size?")
        await run.press("1", "tab")
        await run.shows("[Send]", "Colour: Red", "Size: Small")
        assert len(run.app.state.inbox) == 1
        await run.answer("enter")
        await run.shows("Thanks.", "You answered", "Which colour? Red", "live only", "· idle")
        assert told(scripted_model) == {"colour": {"answers": ["Red"]}, "size": {"answers": ["Small"]}}


FORM = {
    "message": "What shall it be?",
    "requestedSchema": {
        "type": "object",
        "properties": {
            "cups": {"type": "integer", "title": "Cups", "minimum": 1, "default": 2},
            "extras": {
                "type": "array",
                "title": "Extras",
                "items": {"type": "string", "enum": ["milk", "cake"]},
            },
            "mail": {"type": "string", "title": "E-mail", "format": "email"},
            "sure": {"type": "boolean", "title": "Sure?"},
        },
        "required": ["mail", "sure"],
    },
}
PAGE = {
    "mode": "url",
    "message": "Log in, please.",
    "url": "https://example.com/login",
    "elicitationId": "login",
}


def elicits(question):
    return Script([[ToolCall("ask", question, "mcp__asking")], [Text("Thanks.")]])


def heard(model):
    """What the MCP server was told."""
    return json.loads(model.requests[-1].tool_outputs[-1].partition("Output:")[2])


async def test_a_question_that_was_left_before_it_was_sent_says_that_enter_sends(
    server_config, scripted_model
):
    scripted_model.on("@@one", asks(question("colour", "Blue", "Red")))
    async with running(server_config, NEW) as run:
        await ask(run, "@@one")
        await run.shows("alt+a to answer   then space choose  enter go on")
        await run.press("alt+a")
        await run.shows("esc later")
        await run.press("enter")
        await run.shows("Send  the answer", "enter send")
        await run.press("escape")
        await run.shows("alt+a to answer   then enter send")


async def test_a_note_and_an_answer_of_ones_own_reach_the_model(server_config, scripted_model):
    scripted_model.on("@@two", asks(question("colour", "Blue", "Red"), question("size", "Small")))
    async with running(server_config, NEW) as run:
        await ask(run, "@@two")
        await run.shows("? The agent asks 2 questions")
        await run.press("alt+a", "n")
        await run.type("but dark\n")
        await run.press("enter", "2")
        await run.type("between")
        await run.press("enter")
        await run.shows("Colour: Blue: but dark", "Size: between")
        await run.answer("enter")
        await run.shows("Thanks.", "· idle")
        assert told(scripted_model) == {
            "colour": {"answers": ["Blue", "user_note: but dark"]},
            "size": {"answers": ["None of the above", "user_note: between"]},
        }


@pytest.mark.long
async def test_answering_nothing_lets_the_turn_go_on(server_config, scripted_model):
    scripted_model.on("@@one", asks(question("colour", "Blue")))
    async with running(server_config, NEW, size=(40, 14)) as run:
        await run.shows("Ask anything")
        await run.type("@@one")
        await run.press("enter")
        await run.shows("? The agent asks", "alt+a to answer")
        await run.press("alt+a")
        await run.answer("d")
        await run.shows("Thanks.")
        assert told(scripted_model) == {}


async def test_a_secret_reaches_the_model_and_no_file(server_config, scripted_model, state_folder, caplog):
    scripted_model.on("@@secret", asks(question("token", "Ask the vault", isSecret=True)))
    async with running(server_config, NEW) as run:
        await ask(run, "@@secret")
        await run.shows("? The agent asks")
        await run.press("alt+a", "2")
        await run.type("hunter2 and more")
        shown = await run.shows("••••••••")
        assert "hunter2" not in shown
        await run.press("enter")
        await run.answer("enter")
        await run.shows("Which token? ******", "Thanks.", "· idle")
        assert told(scripted_model)["token"]["answers"] == [
            "None of the above",
            "user_note: hunter2 and more",
        ]
        assert "hunter2" not in run.screen_text()
    files = [path for path in state_folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"hunter2" in path.read_bytes()]
    assert "hunter2" not in caplog.text


async def test_a_form_is_filled_in_and_its_mcp_server_gets_the_values(form_config, scripted_model):
    scripted_model.on("@@form", elicits(FORM))
    async with running(form_config, NEW, size=(100, 50)) as run:
        await ask(run, "@@form")
        await run.shows("? asking asks", "What shall it be?", "E-mail · needed", "alt+a to answer")
        await run.press("alt+a", "backspace")
        await run.type("0")
        await run.press("enter", "2", "enter")
        await run.type("ada@example.org")
        await run.press("enter", "2", "alt+s")
        await run.shows("! too small: it must be at least 1")
        await run.press("backspace")
        await run.type("3")
        await run.press("alt+s")
        await run.shows("▌ Send  4 of 4 filled in")
        await run.answer("enter")
        await run.shows("Thanks.", "E-mail: ada@example.org", "Sure? no", "· idle")
        content = {"cups": 3, "extras": ["cake"], "mail": "ada@example.org", "sure": False}
        assert heard(scripted_model) == {"action": "accept", "content": content}


def typed_in(run):
    """Where on the screen one types: the box, or the first of some options."""
    field = run.app.focused
    return field.region if isinstance(field, EntryBox) else field.region.crop_size((field.region.width, 1))


async def test_on_a_small_screen_the_line_in_which_one_types_is_seen_also_below_what_is_wrong(
    form_config, scripted_model
):
    scripted_model.on("@@form", elicits(ORDER))
    async with running(form_config, NEW, size=(40, 14)) as run:
        await ask(run, "@@form")
        await run.shows("alt+a to answer")
        await run.press("alt+a")
        # In the order of their names: boxes, extras, mail, urgent, when.
        for wrong in ("x", "", "nobody", "", "soon"):
            await run.type(wrong)
            await run.press("enter")
            await run.until(lambda: run.app.screen.query_one(FormBody).region.contains_region(typed_in(run)))


@pytest.mark.parametrize(
    ("key", "action"), [("d", "decline"), pytest.param("c", "cancel", marks=pytest.mark.long)]
)
async def test_a_form_is_declined_or_cancelled(form_config, scripted_model, key, action):
    scripted_model.on("@@form", elicits({**FORM, "requestedSchema": {"type": "object", "properties": {}}}))
    async with running(form_config, NEW) as run:
        await ask(run, "@@form")
        await run.shows("? asking asks", "nothing is to be filled in")
        await run.press("alt+a")
        await run.answer(key)
        await run.shows("Thanks.", "· idle")
        assert heard(scripted_model)["action"] == action


async def test_a_page_is_agreed_to(form_config, scripted_model):
    scripted_model.on("@@page", elicits(PAGE))
    async with running(form_config, NEW) as run:
        await ask(run, "@@page")
        await run.shows("? asking wants you to visit a page", "https://example.com/login", "alt+a to answer")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("Thanks.", "· idle")
        assert heard(scripted_model)["action"] == "accept"


async def test_what_was_typed_is_given_back_when_the_turn_ends_without_it(form_config, scripted_model):
    scripted_model.on("@@form", elicits(FORM))
    async with running(form_config, NEW, size=(100, 50)) as run:
        await ask(run, "@@form")
        await run.shows("? asking asks")
        await run.press("alt+a", "tab", "tab")
        await run.type("ada@example.org")
        await run.press("escape", "escape")
        await run.hides("? asking asks")
        await run.shows("│ ada@example.org", "It does not wait any more")


@pytest.mark.long
@pytest.mark.usefixtures("stays_lost")
async def test_what_was_typed_outlives_the_server(form_config, scripted_model):
    scripted_model.on("@@form", elicits(FORM))
    async with running(form_config, NEW, size=(100, 50)) as run:
        await ask(run, "@@form")
        await run.shows("? asking asks")
        await run.press("alt+a", "tab", "tab")
        await run.type("ada@example.org")
        assert run.start.process is not None
        os.kill(run.start.process.pid, signal.SIGKILL)
        await run.shows("alt+r", "│ ada@example.org")
        assert "? asking asks" not in run.screen_text()


async def test_another_client_answers_first_and_what_was_typed_here_comes_back(
    form_config, scripted_model, tmp_path
):
    scripted_model.on("@@form", elicits(FORM))
    with launch_listening_server(form_config, f"unix://{tmp_path / 'codex.sock'}") as server:
        joined = replace(form_config, endpoint=server.endpoint)
        async with (
            AsyncCodex(replace(joined, experimental_api=True)) as other,
            running(joined, NEW, size=(100, 50)) as run,
        ):
            await ask(run, "@@form")
            await run.shows("? asking asks")
            await run.press("alt+a", "tab", "tab")
            await run.type("ada@example.org")
            requests = aiter(other.server_requests())
            await other.thread_resume(run.thread.thread)
            asked = await anext(requests)
            await asked.respond({"action": "decline", "content": None, "_meta": None})
            await run.hides("? asking asks")
            await run.shows("│ ada@example.org", "Thanks.", "· idle")
            assert heard(scripted_model)["action"] == "decline"


@pytest.mark.long
async def test_a_question_is_answered_in_the_inbox(server_config, scripted_model):
    scripted_model.on("@@one", asks(question("colour", "Blue", "Red")))
    async with running(server_config, NEW, size=(120, 30)) as run:
        await ask(run, "@@one")
        await run.shows("? The agent asks")
        await run.press("alt+a", "2", "escape", "alt+i")
        await run.shows("Inbox", "1 waiting", "● 2 Red")
        await run.press("enter", "n")
        await run.type("as wine")
        await run.press("enter")
        await run.shows("Colour: Red: as wine")
        await run.answer("enter")
        await run.shows("You answered", "Which colour? Red: as wine", "Thanks.")
        assert told(scripted_model) == {"colour": {"answers": ["Red", "user_note: as wine"]}}


@pytest.mark.long
async def test_what_is_begun_in_the_dock_goes_on_over_the_whole_screen(form_config, scripted_model):
    scripted_model.on("@@form", elicits(FORM))
    async with running(form_config, NEW, size=(40, 14)) as run:
        await run.shows("Ask anything")
        await run.type("@@form")
        await run.press("enter")
        await run.shows("? asking asks")
        await run.press("alt+a", "tab", "tab")
        await run.type("ada@")
        await run.press("alt+z")
        await run.shows("alt+z dock it", "ada@")
        await run.type("example.org")
        await run.press("alt+z")
        await run.shows("ada@example.org", "Steer the running turn")
