"""The second steps of an answer: rules, reasons, parts of permissions; and what is asked of tools."""

import pytest
from textual import events

from codex_tui.messages import AnswerLost, ApprovalAnswered, HistoryLoaded
from codex_tui.model.items import FileChange, FileChangeItem
from codex_tui.model.keys import RequestKey
from codex_tui.model.requests import (
    FileApproval,
    PermissionApproval,
    PermissionPart,
    Request,
    ToolApproval,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.request import RequestScreen
from codex_tui.widgets.requests.body import GUARD
from tests.conversation.host import (
    THREAD,
    ConversationApp,
    command_approval,
    key,
    running_state,
    screen_lines,
    settle,
)

pytestmark = pytest.mark.anyio


def permission_approval() -> PermissionApproval:
    path = {"path": {"type": "path", "path": "/tmp/a"}, "access": "write"}
    return PermissionApproval(
        key=RequestKey("local", 3),
        thread=THREAD,
        turn="t2",
        method="item/permissions/requestApproval",
        parts=(
            PermissionPart(SafeText("use the network"), {"network": {"enabled": True}}),
            PermissionPart(SafeText("write /tmp/a"), {"fileSystem": {"entries": [path]}}),
        ),
        reason=SafeText("to fetch the packages"),
        cwd=SafeText("/home/me/src/shop"),
    )


def tool_approval(*persist: str) -> ToolApproval:
    return ToolApproval(
        key=RequestKey("local", 4),
        thread=THREAD,
        turn="t2",
        method="mcpServer/elicitation/request",
        server=SafeText("cafe"),
        tool=SafeText("greet"),
        message=SafeText('Allow the cafe MCP server to run tool "greet"?'),
        description=SafeText("Greet a [bold]name[/bold]."),
        arguments=((SafeText("name"), SafeText("Ann\u202e")),),
        persist=persist,
    )


def results(app: ConversationApp) -> list[object]:
    return [one.answer.result for one in app.intents if isinstance(one, ApprovalAnswered)]


def text_of(app: ConversationApp) -> str:
    return "\n".join(screen_lines(app))


class Asking:
    """An application in which something waits, is entered and has been read."""

    def __init__(self, request: Request, size: tuple[int, int] = (80, 24)) -> None:
        self.app = ConversationApp(running_state())
        self._request = request
        self._test = self.app.run_test(size=size)

    async def __aenter__(self) -> "Asking":
        self.pilot = await self._test.__aenter__()
        self.app.ask(self._request)
        await settle(self.pilot, lambda: self.app.conversation.dock.display)
        await self.pilot.press("alt+a")
        await settle(self.pilot, lambda: self.app.conversation.dock.has_focus_within)
        self.wait()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._test.__aexit__(None, None, None)

    def wait(self) -> None:
        """Lets the guard pass."""
        self.app.monotonic.now += 10

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def shows(self, *texts: str) -> None:
        try:
            await settle(self.pilot, lambda: all(text in text_of(self.app) for text in texts))
        except AssertionError:
            raise AssertionError(f"{texts} are not all shown:\n{text_of(self.app)}") from None


async def test_a_rule_is_shown_in_words_and_saved_by_a_key_of_its_own_after_a_while():
    async with Asking(command_approval(command="git push origin")) as at:
        await at.shows("always would allow: git push origin …")
        await at.press("p")
        await at.shows("Save this as a rule?", "git push origin …", "in all threads, outside the sandbox")
        await at.press("s")  # too soon: it has to be read
        assert results(at.app) == []
        at.wait()
        await at.press("y", "a", "p", "c", "space")
        assert results(at.app) == []
        at.wait()
        await at.press("s")
        rule = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["git", "push", "origin"]}}
        assert results(at.app) == [{"decision": rule}]


@pytest.mark.parametrize("no", ["enter", "n", "escape"])
async def test_a_rule_is_not_saved_by_default(no: str):
    async with Asking(command_approval()) as at:
        await at.press("p")
        at.wait()
        await at.press(no)
        await at.shows("Run it outside the sandbox?", "rm -rf build/", "y once")
        assert results(at.app) == []
        assert at.app.conversation.dock.has_focus_within
        at.wait()
        await at.press("y")
        assert results(at.app) == [{"decision": "accept"}]


async def test_the_words_of_a_rule_are_taken_away_one_by_one_and_each_time_it_is_to_be_read_again():
    async with Asking(command_approval(command="git push origin")) as at:
        await at.press("p", "left")
        await at.shows("  git push …", "left out: origin")
        await at.press("left", "left", "left")
        await at.shows("  git …", "left out: push origin")
        await at.press("right")
        await at.shows("  git push …")
        at.wait()
        await at.press("right", "left", "s")
        assert results(at.app) == []
        at.wait()
        await at.press("s")
        rule = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["git", "push"]}}
        assert results(at.app) == [{"decision": rule}]


async def test_no_takes_a_reason_which_is_no_answer_until_enter():
    async with Asking(command_approval()) as at:
        await at.press("n")
        await at.shows("No. Why?", "enter decline")
        await at.press(*"yes a no")
        assert results(at.app) == []
        await at.press("enter")
        (answered,) = [one for one in at.app.intents if isinstance(one, ApprovalAnswered)]
        assert (answered.answer.result, answered.reason) == ({"decision": "decline"}, "yes a no")


async def test_no_key_is_named_that_would_be_a_letter_of_the_reason():
    async with Asking(command_approval(), (120, 24)) as at:
        await at.shows("j read on")
        await at.press("n")
        await at.shows("No. Why?")
        assert "j read on" not in text_of(at.app)
        await at.press("escape", "z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.shows("j read on", "z dock it")
        at.wait()
        await at.press("n")
        await at.shows("No. Why?")
        assert "j read on" not in text_of(at.app)
        await at.press("escape")
        await at.shows("j read on", "z dock it")


async def test_a_reason_that_is_typed_at_once_goes_into_its_line_and_no_letter_of_it_answers():
    async with Asking(command_approval()) as at:
        for letter in "nyes, can you":
            at.app.post_message(events.Key(letter, letter))
        await at.shows("yes, can you")
        await at.press("enter")
        (answered,) = [one for one in at.app.intents if isinstance(one, ApprovalAnswered)]
        assert (answered.answer.result, answered.reason) == ({"decision": "decline"}, "yes, can you")


async def test_what_is_typed_behind_a_letter_that_came_too_early_is_no_answer():
    async with Asking(command_approval()) as at:
        at.app.conversation.dock.seen_again()
        for letter in "n why":
            await at.press(letter)
            at.app.monotonic.now += GUARD * 0.6  # slower than half a second for two letters
        assert results(at.app) == []
        at.wait()
        await at.press("y")
        assert results(at.app) == [{"decision": "accept"}]


async def test_without_a_reason_it_is_a_plain_no():
    async with Asking(command_approval()) as at:
        await at.press("n", "enter")
        (answered,) = [one for one in at.app.intents if isinstance(one, ApprovalAnswered)]
        assert (answered.answer.result, answered.reason) == ({"decision": "decline"}, None)


async def test_a_reason_that_is_left_answers_nothing_and_is_kept():
    async with Asking(command_approval()) as at:
        await at.press("n", *"not now", "escape")
        await at.shows("y once")
        assert at.app.conversation.dock.has_focus_within
        assert results(at.app) == []
        at.wait()
        await at.press("n")
        await at.shows("not now")
        await at.press(*", later", "enter")
        (answered,) = [one for one in at.app.intents if isinstance(one, ApprovalAnswered)]
        assert answered.reason == "not now, later"


async def test_a_reason_typed_for_what_was_answered_elsewhere_is_given_back():
    request = command_approval()
    async with Asking(request) as at:
        await at.press("n", *"use make clean")
        at.app.resolve(request)
        await settle(at.pilot, lambda: any(isinstance(one, AnswerLost) for one in at.app.intents))
        assert at.app.focused is at.app.conversation.composer
        (lost,) = [one for one in at.app.intents if isinstance(one, AnswerLost)]
        assert (lost.thread, lost.text) == (THREAD, "use make clean")


async def test_nothing_is_granted_that_was_not_chosen():
    async with Asking(permission_approval()) as at:
        await at.shows("use the network", "write /tmp/a", "because: to fetch the packages")
        await at.press("y")
        await at.shows("nothing is chosen")
        assert results(at.app) == []
        await at.press("down", "space", "y")
        entry = {"path": {"type": "path", "path": "/tmp/a"}, "access": "write"}
        assert results(at.app) == [{"permissions": {"fileSystem": {"entries": [entry]}}, "scope": "turn"}]


async def test_parts_are_chosen_and_left_again_and_may_hold_for_the_session():
    async with Asking(permission_approval()) as at:
        await at.press("space", "down", "space", "space", "a")
        assert results(at.app) == [{"permissions": {"network": {"enabled": True}}, "scope": "session"}]


async def test_parts_that_are_chosen_are_so_on_the_whole_screen_and_in_the_dock_again():
    request = permission_approval()
    async with Asking(request) as at:
        await at.press("space", "z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.shows("☑ use the network", "☐ write /tmp/a", "z dock it")
        assert "z full" not in text_of(at.app)
        await at.press("space", "down", "space", "z")
        await settle(at.pilot, lambda: at.app.screen is at.app.conversation)
        await at.shows("☐ use the network", "☑ write /tmp/a", "z full")
        at.wait()
        await at.press("y")
        entry = {"path": {"type": "path", "path": "/tmp/a"}, "access": "write"}
        assert results(at.app) == [{"permissions": {"fileSystem": {"entries": [entry]}}, "scope": "turn"}]


async def test_a_tool_is_shown_with_its_arguments_and_offers_only_what_its_server_does():
    async with Asking(tool_approval()) as at:
        await at.shows('tool "greet"', "name: Ann‹U+202E›", "Greet a [bold]name[/bold].")
        await at.press("a")
        await at.shows("not offered")
        await at.press("p")
        assert results(at.app) == []
        await at.press("y")
        assert results(at.app) == [{"action": "accept", "content": {}, "_meta": None}]


async def test_a_tool_can_be_allowed_for_good_after_a_second_look():
    async with Asking(tool_approval("session", "always")) as at:
        await at.press("p")
        await at.shows("cafe: greet", "whatever its arguments", "s save")
        at.wait()
        await at.press("s")
        assert results(at.app) == [{"action": "accept", "content": {}, "_meta": {"persist": "always"}}]


async def test_a_patch_whose_item_comes_late_is_shown_when_it_does_and_guarded_again():
    request = FileApproval(
        key=RequestKey("local", 2), thread=THREAD, item=key("t2", "late"), turn="t2", method="fileChange"
    )
    async with Asking(request) as at:
        await at.shows("not known here yet")
        added = FileChange(SafeText("late.py"), "add", SafeText("import os\n"))
        conversation = at.app.state.conversation(THREAD)
        conversation.append(FileChangeItem(key=key("t2", "late"), changes=(added,)))
        at.app.facts.tell(HistoryLoaded(THREAD, 1))
        await at.shows("new file late.py", "import os")
        await at.press("y")
        assert results(at.app) == []
        at.wait()
        await at.press("y")
        assert results(at.app) == [{"decision": "accept"}]


async def test_the_whole_screen_shows_it_and_answers_there():
    command = " && ".join(f"step-{number}" for number in range(40))
    request = command_approval(command=command)
    async with Asking(request, (40, 20)) as at:
        assert "step-39" not in text_of(at.app)
        await at.press("z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.shows("step-39", "y once", "p always", "esc later")
        at.wait()
        await at.press("y")  # the end of the text is the rule, and below what is seen
        await settle(at.pilot, lambda: "G first" in text_of(at.app))
        assert results(at.app) == []
        await at.press("G")
        at.wait()
        await at.press("y")
        await settle(at.pilot, lambda: bool(results(at.app)))
        at.app.resolve(request)
        await settle(at.pilot, lambda: at.app.screen is at.app.conversation)


async def test_an_end_that_was_read_on_the_whole_screen_need_not_be_read_once_more_in_the_dock():
    command = " && ".join(f"step-{number}" for number in range(40))
    async with Asking(command_approval(command=command), (40, 20)) as at:
        await at.press("y")
        await at.shows("G first")
        await at.press("z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.press("G", "z")
        await settle(at.pilot, lambda: at.app.screen is at.app.conversation)
        at.wait()
        await at.press("y")
        await settle(at.pilot, lambda: results(at.app) == [{"decision": "accept"}])


async def test_an_end_that_was_not_read_on_the_whole_screen_is_to_be_read_in_the_dock():
    command = " && ".join(f"step-{number}" for number in range(200))
    async with Asking(command_approval(command=command), (40, 20)) as at:
        await at.press("z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.press("pagedown", "z")
        await settle(at.pilot, lambda: at.app.screen is at.app.conversation)
        at.wait()
        await at.press("y")
        await at.shows("G first")
        assert results(at.app) == []


async def test_what_changed_since_its_end_was_read_on_the_whole_screen_is_to_be_read_again():
    request = FileApproval(
        key=RequestKey("local", 2), thread=THREAD, item=key("t2", "late"), turn="t2", method="fileChange"
    )
    added = [FileChange(SafeText(f"{name}.py"), "add", SafeText("x\n" * 40)) for name in ("one", "two")]
    late = FileChangeItem(key=key("t2", "late"), changes=(added[0],))
    async with Asking(request, (40, 20)) as at:
        conversation = at.app.state.conversation(THREAD)
        conversation.append(late)
        at.app.facts.tell(HistoryLoaded(THREAD, 1))
        await at.shows("one.py")
        await at.press("z")
        await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
        await at.press("G")
        late.changes = tuple(added)
        late.touch()
        await at.press("z")
        await settle(at.pilot, lambda: at.app.screen is at.app.conversation)
        at.app.facts.tell(HistoryLoaded(THREAD, 1))
        at.wait()
        await at.press("y")
        await at.shows("G first")
        assert results(at.app) == []


async def test_the_whole_screen_is_left_by_the_same_key_and_by_escape():
    async with Asking(command_approval()) as at:
        for leave in ("z", "escape"):
            await at.press("z")
            await settle(at.pilot, lambda: isinstance(at.app.screen, RequestScreen))
            await at.press(leave)
            await settle(at.pilot, lambda: at.app.screen is at.app.conversation)
        assert results(at.app) == []
