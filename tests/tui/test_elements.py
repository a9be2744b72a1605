"""Pastes and images of a prompt on the real server: what the model gets, and what is shown after a restart."""

from __future__ import annotations

import json

import pytest
from textual.events import Paste

from codex_tui.options import Options
from codex_tui.widgets.composer import Composer
from codex_tui.widgets.transcript import Transcript
from tests.composer.test_images import png
from tests.support.app import ask, running

pytestmark = pytest.mark.anyio

LOG = "\n".join(f"line {number}" for number in range(214))
LABEL = "[Pasted text #1, 214 lines]"
CHIP = "[Image #1: cat.png 64×48]"


async def test_pastes_are_sent_in_full_and_images_as_such_and_both_are_folded_after_a_restart(
    server_config, scripted_model, project_dir
):
    picture = project_dir / "cat.png"
    picture.write_bytes(png(64, 48))
    async with running(server_config, Options(new=True)) as run:
        await run.shows("Ask ")
        await run.type("@@plain why ")
        for pasted in (LOG, f"'{picture}'"):
            run.app.query_one(Composer).post_message(Paste(pasted))
        await run.shows(LABEL, CHIP)
        await run.type("?")
        await run.press("enter")
        shown = await run.shows("idle", LABEL, "▣ image cat.png")
        assert "line 7" not in shown
        await pictures_are_drawn(run)
        thread = run.thread
    sent = json.dumps(scripted_model.requests[-1].body["input"], ensure_ascii=False)
    assert json.dumps(f"@@plain why {LOG}{CHIP}?", ensure_ascii=False) in sent
    assert "<image name=[Image #1] path=" in sent
    assert "data:image/png;base64," in sent
    async with running(server_config, Options(resume=thread.thread)) as run:
        shown = await run.shows(LABEL, CHIP, "▣ image cat.png")
        assert "line 7" not in shown
        await pictures_are_drawn(run)


async def pictures_are_drawn(run):
    """Waits for the processes that draw: they end with what they were started by."""
    transcript = run.app.query_one(Transcript)
    await run.until(lambda: not transcript._drawing and not transcript._draws_pictures)


async def test_an_image_that_is_gone_keeps_the_prompt(server_config, project_dir):
    picture = project_dir / "cat.png"
    picture.write_bytes(png(64, 48))
    async with running(server_config, Options(new=True), size=(140, 30)) as run:
        await ask(run, "@@plain")
        await run.shows("idle")
        run.app.query_one(Composer).post_message(Paste(str(picture)))
        await run.shows(CHIP)
        picture.unlink()
        await run.press("enter")
        await run.shows("Not sent: the image", CHIP)


@pytest.mark.long
async def test_an_image_behind_a_command_goes_with_it_or_is_refused_and_stays(
    server_config, scripted_model, project_dir
):
    picture = project_dir / "cat.png"
    picture.write_bytes(png(64, 48))
    async with running(server_config, Options(new=True)) as run:
        await run.shows("Ask ")
        for command, said in (
            ("/theme why ", "/theme takes text only"),
            ("/queue @@plain why ", "▣ image cat.png"),
        ):
            await run.type(command)
            run.app.query_one(Composer).post_message(Paste(str(picture)))
            await run.shows(f"{command}{CHIP}")
            await run.press("enter")
            shown = await run.shows(said)
            if command.startswith("/theme"):
                assert f"{command}{CHIP}" in shown
                await run.press("ctrl+c")
                await run.hides(CHIP)
        await run.shows("Hello from the scripted model.", "idle")
        await pictures_are_drawn(run)
    sent = json.dumps(scripted_model.requests[-1].body["input"], ensure_ascii=False)
    assert "data:image/png;base64," in sent
