"""Export on the real server: from the command line in every form, and from the screen."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from textual.widgets import Input

from codex_app_server import Codex
from codex_tui.demo.script import Patch, Reasoning, Script, Shell, Text
from codex_tui.export_command import run_export
from codex_tui.options import Options
from codex_tui.session import whole_thread
from tests.export.test_formats import Page
from tests.session.conftest import Stage
from tests.session.conftest import running as running_session
from tests.support.app import running
from tests.support.command import run_here
from tests.tui.test_command import COMMAND, overrides

RICH = Script(
    [
        [Reasoning(["**Looking**\n\nat the folder"]), Shell("printf 'one\\n```\\n'")],
        [Patch("*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch\n")],
        [Text("All </pre><script>alert(1)</script> done.\n\n```python\ndef f(): pass\n```\n")],
    ]
)


@pytest.fixture
def rich_thread(server_config, scripted_model):
    """A thread with most of what a thread can hold; gives its id."""
    scripted_model.on("@@rich-thread", RICH)
    with Codex(server_config) as codex:
        thread = codex.thread_start(approval_policy="never", sandbox="workspace-write")
        thread.run("@@rich-thread please")
        thread.run("and a second turn")
        return thread.id


@pytest.fixture
def export(server_config, server_env, project_dir, capsys):
    """Runs the command."""

    def run(*arguments):
        command = ["export", *arguments, *overrides(server_config)]
        return run_here(command, project_dir, server_env, capsys)

    return run


def test_the_end_of_an_id_will_do_where_it_is_one_threads_only(rich_thread, server_config, export):
    done = export(rich_thread[-4:], "--output", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert f'id: "{rich_thread}"' in done.stdout
    with Codex(server_config) as codex:
        other = codex.thread_start()
        other.run("@@plain")
    common = next(n for n in range(36, 0, -1) if other.id[:n] == rich_thread[:n])
    done = export(other.id[:common], "--output", "-")
    assert (done.returncode, done.stdout) == (1, "")
    assert "stands for 2 threads: give more of the id." in done.stderr
    assert f"{rich_thread}  @@rich-thread please" in done.stderr
    done = export("zzzz")
    assert done.stderr == "codex-tui: No thread has the id or the title zzzz. codex-tui threads lists them.\n"


def test_a_whole_title_will_do_also_one_that_is_longer_than_an_id(rich_thread, server_config, export):
    title = "What the receipt prints, and why not in cents"
    with Codex(server_config) as codex:
        codex.thread_resume(rich_thread).set_name(title)
    done = export(title.upper(), "--output", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert f'id: "{rich_thread}"' in done.stdout


def test_a_thread_is_written_in_every_form(rich_thread, export, server_config, server_env, project_dir):
    command = [*COMMAND, "export", rich_thread, *overrides(server_config)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=project_dir, env=server_env
    )
    assert (done.returncode, done.stderr) == (0, "")
    path = project_dir / f"codex-rich-thread-please-{rich_thread[-4:]}.md"
    assert done.stdout == f"{path}\n"
    markdown = path.read_text()
    for part in (
        rich_thread,
        "## You\n\n@@rich-thread please",
        "````console\n$ printf",
        "```diff\n+made",
        "a second turn",
    ):
        assert part in markdown

    page = Page(export(rich_thread, "--format", "html", "--output", "-").stdout)
    assert "script" not in page.tags
    assert "<script>alert(1)</script> done." in "".join(page.texts)

    assert export("--last", "-o", "thread.json").returncode == 0
    data = json.loads((project_dir / "thread.json").read_text())
    kinds = [item["type"] for turn in data["turns"] for item in turn["items"]]
    assert {"userMessage", "reasoning", "commandExecution", "fileChange", "agentMessage"} <= set(kinds)
    assert data["thread"]["id"] == rich_thread

    assert export(rich_thread, "-o", "thread.svg").returncode == 0
    root = ElementTree.fromstring((project_dir / "thread.svg").read_text())
    assert "@@rich-thread please" in "".join(root.itertext())


def test_a_thread_that_does_not_exist_is_said_in_one_sentence(export):
    unknown = "00000000-0000-7000-8000-000000000000"
    done = export(unknown)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"codex-tui: Thread {unknown}: the server does not know this thread")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["ID", "-o", "there.md"],
            1,
            "there.md exists already: --force replaces it, --output names another.\n",
        ),
        (["ID", "-o", "no/such/file.md"], 1, "no/such does not exist: create it, or name another.\n"),
        (["ID", "-o", "."], 1, "is a folder: name a file in it.\n"),
        ([], 2, "Give the ID of a thread, or --last.\n"),
        (["ID", "--last"], 2, "Give the ID of a thread, or --last, not both.\n"),
        (["ID", "--format", "pdf"], 2, "'pdf' is not one of 'markdown', 'html', 'json', 'svg'.\n"),
    ],
)
def test_what_cannot_be_written_is_known_before_a_server_is_started(
    tmp_path, monkeypatch, capsys, arguments, code, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.md").write_text("precious")
    assert run_export(arguments) == code
    assert capsys.readouterr().err.endswith(said)
    assert (tmp_path / "there.md").read_text() == "precious"


@pytest.mark.anyio
async def test_all_pages_of_a_thread_are_read(server_config, project_dir, tmp_path, monkeypatch):
    monkeypatch.setattr(whole_thread, "PAGE", 2)
    async with running_session(Stage(server_config, project_dir, tmp_path / "state")) as stage:
        await stage.ready()
        conversation = await stage.submit("prompt 0")
        for number in range(1, 5):
            await stage.turn_over(conversation)
            await stage.submit(f"prompt {number}", conversation.key)
        await stage.turn_over(conversation)
        whole = await stage.session.history.whole(conversation.key)
        assert whole is not None
        asked = [turn["items"][0]["content"][0]["text"] for turn in whole.turns]
        assert asked == [f"prompt {number}" for number in range(5)]


@pytest.mark.anyio
async def test_the_dialog_writes_a_file_and_asks_before_it_replaces_one(server_config, project_dir):
    async with running(server_config, Options(new=True)) as run:
        await run.shows("│ Ask ")
        await run.press("alt+e")
        await run.shows("Nothing to export yet")
        await run.type("hello there")
        await run.press("enter")
        await run.shows("You said:", "· idle")
        await run.press("alt+e")
        await run.shows("[markdown]", f"codex-hello-there-{run.thread.short}.md")
        await run.press("tab", "ctrl+u")
        await run.shows("[html]")
        await run.type("no")
        await run.press("slash", "x", "enter")
        await run.shows("does not exist: create it, or name another")
        await run.press("ctrl+u")
        await run.type("out.html")
        await run.press("enter")
        await run.shows("Exported out.html to")
        assert "You said:" in (project_dir / "out.html").read_text()

        (project_dir / "out.html").write_text("precious")
        await run.press("ctrl+up", "e")
        await run.shows("[markdown]")
        await run.press("tab", "ctrl+u")
        await run.type("out.html")
        await run.press("enter")
        await run.shows("out.html exists: enter again replaces it")
        # That it was typed may be told of only now, where it came in one breath with the key that took it.
        line = run.app.focused
        assert isinstance(line, Input)
        line.post_message(Input.Changed(line, "out.htm"))
        await run.pilot.pause()
        await run.shows("out.html exists: enter again replaces it")
        assert (project_dir / "out.html").read_text() == "precious"
        await run.press("enter")
        await run.shows("Exported out.html to")
        # The line may still be that of the first time.
        await run.until(lambda: "You said:" in (project_dir / "out.html").read_text())

        # A name with the ending of another format is one of that format.
        await run.press("alt+e")
        await run.shows("[markdown]")
        await run.press("ctrl+u")
        await run.type("out.json")
        await run.shows("[json]")
        await run.press("enter")
        await run.shows("Exported out.json to")
        assert json.loads((project_dir / "out.json").read_text())
