"""Images in a prompt: by path, dropped, from the clipboard; sent so that the server can read them."""

from __future__ import annotations

import base64
import os
import stat
import struct
import zlib
from pathlib import Path

import pytest
from textual import events

from codex_tui import clipboard_image
from codex_tui.clipboard_image import clipboard_image as read_clipboard
from codex_tui.image_files import ImageFiles, look_at
from codex_tui.messages import PromptSubmitted
from codex_tui.model.draft import draft_of, joined, of_element
from codex_tui.model.draft_elements import AttachedImage
from codex_tui.model.image_file import LARGEST, NoImage
from codex_tui.model.image_head import read_head
from codex_tui.model.pasted_paths import pasted_paths
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.session.prompt_input import CannotSendError, input_for
from tests.conversation.host import ConversationApp, idle_state, settle


def png(columns: int, rows: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\x10\x20\x30" * columns) * rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


GIF = base64.b64decode("R0lGODlhAgADAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
WEBP = b"RIFF\x24\0\0\0WEBPVP8L\x18\0\0\0\x2f" + (639 | 479 << 14).to_bytes(4, "little") + b"\0" * 8


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/tmp/cat.png", ("/tmp/cat.png",)),
        (" /tmp/cat.PNG \n", ("/tmp/cat.PNG",)),
        ("'/tmp/my cat.png'", ("/tmp/my cat.png",)),
        ('"/tmp/my cat.png" ', ("/tmp/my cat.png",)),
        ("/tmp/my\\ cat.jpeg", ("/tmp/my cat.jpeg",)),
        ("/tmp/my cat.webp", ("/tmp/my cat.webp",)),
        ("~/cat.gif", ("~/cat.gif",)),
        ("file:///tmp/my%20cat.png", ("/tmp/my cat.png",)),
        ("file://localhost/tmp/cat.png", ("/tmp/cat.png",)),
        ("/tmp/a.png /tmp/b.jpg", ("/tmp/a.png", "/tmp/b.jpg")),
        ("/tmp/a.png\n'/tmp/b c.jpg'\n", ("/tmp/a.png", "/tmp/b c.jpg")),
        ("file://elsewhere/tmp/cat.png", ()),
        ("assets/cat.png", ()),
        ("/tmp/cat.txt", ()),
        ("see /tmp/cat.png", ()),
        ("/tmp/a.png and", ()),
        ("'/tmp/cat.png", ()),
        ("/" + "x" * 5000 + ".png", ()),
        ("", ()),
    ],
)
def test_paths_are_known_as_terminals_write_them(text: str, paths: tuple[str, ...]) -> None:
    assert pasted_paths(text) == paths


def test_the_first_bytes_say_format_and_size() -> None:
    assert read_head(png(640, 480)) == ("PNG", "640×480")
    assert read_head(GIF) == ("GIF", "2×3")
    assert read_head(WEBP) == ("WEBP", "640×480")
    assert read_head(b"text") == ("", "")


def test_what_is_no_image_is_said(tmp_path: Path) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(png(4, 3))
    assert look_at(str(picture)) == AttachedImage(str(picture), SafeText("cat.png"), "4×3")
    assert look_at(str(tmp_path / "none.png")) == NoImage()
    (tmp_path / "text.png").write_text("text")
    os.truncate(picture, LARGEST + 1)
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "cut.png").write_bytes(png(4, 3)[:12])
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff")
    for name, why in (
        ("text.png", "no image"),
        ("cat.png", "more than 20.0 MB"),
        ("pipe.png", "no file"),
        ("cut.png", "the file is broken"),
        ("cut.jpg", "the file is broken"),
    ):
        found = look_at(str(tmp_path / name))
        assert isinstance(found, NoImage)
        assert why in found.why


def with_images(app: ConversationApp) -> ConversationApp:
    finder = ImageFiles()
    object.__setattr__(app.ports, "images", lambda: finder)
    return app


@pytest.mark.anyio
async def test_a_pasted_path_becomes_a_chip_before_what_is_typed_behind_it(tmp_path: Path):
    picture = tmp_path / "my cat.png"
    picture.write_bytes(png(640, 480))
    app = with_images(ConversationApp(idle_state()))
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"see ")
        composer.post_message(events.Paste(f"'{picture}' "))
        await pilot.press(*"now", "enter")
        await settle(pilot, lambda: bool(app.intents))
        (sent,) = app.intents
        assert isinstance(sent, PromptSubmitted)
        assert sent.text == "see [Image #1: my cat.png 640×480]now"
        assert sent.draft.elements == (AttachedImage(str(picture), SafeText("my cat.png"), "640×480"),)


@pytest.mark.anyio
async def test_an_image_goes_with_one_backspace(tmp_path: Path):
    picture = tmp_path / "cat.png"
    picture.write_bytes(png(640, 480))
    app = with_images(ConversationApp(idle_state()))
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        composer.post_message(events.Paste(f"{picture}\nfile://{picture}"))
        await settle(pilot, lambda: composer.text.count("[Image #") == 2)
        await pilot.press("backspace")
        assert composer.text == "[Image #1: cat.png 640×480] "


@pytest.mark.anyio
async def test_a_path_of_no_image_stays_a_text_and_says_why(tmp_path: Path):
    (tmp_path / "notes.png").write_text("text")
    app = with_images(ConversationApp(idle_state()))
    async with app.run_test(size=(120, 24)) as pilot:
        composer = app.conversation.composer
        composer.post_message(events.Paste(str(tmp_path / "notes.png")))
        await settle(pilot, lambda: "no image that a model can see" in app.conversation.status.line)
        await pilot.press("backspace")
        assert composer.text == str(tmp_path / "notes.pn")


# --- the clipboard ---


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the program that reads the clipboard, before all others."""
    (tmp_path / "copied.png").write_bytes(png(5, 7))
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("CODEX_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    return folder


XCLIP = """case "$*" in
*TARGETS) echo TARGETS; echo image/png;;
*image/png) cat "$(dirname "$0")/../copied.png";;
esac"""
WL_PASTE = """case "$*" in
--list-types) echo text/plain; echo image/png;;
*image/png) cat "$(dirname "$0")/../copied.png";;
esac"""


@pytest.mark.anyio
@pytest.mark.parametrize(("name", "script"), [("xclip", XCLIP), ("wl-paste", WL_PASTE)])
async def test_the_image_on_the_clipboard_is_kept_in_a_private_file(
    name: str, script: str, clipboard: Path, monkeypatch: pytest.MonkeyPatch
):
    program(clipboard, name, script)
    if name == "wl-paste":
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    app = with_images(ConversationApp(idle_state()))
    async with app.run_test() as pilot:
        composer = app.conversation.composer
        await pilot.press(*"what is ", "ctrl+v")
        await settle(pilot, lambda: "[Image #1: clipboard 5×7]" in composer.text)
        (image,) = composer.draft.elements
    assert isinstance(image, AttachedImage)
    assert stat.S_IMODE(os.stat(image.path).st_mode) == 0o600
    assert look_at(image.path) == AttachedImage(image.path, SafeText(Path(image.path).name), "5×7")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("script", "environment", "why"),
    [
        ("echo TARGETS; echo UTF8_STRING", {"DISPLAY": ":9"}, "No image on the clipboard"),
        ("exit 1", {"DISPLAY": ":9"}, "No image on the clipboard"),
        ("exec sleep 60", {"DISPLAY": ":9"}, "did not answer"),
        ("", {}, "No clipboard here"),
        ("", {"SSH_CONNECTION": "1"}, "another machine"),
    ],
)
async def test_why_nothing_can_be_pasted_is_said(
    script: str, environment: dict[str, str], why: str, clipboard: Path, monkeypatch: pytest.MonkeyPatch
):
    program(clipboard, "xclip", script)
    monkeypatch.setattr(clipboard_image, "SECONDS", 0.2)
    found = await read_clipboard(environment)
    assert isinstance(found, NoImage)
    assert why in found.why


@pytest.mark.anyio
@pytest.mark.parametrize(("variable", "install"), [("WAYLAND_DISPLAY", "wl-clipboard"), ("DISPLAY", "xclip")])
async def test_what_to_install_is_said(
    variable: str, install: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = await read_clipboard({variable: "x"})
    assert isinstance(found, NoImage)
    assert f"install {install}" in found.why


# --- what the server gets ---


@pytest.mark.anyio
async def test_a_server_elsewhere_gets_the_image_itself(tmp_path: Path):
    picture = tmp_path / "cat.png"
    picture.write_bytes(png(2, 2))
    image = AttachedImage(str(picture), SafeText("cat.png"), "2×2")
    draft = joined((draft_of("see "), of_element(image)))
    assert (await input_for(draft, ServerKind.SHARED))[1] == {"type": "localImage", "path": str(picture)}
    url = "data:image/png;base64," + base64.b64encode(png(2, 2)).decode()
    assert (await input_for(draft, ServerKind.REMOTE))[1] == {"type": "image", "url": url}
    picture.unlink()
    with pytest.raises(CannotSendError, match="not there any more"):
        await input_for(draft, ServerKind.SHARED)
