"""The board with kin, sections by folder, and the preview beside the list."""

import sys
from functools import partial

import pytest
from textual.app import App, ComposeResult

from codex_tui import messages as say
from codex_tui.model.items import FileChange, FileChangeItem, ItemStatus
from codex_tui.model.keys import RequestKey, ThreadKey
from codex_tui.model.preview import Preview, stamp_of
from codex_tui.model.requests import (
    CommandApproval,
    FileApproval,
    Question,
    QuestionOption,
    Questions,
    Request,
)
from codex_tui.model.safe_text import SafeText
from codex_tui.screens.threads import ThreadsScreen
from codex_tui.theming import DARK, LIGHT
from codex_tui.widgets.thread_preview import ThreadPreview
from tests.screens.support import (
    SHOP,
    WIDE,
    FakePorts,
    Home,
    Host,
    family_board,
    key,
    screen_text,
    tell,
)

pytestmark = pytest.mark.anyio
pictures = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")


@pytest.fixture
def kin() -> FakePorts:
    fake = FakePorts()
    family_board(fake.state)
    return fake


def previewed(app: Home) -> list[say.PreviewWanted]:
    return [intent for intent in app.intents if isinstance(intent, say.PreviewWanted)]


@pictures
@pytest.mark.parametrize(("size", "theme"), [((40, 22), DARK), ((120, 30), LIGHT), ((160, 30), DARK)])
def test_kin_and_preview(snap_compare, kin, size, theme):
    kin.layout.preview = True
    host = Host(lambda: ThreadsScreen(kin.ports()), theme)
    assert snap_compare(host, terminal_size=size, press=["j", "j", "j"])


@pictures
def test_sections_by_folder(snap_compare, kin):
    kin.layout.by_folder = True
    assert snap_compare(Host(lambda: ThreadsScreen(kin.ports())), terminal_size=(80, 30))


async def test_forks_and_agents_stand_under_their_thread_and_agents_that_are_done_are_counted(kin):
    app = Home(kin)
    async with app.run_test(size=WIDE):
        text = [" ".join(line.split()) for line in app.lines]
    at = next(number for number, line in enumerate(text) if "Add retry to the webhook" in line)
    assert "└ fork: Same, with a queue" in text[at + 1]
    assert "└ agent: helper" in text[at + 2]
    assert any("Fix flaky test_totals ▸ 2 agents" in line for line in text)
    assert any("decimal type fork of gone" in line for line in text)
    assert text[0] == "NEEDS YOU 2"


async def test_on_a_narrow_screen_a_row_says_first_that_it_is_hidden_and_what_to_type_is_never_cut(kin):
    board = kin.state.board
    board.show_hidden = True
    orphan = next(
        row for row in board.rows.values() if row.source is not None and row.source not in board.rows
    )
    orphan.hidden = True
    app = Home(kin)
    async with app.run_test(size=(40, 22)) as pilot:
        assert any("hidden" in line for line in app.lines)
        assert "/ filter or search " in screen_text(app)
        board.listing.archived = True
        await tell(pilot, kin, say.BoardChanged)
        assert "filter or" not in screen_text(app)
        assert "/ filter " in screen_text(app)


async def test_grouping_is_remembered_and_home_goes_to_the_first_row(kin):
    app = Home(kin)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("G", "g")
        headings = [line.strip() for line in app.lines if line[:1] == " " and line[1:2] in "PN~"]
        assert headings == ["NEEDS YOU  2", "PINNED", "~/src/shop", "~/src/infra", "~/src/pay"]
        assert kin.layout.by_folder
        await pilot.press("home")
        assert app.threads.cursor == key("7f3a")
        await pilot.press("g")
        assert "RUNNING  3" in "\n".join(app.lines)


async def test_the_preview_asks_for_the_thread_on_which_the_cursor_stays(kin):
    kin.layout.preview = True
    app = Home(kin)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("j", "j", "k")
        while not previewed(app) or previewed(app)[-1].thread != key("09be"):
            await pilot.pause()
        read = kin.state.board.rows[key("09be")]
        kin.state.previews[read.key] = Preview(
            stamp_of(read), SafeText("Round how?"), SafeText("To even.\x1b[2J")
        )
        await tell(pilot, kin, lambda: say.ThreadStatusChanged(key("09be")))
        assert "› Round how?" in screen_text(app)
        assert "• To even.␛[2J" in screen_text(app)
        await pilot.press("v", "j")
        assert not app.screen.query_one(ThreadPreview).display
        assert kin.layout.preview is False
        assert previewed(app)[-1].thread is None


async def test_the_preview_cuts_nothing_that_it_drew_before_it_had_its_place(kin):
    class Early(App[None]):
        """Shows a thread before anything is laid out, as a slow start does."""

        def compose(self) -> ComposeResult:
            yield ThreadPreview(kin.ports())

        def on_mount(self) -> None:
            preview = self.query_one(ThreadPreview)
            preview.show(key("7f3a"))
            assert str(preview.render()) == ""

    app = Early()
    async with app.run_test(size=(60, 20)):
        lines = str(app.query_one(ThreadPreview).render()).splitlines()
    assert lines[0] == "Migrate orders to the new schema"


async def test_a_narrow_screen_has_no_preview_and_says_so(kin):
    app = Home(kin)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("v")
        assert "The preview needs 120 columns" in screen_text(app)
        assert not app.screen.query(ThreadPreview)


async def test_a_key_does_nothing_to_a_row_that_came_under_the_cursor_by_itself(kin):
    app = Home(kin)
    async with app.run_test(size=WIDE) as pilot:
        kin.state.board.drop(key("7f3a"))
        await tell(pilot, kin, lambda: say.ThreadStatusChanged(key("7f3a")))
        assert app.threads.cursor == key("09be")
        await pilot.press("a")
        assert app.intents == []
        assert "nothing was done" in screen_text(app)
        kin.ticks += 1
        await pilot.press("a")
        [intent] = app.intents
        assert isinstance(intent, say.ActOnThreads)
        assert list(intent.threads) == [key("09be")]
        # Its own doing is no surprise: the next key is meant for the next row.
        kin.state.board.drop(key("09be"))
        await tell(pilot, kin, lambda: say.ThreadStatusChanged(key("09be")))
        await pilot.press("a")
        last = app.intents[-1]
        assert isinstance(last, say.ActOnThreads)
        assert list(last.threads) == [key("9111")]


async def test_after_something_is_done_to_several_rows_the_next_key_counts_as_they_go_one_by_one(kin):
    app = Home(kin)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("space", "space", "k", "k", "a")
        done = app.intents[-1]
        assert isinstance(done, say.ActOnThreads)
        assert len(done.threads) == 2
        for thread in done.threads:
            kin.state.board.drop(thread)
            await tell(pilot, kin, partial(say.ThreadStatusChanged, thread))
        next_one = app.threads.cursor
        await pilot.press("a")
        last = app.intents[-1]
        assert isinstance(last, say.ActOnThreads)
        assert list(last.threads) == [next_one] and next_one not in done.threads


def asked(thread: ThreadKey, of: type[Request], **about: object) -> Request:
    return of(key=RequestKey("local", 1), thread=thread, method="", **about)  # type: ignore[arg-type]


CURRENCY = Question(
    "q",
    SafeText("Rounding"),
    SafeText("Which rounding?"),
    tuple(QuestionOption(SafeText(label), label) for label in ("Half even", "Half up")),
)


@pytest.mark.parametrize(
    ("request_", "shown"),
    [
        (
            asked(
                key("7f3a"),
                CommandApproval,
                command=SafeText("rm -rf build/"),
                cwd=SafeText("/srv"),
                reason=SafeText("it is stale"),
            ),
            ["? run: rm -rf build/", "in /srv", "because: it is stale"],
        ),
        (
            asked(key("7f3a"), FileApproval, item=key("7f3a").item("t", "i")),
            ["? change files", "new file a/b.py", "c.py"],
        ),
        (
            asked(key("7f3a"), Questions, questions=(CURRENCY,)),
            ["? question: Which rounding?", "1 Half even", "2 Half up"],
        ),
    ],
)
async def test_the_preview_says_once_what_is_asked_and_what_one_would_ask_first(kin, request_, shown):
    kin.layout.preview = True
    thread = request_.thread
    state = kin.state
    state.previews[thread] = Preview(stamp_of(state.board.rows[thread]), SafeText("Migrate them"))
    state.board.rows[thread].activity = request_.title
    model = state.board.rows[thread].model = SafeText("a-model-with-a-name-of-many-words")
    state.inbox.add(request_)
    patch = FileChangeItem(
        key=thread.item("t", "i"),
        status=ItemStatus.RUNNING,
        changes=(
            FileChange(SafeText(f"{SHOP}/a/b.py"), "add", SafeText("x")),
            FileChange(SafeText("c.py"), "update", SafeText()),
        ),
    )
    state.conversation(thread).append(patch)
    app = Home(kin)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        lines = [line.strip() for line in str(app.screen.query_one(ThreadPreview).render()).splitlines()]
    start = lines.index(shown[0])
    assert lines[start : start + len(shown)] == shown
    assert sum(request_.title in line for line in lines) == 1
    # Its facts stand each in a line of its own where they do not fit into one.
    assert lines[2:4] == [model, thread.thread]


@pytest.mark.parametrize(
    "answer",
    ["日本語の長い行" * 20 + "\n" + "word " * 300 + "\n- the very end", "word " * 700 + "- the very end"],
)
async def test_the_end_of_a_long_answer_is_seen_whatever_its_width_and_that_of_the_prompt(kin, answer):
    kin.layout.preview = True
    source = kin.state.board.rows[key("7f3a")]
    kin.state.previews[source.key] = Preview(stamp_of(source), SafeText("x" * 5000), SafeText(answer))
    app = Home(kin)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "the very end" in " ".join(line[74:].strip() for line in screen_text(app).splitlines())
