"""The menus of the composer on the real server: commands, files, and commands of one's own."""

from __future__ import annotations

import pytest

from codex_app_server import AppServerConfig, launch_listening_server
from codex_tui.demo.script import Gate, Script, Text
from codex_tui.model.attachments import AttachmentKind
from codex_tui.model.items import UserItem
from codex_tui.options import Options
from codex_tui.screens.help import HelpScreen
from tests.support.app import ask, running
from tests.tui.test_threads import make_threads

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("repository")]

NEW = Options(new=True)


async def test_the_menu_lies_over_the_transcript_and_moves_nothing(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ", "· new")
        before = run.screen_text().splitlines()
        await run.type("/")
        await run.shows("─ Commands · ", "This conversation", "▌/compact", "enter choose")
        after = run.screen_text().splitlines()
        assert [line for line in after if line.startswith((" ╭────", " ╰────"))][-1] == before[-2]
        assert after[0] == before[0]
        await run.press("escape")
        await run.hides("Commands")
        await run.shows("│ / ", "enter send")
        # It stays closed while one goes on typing the same.
        await run.type("c")
        await run.pilot.pause()
        assert "Commands" not in run.screen_text()
        await run.press("ctrl+c")
        await run.type("/c")
        await run.shows("─ Commands · ")


async def test_enter_runs_the_command_of_the_row_also_where_all_was_typed_in_one_breath(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("/hel")
        await run.press("enter")
        await run.until(lambda: isinstance(run.app.screen, HelpScreen))
        await run.press("escape")
        await run.shows("│ Ask ")
        await run.press("up")
        await run.shows("│ /help")
        # Recalled, it asks for no menu: the same keys go on through the history.
        assert "Commands" not in run.screen_text()


async def test_a_click_on_a_command_asks_for_what_it_needs_and_takes_nothing_by_itself(server_config):
    async with running(server_config, NEW) as run:
        await ask(run, "hello")
        await run.shows("· idle")
        await run.type("/ren")
        await run.shows("/rename NAME")
        lines = run.screen_text().splitlines()
        at = next(number for number, line in enumerate(lines) if "/rename NAME" in line)
        await run.pilot.click(offset=(8, at))
        await run.shows("│ /rename ", "as it is called now")
        assert "Renamed" not in run.screen_text()


@pytest.mark.long
async def test_an_argument_is_completed_and_a_missing_one_is_asked_for(server_config, scripted_model):
    scripted_model.on("@@hello", Script([[Text("Hello.")]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@hello there")
        await run.shows("• Hello.", "· idle")
        thread = run.thread
        await run.type("/rena")
        await run.press("enter")
        await run.shows("│ /rename ", "─ /rename NAME", "@@hello there ✓")
        await run.press("tab")
        await run.shows("│ /rename @@hello there")
        await run.type(", again")
        await run.press("enter")
        await run.until(lambda: str(run.app.state.board.rows[thread].title) == "@@hello there, again")
        await run.type("/new")
        await run.press("enter")
        await run.until(lambda: run.app.shown_thread() is None)
        await run.type("/resume again")
        await run.press("enter")
        await run.until(lambda: run.app.shown_thread() == thread)


async def test_a_file_is_found_in_the_folder_of_the_thread_and_sent_in_the_prompt(
    server_config, scripted_model, project_dir
):
    (project_dir / "two words.txt").write_text("x\n")
    scripted_model.on("explain", Script([[Text("Explained.")]]))
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("explain @")
        await run.shows(f"─ Files in {project_dir.name}", "README.md")
        assert ".git/" not in run.screen_text()
        await run.type("twords")
        await run.press("enter")
        await run.shows('│ explain @"two words.txt"')
        await run.type("and @config")
        await run.shows("No file matches")  # git's own are none
        await run.press("enter")
        await run.shows("• Explained.", "· idle")
        sent = [item for item in run.app.state.conversations[run.thread].items if isinstance(item, UserItem)]
        (mention,) = sent[0].attachments
        assert (mention.name, mention.path) == ("two words.txt", str(project_dir / "two words.txt"))
        assert any(
            'explain @"two words.txt" and @config' in text for text in scripted_model.requests[-1].prompts
        )
        assert run.app.state.file_search is None


@pytest.mark.long
async def test_tab_goes_on_into_a_folder(server_config, project_dir):
    (project_dir / "deep" / "er").mkdir(parents=True)
    (project_dir / "deep" / "er" / "file.txt").write_text("x\n")
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("@deep")
        await run.shows("▌deep/")
        await run.press("tab")
        await run.shows("│ @deep/", "▌deep/er/")
        await run.press("tab")
        await run.shows("│ @deep/er/", "▌deep/er/file.txt")
        await run.type("file")
        await run.press("tab")
        await run.shows("│ @deep/er/file.txt")
        await run.hides("─ Files")


async def test_a_skill_is_chosen_by_its_name_and_its_file_goes_to_the_model(
    server_config, scripted_model, project_dir
):
    folder = project_dir / ".agents" / "skills" / "greet-well"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(
        "---\nname: greet-well\ndescription: Greets with care\n---\nAlways bow first.\n"
    )
    (project_dir / ".agents" / "skills" / "broken").mkdir()
    (project_dir / ".agents" / "skills" / "broken" / "SKILL.md").write_text("no front matter\n")
    scripted_model.on("please", Script([[Text("Greeted.")]]))
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("please $")
        await run.shows(
            "─ Skills · ", "$greet-well project", "Greets with care", "Skill “broken” cannot be read"
        )
        await run.type("gw")
        await run.press("enter")
        await run.shows("│ please $greet-well")
        await run.hides("─ Skills")
        await run.type("for $5")
        await run.press("enter")
        await run.shows("• Greeted.", "· idle")
        (prompt, *_) = [
            item for item in run.app.state.conversations[run.thread].items if isinstance(item, UserItem)
        ]
        (attached,) = prompt.attachments
        assert (attached.kind, attached.name) == (AttachmentKind.SKILL, "greet-well")
        assert "Always bow first." in str(scripted_model.requests[-1].body)


async def test_a_name_typed_in_one_breath_waits_for_the_list_of_skills(
    server_config, scripted_model, project_dir
):
    folder = project_dir / ".agents" / "skills" / "greet-well"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text("---\nname: greet-well\ndescription: Greets\n---\nBow.\n")
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("$gre")
        await run.press("enter")
        await run.shows("│ $greet-well")
        assert run.app.shown_thread() is None


@pytest.mark.long
async def test_a_command_of_ones_own_says_what_it_is_and_runs_in_a_new_thread(server_config, project_dir):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("!")
        await run.shows(
            "─ shell: runs outside the sandbox, unasked", "enter runs outside the sandbox, unasked"
        )
        await run.press("enter")
        await run.shows("A command is missing behind the !")
        await run.type("echo made > by-hand.txt && cat by-hand.txt")
        await run.press("enter")
        await run.shows("$ echo made", "made", "exit 0")
        await run.hides("─ shell:")
        assert (project_dir / "by-hand.txt").read_text() == "made\n"
        assert run.app.shown_thread() is not None
        await run.press("up")
        await run.shows("│ !echo made >")


async def test_a_command_of_ones_own_runs_beside_a_turn(server_config, scripted_model):
    gate = Gate("before the end")
    scripted_model.on("@@slow", Script([[Text(["Working ", gate, "on."])]]))
    async with running(server_config, NEW) as run:
        await ask(run, "@@slow")
        await run.shows("• Working", "enter steer")
        await run.type("!echo beside")
        await run.press("enter")
        await run.shows("$ echo beside", "exit 0", "running")
        gate.open()
        await run.shows("• Working on.", "· idle")


@pytest.mark.long
async def test_everything_is_usable_on_14_rows_of_40_columns(server_config):
    async with running(server_config, NEW, size=(40, 14)) as run:
        await run.shows("Ask ")
        await run.type("/")
        await run.shows("Commands · ", "▌/compact", "enter choose")
        await run.press("up")
        await run.shows("▌/quit")
        await run.press("pageup", "pageup")
        await run.press("ctrl+c")
        await run.type("!ls")
        await run.shows("enter no sandbox")


async def test_a_row_is_taken_by_a_click(server_config):
    async with running(server_config, NEW) as run:
        await run.shows("│ Ask ")
        await run.type("see @")
        shown = await run.shows("─ Files in", "README.md", "▌")
        at = next(row for row, line in enumerate(shown.splitlines()) if "README.md" in line)
        await run.pilot.click(offset=(8, at))
        await run.shows("│ see @README.md")
        await run.hides("─ Files in")


async def test_a_command_of_ones_own_begins_no_thread_in_a_folder_before_somebody_has_said_whether_it_is_trusted(
    server_config, project_dir, state_folder
):
    (state_folder / "untrusted-folders.json").unlink()
    async with running(server_config, NEW) as run:
        await ask(run, "!touch made.txt")
        await run.shows("Do you trust the files in this folder?")
        await run.press("escape")
        await run.shows("Not run: the thread has not begun", "│ !touch made.txt")
        assert not (project_dir / "made.txt").exists()
        await run.press("enter")
        await run.shows("Do you trust the files in this folder?")


@pytest.mark.long
async def test_files_are_those_of_the_threads_folder_also_through_a_server_on_a_socket(
    server_config, scripted_model, tmp_path
):
    elsewhere = tmp_path / "pay"
    elsewhere.mkdir()
    (elsewhere / "invoice.md").write_text("x")
    with launch_listening_server(server_config, f"unix://{tmp_path}/s") as server:
        shared = AppServerConfig(endpoint=server.endpoint, cwd=server_config.cwd, concurrent_turns=True)
        (thread,) = await make_threads(shared, "pay @@plain", cwd=str(elsewhere))
        async with running(shared, Options(resume=thread)) as run:
            await run.shows("· idle")
            await run.type("see @")
            await run.shows("─ Files in pay", "▌invoice.md")
            assert "README.md" not in run.screen_text()
            await run.type("inv")
            await run.press("enter")
            await run.shows("│ see @invoice.md")
            await run.press("enter")
            await run.shows("› see @invoice.md", "· idle")
        sent = scripted_model.requests[-1].prompts
        assert any("see @invoice.md" in text for text in sent)
