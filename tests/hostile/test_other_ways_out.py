"""What leaves the application on other ways than a drawn row: the clipboard, what is printed, links, names of files."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from codex_tui.attention.sequences import harmless
from codex_tui.export.file_name import file_name
from codex_tui.export.html_markdown import markdown_html
from codex_tui.exporting import export
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_text import SafeText, for_clipboard
from codex_tui.plain_stream import PlainStream
from codex_tui.render.markdown.addresses import link_target
from tests.export.support import agent, command, patch, thread, turn, user
from tests.hostile.fragments import FRAGMENTS, GROUPS
from tests.hostile.sent import harm
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_of_the_corpus_gets_through_a_wall(group: str) -> None:
    for text in GROUPS[group].values():
        assert harm(SafeText(text), "\n\t") is None
        assert harm(harmless(text, 80)) is None
        assert ";" not in harmless(text, 80)
        assert harm(ThreadKey("local", text).short, "\n\t") is None
        stream = io.StringIO()
        print(text, file=PlainStream(stream))
        assert harm(stream.getvalue(), "\n\t") is None
        name = file_name(text, text, ExportFormat.HTML)
        assert "/" not in name
        assert harm(name) is None
        assert os.fsencode(name)


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_copied_is_obeyed_nowhere_and_else_kept(group: str) -> None:
    for text in GROUPS[group].values():
        copied = for_clipboard(text)
        copied.encode()
        assert not any(ord(char) < 0x20 and char not in "\n\t" for char in copied)
        assert not any(0x7F <= ord(char) < 0xA0 for char in copied)
        if not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
            assert copied == text


def test_colours_of_a_traceback_stay_and_nothing_else() -> None:
    stream = io.StringIO()
    guarded = PlainStream(stream, coloured=True)
    guarded.write("\x1b[1;31mred\x1b[0m \x1b[38;2;8;8;8mgrey\x1b[m")
    assert stream.getvalue() == "\x1b[1;31mred\x1b[0m \x1b[38;2;8;8;8mgrey\x1b[m"
    guarded.write("\x1b[8mhidden \x1b[1;8m \x1b[2J\x1b]0;title\x07")
    assert stream.getvalue().endswith("␛[8mhidden ␛[1;8m ␛[2J␛]0;title␇")


@pytest.mark.parametrize("stream", ["plain", "to a pipe"])
def test_a_name_in_an_error_is_plain_on_a_terminal_and_itself_in_a_pipe(tmp_path: Path, stream: str) -> None:
    arguments = [sys.executable, "-m", "codex_tui", "settings", "--config-file"]
    path = f"{tmp_path}/a\x1b]0;stolen\x07\x1b[2Jb\u202e.toml"
    if stream == "plain":
        with Terminal([*arguments, path, "--path"], columns=200) as terminal:
            assert terminal.wait_for_exit() == 0
            assert harm(terminal.received.decode(), "\r\n") is None
            assert "a␛]0;stolen␇␛[2Jb‹U+202E›.toml" in terminal.received.decode()
    else:
        import subprocess

        done = subprocess.run([*arguments, path, "--path"], capture_output=True, text=True, check=True)
        assert done.stdout == path + "\n"


def test_a_folder_that_is_not_there_is_named_plainly(tmp_path: Path) -> None:
    folder = f"{tmp_path}/\x1b[2J\x9b31m\x1b]52;c;QQ==\x07"
    with Terminal([sys.executable, "-m", "codex_tui", "--cd", folder], columns=200) as terminal:
        assert terminal.wait_for_exit() == 2
        said = terminal.received.decode()
        assert "does not exist" in said
        assert harm(said, "\r\n") is None


@pytest.mark.parametrize(
    "address",
    [
        "file:///usr/bin/env",
        "file:///home/me/x.desktop",
        "file:///home/me/x.DESKTOP",
        "file:///home/me/x%2edesktop",
        "file:///home/me/x.desktop?a.txt",
        "file:///home/me/x.desktop#a.txt",
        "file:///home/me/x.desktop%20",
        "file:///home/me/x.desktop%00.txt",
        "file:///Applications/Calculator.app/",
        "FILE:///home/me/run.sh",
        "file:///home/me/.bashrc",
        "file:///home/me/",
        "file://host/a.txt",
        "file:a.txt",
        "javascript:alert(1)",
        "vscode://file/a.txt",
        "data:text/html,x",
    ],
)
def test_a_link_to_what_might_be_run_does_not_open(address: str) -> None:
    assert link_target(address) is None


@pytest.mark.parametrize("address", ["file:///home/me/a.py", "file:///a/b.tar.gz", "https://x.y/run.sh"])
def test_a_link_to_a_text_or_to_the_web_opens(address: str) -> None:
    assert link_target(address) == address


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            opens = (value or "").startswith(("http://", "https://")) if name == "href" else True
            if name.startswith("on") or name in ("src", "style", "srcset", "formaction") or not opens:
                self.wrong.append(f"{tag} {name}={value}")
        if tag in (
            "script",
            "iframe",
            "img",
            "object",
            "embed",
            "svg",
            "link",
            "meta",
            "form",
            "base",
            "style",
        ):
            self.wrong.append(tag)


@pytest.mark.parametrize("group", GROUPS)
def test_an_exported_page_runs_and_fetches_nothing(group: str) -> None:
    for text in GROUPS[group].values():
        page = _Page()
        everywhere = (
            f"# {text}\n\n{text}\n\n- {text}\n\n`{text}`\n\n```{text}\n{text}\n```\n|a|\n|-|\n|{text}|"
        )
        page.feed(markdown_html(SafeText(everywhere)))
        page.close()
        assert page.wrong == []


@pytest.mark.parametrize("format", list(ExportFormat))
def test_an_export_holds_nothing_that_a_terminal_obeys(format: ExportFormat) -> None:
    items = [
        item
        for text in FRAGMENTS.values()
        for item in (
            user(text),
            agent(text),
            command(text, text),
            patch((text, "update", f"@@ -1 +1 @@\n-{text}\n+{text}")),
        )
    ]
    whole = thread(turn(*items), name="".join(FRAGMENTS.values()))
    assert harm(export(whole, format), "\n\t") is None
