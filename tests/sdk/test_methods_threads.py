"""The methods of threads, each on the real server."""

from collections.abc import AsyncIterable
from typing import Any, TypeVar

import anyio
import pytest

from codex_app_server import (
    AppServerConfig,
    AsyncCodex,
    AsyncThread,
    Codex,
    InvalidRequestError,
    MethodNotFoundError,
    TextInput,
)
from codex_app_server.generated.v2_all import ThreadGoalStatus, UserMessageThreadItem
from codex_tui.demo.scripts import PLAIN_ANSWER

from .capabilities import server_lacks

pytestmark = pytest.mark.anyio

RowT = TypeVar("RowT")


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"  # the calls are the same on both loops; how they are made is tested on both


async def rows_of(pager: AsyncIterable[RowT]) -> list[RowT]:
    return [row async for row in pager]


async def thread_with_turns(codex: AsyncCodex, *prompts: str) -> AsyncThread:
    thread = await codex.thread_start()
    for prompt in prompts:
        await thread.run(prompt)
    return thread


async def wait_for(stream: AsyncIterable[Any], method: str) -> dict[str, Any]:
    async for notification in stream:
        if notification.method == method:
            params: dict[str, Any] = notification.params
            return params
    raise AssertionError(f"no {method} came")


async def test_all_threads_come_one_by_one_whatever_the_size_of_a_page(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            ids = [(await thread_with_turns(codex, f"@@plain {n}")).id for n in range(5)]
            for page_size in (None, 1, 2):
                rows = await rows_of(codex.threads(page_size=page_size, sort_direction="asc"))
                assert [row.id for row in rows] == ids
            pager = codex.threads(page_size=3)
            assert pager.next_cursor is None
            first = await anext(pager)
            rest = await pager.next_page()
            assert [first.id, *(row.id for row in rest)] == ids[:1:-1]
            cursor = pager.next_cursor
            assert cursor is not None
            assert [row.id for row in await pager.next_page()] == ids[1::-1]
            assert [row.id for row in await rows_of(codex.threads(cursor=cursor))] == ids[1::-1]
            assert await pager.next_page() == []
            assert sorted(await rows_of(codex.loaded_threads(page_size=2))) == sorted(ids)
            assert await rows_of(codex.threads(search_term="@@plain 3")) != []
            assert await rows_of(codex.threads(archived=True)) == []


async def test_threads_are_found_by_title_and_by_text(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain Weather", "@@plain weather again")
            other = await thread_with_turns(codex, "@@plain")
            found = await rows_of(codex.thread_search("WEATHER"))
            assert [(row.thread.id, "Weather" in row.snippet) for row in found] == [(thread.id, True)]
            places = await rows_of(thread.search("weather", page_size=1))
            assert len(places) == 2
            assert await rows_of(other.search("weather")) == []


async def test_turns_and_items_come_page_by_page(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain 0", "@@plain 1", "@@plain 2")
            newest_first = await rows_of(thread.turns(page_size=2))
            turns = await rows_of(thread.turns(page_size=1, sort_direction="asc", items_view="full"))
            assert [turn.id for turn in turns] == [turn.id for turn in reversed(newest_first)]
            assert all(str(turn.items_view) == "full" for turn in turns)
            try:
                entries = await rows_of(thread.items(page_size=2))
            except MethodNotFoundError as error:
                if "not supported yet" not in error.message:
                    raise
                server_lacks("threads have the older kind of history, whose items are not listed")
            assert [entry.turn_id for entry in entries] == [turn.id for turn in turns for _ in range(2)]
            one = await rows_of(thread.items(turn_id=turns[1].id))
            assert [entry.item.root.id for entry in one] == [item.root.id for item in turns[1].items]
            read = await thread.read_items(turns[1].id, [one[0].item.root.id])
            assert isinstance(read.data[0].item.root, UserMessageThreadItem)


async def test_a_new_thread_has_no_history_yet(server_config: AppServerConfig):
    with anyio.fail_after(30):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            with pytest.raises(InvalidRequestError, match="first user message"):
                await rows_of(thread.turns())


async def test_a_thread_is_reverted_and_told_something(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain 0", "@@plain 1")
            turns = await rows_of(thread.turns(sort_direction="asc"))
            answer = await thread.revert(turns[1].id)
            assert answer.thread.id == thread.id
            assert [turn.id for turn in await rows_of(thread.turns())] == [turns[0].id]
            with pytest.raises(InvalidRequestError):
                await thread.revert(turns[1].id)
            item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Psst."}]}
            await thread.inject_items([item])
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_thread_that_is_not_followed_is_silent_until_its_next_turn(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            assert str((await thread.unsubscribe()).status) == "unsubscribed"
            assert str((await thread.unsubscribe()).status) == "notSubscribed"
            assert (await thread.run("@@plain")).final_response == PLAIN_ANSWER


async def test_a_shell_command_runs_as_a_turn(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            stream = codex.notifications(include_turns=True)
            await thread.shell_command("echo from the shell", timeout_ms=30_000)
            item = (await wait_for(stream, "item/completed"))["item"]
            assert (item["source"], item["aggregatedOutput"]) == ("userShell", "from the shell\n")


async def test_settings_hold_for_later_turns(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            stream = codex.notifications()
            await thread.update_settings(effort="low", approval_policy="never")
            settings = (await wait_for(stream, "thread/settings/updated"))["threadSettings"]
            assert (settings["effort"], settings["approvalPolicy"]) == ("low", "never")


async def test_a_thread_is_marked_read_and_unread(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            before = (await thread.read()).read_state
            if before is None:
                server_lacks("threads have no state of being read")
            read = (await thread.mark_read(expected_revision=before.revision)).read_state
            assert read.first_unread is None
            unread = (await thread.mark_unread(expected_revision=read.revision)).read_state
            assert unread.first_unread is not None
            with pytest.raises(InvalidRequestError, match="changed") as stale:
                await thread.mark_read(expected_revision=read.revision)
            assert stale.value.data["reason"] == "readStateConflict"


async def test_threads_are_sorted_into_sections(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            first, second = [await thread_with_turns(codex, "@@plain") for _ in range(2)]
            section = (await codex.section_create("Work")).section
            await first.move_to_section(section.id)
            await second.move_to_section(section.id, before_thread_id=first.id)
            pager = codex.threads(section_id=section.id, sort_key="section_position", sort_direction="asc")
            assert [row.id for row in await rows_of(pager)] == [second.id, first.id]
            await first.move_to_section(None)
            listed = await codex.thread_list(section_id=section.id)
            assert [row.id for row in listed.data] == [second.id]
            assert (await codex.section_update(section.id, "Home")).section.name == "Home"
            assert [row.name for row in await rows_of(codex.sections(page_size=1))] == ["Pinned", "Home"]
            await codex.section_delete(section.id)
            assert [row.name for row in await rows_of(codex.sections())] == ["Pinned"]


async def test_a_goal_is_set_read_and_cleared(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            assert (await thread.goal_get()).goal is None
            goal = (await thread.goal_set("Finish", status="paused", token_budget=1000)).goal
            assert (goal.objective, goal.status, goal.token_budget) == (
                "Finish",
                ThreadGoalStatus.paused,
                1000,
            )
            assert (await thread.goal_get()).goal == goal
            assert (await thread.goal_clear()).cleared is True
            assert (await thread.goal_clear()).cleared is False


async def test_the_queue_is_filled_changed_and_started(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config, server_requests=lambda request: waiting.wait()) as codex:
            waiting = anyio.Event()  # the approval stays open: the turn runs until it is interrupted
            thread = await codex.thread_start()
            running = await thread.turn("@@approval")
            first = (await thread.queue_add("first")).queued_submission
            second = (await thread.queue_add([TextInput("@@plain")])).queued_submission
            third = (await thread.queue_add("third", client_user_message_id="mine")).queued_submission
            assert third.client_user_message_id == "mine"
            await thread.queue_update(third.id, "@@plain the third")
            await thread.queue_reorder([third.id, second.id, first.id])
            assert (await thread.queue_delete(first.id)).deleted is True
            assert (await thread.queue_delete(first.id)).deleted is False
            assert [row.id for row in await rows_of(thread.queue(page_size=1))] == [third.id, second.id]
            with pytest.raises(InvalidRequestError):
                await thread.queue_start()
            await running.interrupt()
            # The server goes on by itself after a turn that was completed, so both are started by this.
            handle = await thread.queue_start(third.id)
            result = await handle.run_result()
            assert result.final_response == PLAIN_ANSWER
            prompt = result.items[0].root
            assert isinstance(prompt, UserMessageThreadItem)
            assert prompt.client_id == "mine"


async def test_background_terminals_are_listed_and_ended(server_config: AppServerConfig, scripted_model: Any):
    from codex_tui.demo.script import Script, Shell, Text

    scripted_model.on(
        "@@serve",
        Script(
            [
                [Shell("echo up; sleep 300", yield_time_ms=250), Shell("sleep 301", yield_time_ms=250)],
                [Text("ok")],
            ]
        ),
    )
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@serve")
            terminals = await rows_of(thread.background_terminals(page_size=1))
            assert len(terminals) == 2
            ended = await thread.background_terminal_terminate(terminals[0].process_id)
            assert ended.terminated is True
            await thread.background_terminals_clean()
            assert await rows_of(thread.background_terminals()) == []


async def test_a_review_is_one_turn_and_can_be_interrupted(server_config: AppServerConfig):
    target = {"type": "custom", "instructions": "@@plain"}
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await codex.thread_start()
            result = await (await thread.review(target)).run_result()
            types = [item.root.type for item in result.items]
            assert types[0] == "enteredReviewMode"
            assert "exitedReviewMode" in types
            assert result.turn is not None
            assert result.final_response


async def test_a_forked_thread_is_deleted_after_its_fork(server_config: AppServerConfig):
    with anyio.fail_after(60):
        async with AsyncCodex(server_config) as codex:
            thread = await thread_with_turns(codex, "@@plain")
            fork = await codex.thread_fork(thread.id)
            try:
                await codex.thread_delete(thread.id)
            except InvalidRequestError as error:
                assert "fork" in error.message
            else:
                assert len((await fork.read(include_turns=True)).thread.turns) == 1
                server_lacks("a fork has a history of its own and outlives the thread")
            await codex.thread_delete(fork.id)
            await codex.thread_delete(thread.id)
            assert await rows_of(codex.threads()) == []


def test_blocking_code_pages_as_well(server_config: AppServerConfig):
    with Codex(server_config) as codex:
        thread = codex.thread_start()
        for number in range(3):
            thread.run(f"@@plain {number}")
        assert [row.id for row in codex.threads()] == [thread.id]
        other = codex.thread_start()
        other.run("@@plain")
        threads = codex.threads(page_size=1)
        assert next(threads).id == other.id
        assert [row.id for row in codex.threads(cursor=threads.next_cursor)] == [thread.id]
        pager = thread.turns(page_size=2)
        assert next(pager).id
        assert [len(pager.next_page()) for _ in range(3)] == [1, 1, 0]
        assert list(pager) == []
        assert pager.next_cursor is None
        review = thread.review({"type": "custom", "instructions": "@@plain"})
        assert review.run_result().final_response
        assert thread.goal_get().goal is None
