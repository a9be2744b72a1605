"""One hour's work on the real server, by keys only; the screens at its marks are pictures beside this file."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from codex_tui.demo.script import Choice, Gate, Patch, Plan, Question, Script, Shell, Text, Usage
from codex_tui.model.items import UserItem
from codex_tui.options import Options
from codex_tui.widgets.transcript import Transcript
from tests.support.app import ask, running
from tests.support.marks import Marks, stop_the_clocks
from tests.support.trust import leave_untrusted
from tests.tui.test_threads import make_threads

pytestmark = [pytest.mark.anyio, pytest.mark.long]

SIZE = (110, 34)

FIX = """\
*** Begin Patch
*** Update File: shop/cart.py
@@
     \"\"\"Return the price of all lines, before any discount.\"\"\"
-    return sum(line.price for line in lines)
+    return sum(line.price * line.quantity for line in lines)
*** Add File: notes.txt
+The total counts the quantity now.
*** End Patch
"""


STEPS = ("Read the cart", "Clean up", "Fix the total")


def plan(reached):
    return Plan(
        [
            (step, "completed" if at < reached else "in_progress" if at == reached else "pending")
            for at, step in enumerate(STEPS)
        ]
    )


def teach(model, reading, held):
    """What the model does in this hour: each prompt has a word by which it is known."""
    model.on("cart", Script([[Text(["I read the cart. ", reading, "Then I fix it."]), Usage(61_000)]]))
    model.on(
        "discount",
        Script(
            [
                [Text("I look at the discount, too."), plan(0), Shell("grep -n price shop/cart.py")],
                [
                    plan(1),
                    Shell("rm -rf build/", escalated=True, justification="May I delete the stale build?"),
                ],
                [plan(2), Patch(FIX), Usage(64_000, 61_000, 150)],
                [plan(3)],
                [Text("The **total** counts the quantity now, also before a discount."), Usage(66_000)],
            ]
        ),
    )
    rounding = Question(
        "rounding",
        "Rounding",
        "Half a cent is left over. How shall it be rounded?",
        [Choice("Half even", "What banks use"), Choice("Half up", "What people expect on a receipt")],
    )
    model.on("round", Script([[rounding], [Text("Totals are rounded as you say."), Usage(68_500)]]))
    model.on("comment on the changes", Script([[Text("The note says why now."), Usage(71_000)]]))
    model.on("otherwise", Script([[Text("Done otherwise: `Decimal` has no half cents."), Usage(72_000)]]))
    model.on("luna", Script([[Text("Luna answers from here on."), Usage(2_000)]]))
    model.on("crash", Script([[Text(["This much was said. ", held])]]))
    model.on("afterwards", Script([[Text("All goes on."), Usage(2_400)]]))


@pytest.fixture
def project_dir(project_template, state_folder):
    """The project at a path that is as long each time, so that its picture is the same one."""
    folder = Path(tempfile.mkdtemp(prefix="hour-", dir="/tmp"))
    leave_untrusted(state_folder, folder / "shop")
    yield shutil.copytree(project_template, folder / "shop")
    shutil.rmtree(folder)


@pytest.fixture
def marks(request, project_dir, monkeypatch):
    stop_the_clocks(monkeypatch)
    folder = project_dir.parent
    monkeypatch.setenv("HOME", str(folder))  # folders are shown from there
    marks = Marks(
        Path(__file__).with_name("one_hour"),
        update=request.config.option.update_snapshots,
        alike={str(folder): "/tmp/hour-xxxxxxxx"},
    )
    yield marks
    assert not marks.differing, "these look otherwise, see *.new.svg"


def prompts(run):
    return [item.text for item in run.app.state.conversation(run.thread).items if isinstance(item, UserItem)]


async def go_to(run, kind, text):
    """Moves the cursor of the transcript up to the cell of that kind that says a text."""
    transcript = run.app.screen.query_one(Transcript)
    await run.press("ctrl+up")
    for _ in range(40):
        item = transcript.item
        if item is not None and item.kind == kind and text in item.source():
            return
        await run.press("k")
    raise AssertionError(f"no cell says {text!r}:\n{run.screen_text()}")


@pytest.mark.usefixtures("stays_lost")
async def test_one_hour(server_config, scripted_model, project_dir, marks):
    reading, held = Gate("reading"), Gate("never")
    teach(scripted_model, reading, held)
    await make_threads(server_config, "Explain the receipt", "Which tests are flaky?")

    async with running(server_config, Options(), size=SIZE) as run:
        run.app.ports.animate = False

        # A new thread, steered while it streams; what is next waits in the queue.
        await run.shows("RECENT", "Explain the receipt")
        await run.until(lambda: run.screen_text().count("I am a scripted model.") == 2)  # both rows are read
        await run.press("n")
        await ask(run, "Why does the cart charge too little?")
        await run.shows("• I read the cart.", "tab queue")
        main = run.thread
        await run.type("Then ask me how to round")
        await run.press("tab")
        await run.shows("Queued 1", "1 Then ask me how to round")
        await marks.mark(run, "01-queued", "Queued 1", "running")
        await run.type("and mind the discount")
        await run.press("enter")
        reading.open()

        # Two approvals: a command, and the patch.
        await marks.mark(run, "02-approval", "and mind the discount", "rm -rf build/", "alt+a to answer")
        await run.press("alt+a")
        await run.answer("y")
        await run.shows("shop/cart.py", "notes.txt", "alt+a to answer")
        assert not (project_dir / "build").exists()
        await run.press("alt+a")
        await run.letters_count()
        await marks.mark(run, "03-patch", "y once", "line.quantity")
        await run.answer("y")

        # The queued prompt runs by itself, and asks.
        await run.shows("How shall it be rounded?", "alt+a to answer")
        await run.press("alt+a", "2")
        await marks.mark(run, "04-question", "● ", "Half up")
        await run.answer("enter")
        await run.shows("Totals are rounded as you say.", "· idle")
        assert "line.price * line.quantity" in (project_dir / "shop" / "cart.py").read_text()

        # The changes are read and commented.
        await run.press("alt+d", "tab")
        await run.shows("[thread]", "+The total counts the quantity now.")
        await run.press("j", "c")
        await run.type("Say why.")
        await run.press("enter")
        await marks.mark(run, "05-comment", "▎ Say why.", "S sends 1 comment")
        await run.press("S")
        await run.shows("Sent 1 comment as one message")
        await run.press("q")
        await run.shows("The note says why now.", "· idle")

        # From the answer before it goes on otherwise, in a fork.
        await go_to(run, "agent", "rounded as you say")
        await run.press("f")
        await run.until(lambda: run.app.shown_thread() not in (None, main))
        await run.shows("behind: ")
        await ask(run, "Do it otherwise")
        await run.shows("Done otherwise", "· idle")
        await run.press("alt+t")
        await run.hides("Forked behind")
        # What came of those that ended before is asked for once they are seen.
        await run.until(lambda: run.screen_text().count("I am a scripted model.") == 2)
        await marks.mark(run, "06-board", "└ fork", "RECENT", "Explain the receipt")

        # A word of some message is found, and leads to it.
        await run.press("slash")
        await run.type("half cents")
        await run.hides("searching…")
        await marks.mark(run, "07-search", "IN MESSAGES  1", "half cents")
        await run.press("enter", "enter")
        await run.shows("Done otherwise", "1 of 1")
        await run.press("escape", "escape", "alt+t")
        await run.shows("IN MESSAGES  1")
        await run.press("escape")

        # What is done with is put away, and back once.
        await run.shows("Which tests are flaky?")
        await run.press("G", "a")
        await run.shows("Archived (u undoes): “Explain the receipt”")
        await run.hides("• Explain the receipt")
        await run.press("u")
        await run.shows("• Explain the receipt")
        await run.press("G", "a")
        await run.hides("• Explain the receipt")
        await run.press("A")
        await marks.mark(run, "08-archive", "Explain the receipt", "ARCHIVED", "I am a scripted model.")
        await run.press("A")

        # Back in the thread: compact it, and go on with another model.
        await run.shows("Which tests are flaky?")
        await run.press("home")
        await run.press("enter")
        await run.shows("│ Ask ")
        await run.press("alt+k")
        await run.shows("compacted", "· idle")
        await run.press("alt+m")
        await run.shows("Effort")
        await run.type("luna")
        await marks.mark(run, "09-model", "GPT-6-Luna", "Effort")
        await run.press("enter")
        await run.shows("gpt-6-luna")
        await ask(run, "Say which luna you are")
        await run.shows("Luna answers from here on.", "· idle")
        assert scripted_model.requests[-1].model == "gpt-6-luna"

        # The server is killed in mid-turn: nothing is lost, and one key goes on.
        await ask(run, "Let it crash")
        await run.shows("This much was said.")
        await run.type("not sent yet")
        os.kill(run.server_pid, signal.SIGKILL)
        await marks.mark(run, "10-killed", "alt+r", "This much was said.", "not sent yet")
        held.open()
        await run.press("alt+r")
        await run.shows("Luna answers from here on.", "not sent yet", "interrupted", "idle")
        await run.press("ctrl+c")
        await ask(run, "What came afterwards?")
        await run.shows("All goes on.", "· idle")
        assert run.thread == main
        said = prompts(run)
        assert [prompt.splitlines()[0] for prompt in said] == [
            "Why does the cart charge too little?",
            "and mind the discount",
            "Then ask me how to round",
            "A comment on the changes:",
            "Say which luna you are",
            "Let it crash",
            "What came afterwards?",
        ]

    # The next day: another codex-tui, and another server.
    async with running(server_config, Options(last=True), size=SIZE) as run:
        run.app.ports.animate = False
        await marks.mark(run, "11-resumed", "All goes on.", "· idle")
        assert run.thread.thread == main.thread
        assert prompts(run) == said
        await run.pilot.resize_terminal(40, 14)
        await marks.mark(run, "12-small", "All goes on.")
        await run.press("alt+t")
        await marks.mark(run, "13-small-board", "RECENT")
