"""The pages around a day's work, on the real server: status, MCP servers, skills and hooks."""

from __future__ import annotations

import pytest
import tomlkit

from codex_tui.demo.tools import add_hooks, add_mcp_server, append_config
from codex_tui.options import Options
from codex_tui.widgets.fact_table import FactTable
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

NEW = Options(new=True)
LOW = (40, 14)


async def command(run, text):
    """Gives a slash command in the composer."""
    await run.type(text)
    await run.press("enter")


def config_of(home):
    return tomlkit.parse((home / "config.toml").read_text()).unwrap()


def table_of(run) -> FactTable:
    """The page that is shown."""
    table = run.app.screen.query_one(FactTable)
    assert isinstance(table, FactTable)
    return table


def hook_states(run):
    return [hook.trust for hook in run.app.state.around.hooks or ()]


def enabled(run):
    return [server.name for server in run.app.state.around.mcp or () if server.enabled]


def add_skill(folder, name, text):
    place = folder / name
    place.mkdir(parents=True)
    (place / "SKILL.md").write_text(text)
    return place / "SKILL.md"


TIDY = "---\nname: tidy\ndescription: Tidies up. Slowly.\n---\nTidy up.\n"


# --- status -------------------------------------------------------------------------------------------------


async def test_status_says_what_runs_and_with_what(server_config, project_dir, codex_home):
    (project_dir / "AGENTS.md").write_text("Be kind.\n")
    async with running(server_config, NEW, size=(100, 40)) as run:
        await ask(run, "hello")
        await run.shows("You said", "· idle")
        await command(run, "/status")
        shown = await run.shows("this server's start", "loaded")
        for text in (
            run.thread.thread,
            "AGENTS.md",
            "main",
            "gpt-5.5",
            "read only",
            "1.3k tokens",
            "none; this model provider needs none",
            "0.163.0 · ready",
            "local",
            "config.toml",
        ):
            assert run.says(text), shown  # the path of a long folder is broken anywhere
        await run.press("y")
        await run.shows("Copied “Id”")
        assert run.app.clipboard == run.thread.thread
        await run.press("Y")
        await run.shows("Copied the whole page")
        assert f"Id: {run.thread.thread}\n" in run.app.clipboard
        # Opened from the key too, and on the board.
        await run.press("escape", "alt+t")
        await run.shows("hello", "RECENT")
        await run.press("alt+s")
        await run.shows("THE NEXT NEW THREAD", "standard tier")


@pytest.mark.long
async def test_everything_on_a_page_can_be_reached_on_a_low_and_narrow_screen(server_config):
    async with running(server_config, NEW, size=LOW) as run:
        await command(run, "/status")
        await run.shows("THE NEXT NEW", "THREAD")
        table = table_of(run)
        await run.until(lambda: len(table.page.facts) > 8)
        seen = set()
        while True:
            here = table.current
            assert here is not None
            assert "│ ▌ " in run.screen_text()
            if here.id in seen:
                break
            seen.add(here.id)
            await run.press("j")
        assert seen == {one.id for one in table.page.facts}
        # Past the last one the rest of it comes into view.
        assert "meantime." in run.screen_text()
        await run.press("question_mark")
        await run.shows("Keys")


# --- MCP servers --------------------------------------------------------------------------------------------


async def test_mcp_servers_with_their_tools_and_what_is_wrong(server_config, codex_home):
    add_mcp_server(codex_home)
    append_config(codex_home, '\n[mcp_servers.broken]\ncommand = "/no/such/program"\n')
    async with running(server_config, NEW, size=(100, 30)) as run:
        await ask(run, "hello")
        await run.shows("You said", "· idle")
        await command(run, "/mcp")
        await run.shows("THIS THREAD'S MCP SERVERS", "failed · see why", "connected · 3 tools")
        await run.press("enter")
        await run.shows("No such file or directory", "Started by  /no/such/program")
        await run.press("j", "enter")
        await run.shows("stock  Count what is in stock. (only reads)")
        # Switched off only after a question, and on again it starts live.
        await run.press("x")
        await run.shows("Switch shop off for all threads?")
        await run.press("enter")
        assert "shop" in enabled(run)
        await run.press("x", "y")
        await run.shows("shop", "off")
        await run.until(lambda: "shop" not in enabled(run))
        assert config_of(codex_home)["mcp_servers"]["shop"]["enabled"] is False
        await run.press("x")
        await run.shows("It is started by:")
        await run.press("y")
        await run.shows("connected · 3 tools")
        await run.press("l")
        await run.shows("there is nothing to log in to")


async def test_without_an_mcp_server_it_says_how_to_add_one(server_config):
    async with running(server_config, NEW, size=(80, 24)) as run:
        await command(run, "/mcp")
        await run.shows("MCP SERVERS OF NEW THREADS", "codex mcp add NAME")


# --- skills -------------------------------------------------------------------------------------------------


async def test_skills_by_where_they_come_from_and_switched(server_config, project_dir, codex_home):
    tidy = add_skill(project_dir / ".agents" / "skills", "tidy", TIDY)
    add_skill(project_dir / ".agents" / "skills", "bad", "no front matter\n")
    async with running(server_config, NEW, size=(100, 40)) as run:
        await command(run, "/skills")
        shown = await run.shows("OF THIS PROJECT", "COME WITH CODEX")
        assert "missing YAML frontmatter" in shown
        assert "tidy             on · Tidies up" in shown
        here = table_of(run).current
        assert here is not None and here.title == "! not read"
        await run.press("x")
        await run.shows("It is not used: its file cannot be read")
        await run.press("j")
        await run.press("x")
        await run.shows("tidy             off · Tidies up")
        (entry,) = config_of(codex_home)["skills"]["config"]
        assert entry == {"path": str(tidy), "enabled": False}
        await run.press("x")
        await run.shows("tidy             on · Tidies up")
        await run.press("enter")
        shown = await run.shows("Tidies up. Slowly.", "SKILL.md")
        assert "tidy/SKILL.md" in "".join(
            line.strip(" │") for line in shown.splitlines()
        )  # it may be wrapped


# --- hooks --------------------------------------------------------------------------------------------------


async def test_hooks_run_only_after_what_they_run_was_shown_and_trusted(server_config, codex_home):
    add_hooks(codex_home)
    async with running(server_config, NEW, size=(100, 30)) as run:
        await command(run, "/hooks")
        await run.shows("BEFORE A TOOL IS USED", "not trusted: does not run", "mcp__shop__audit")
        await run.press("t")
        await run.shows(
            "Trust this hook as it is now?", "outside of the sandbox", "The stock is read, never written."
        )
        await run.press("enter")
        assert hook_states(run) == ["untrusted", "untrusted"]
        await run.press("t", "y")
        await run.shows("mcp__shop__stock  runs")
        await run.press("x")
        await run.shows("mcp__shop__stock  off")
        await run.press("x")
        await run.shows("Let this hook run again?")
        await run.press("y")
        await run.shows("mcp__shop__stock  runs")
        await run.press("t")
        await run.until(lambda: hook_states(run) == ["untrusted", "untrusted"])
        await run.press("x")
        await run.shows("mcp__shop__stock  off")
        await run.press("x")
        await run.shows("It runs once it is trusted")
