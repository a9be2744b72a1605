"""An export as a reader's program sees it: whole, in the right form, and harmless whatever the conversation held."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest

from codex_tui.export.document import document_of
from codex_tui.export.file_name import file_name
from codex_tui.export.markdown import closed, fenced, inline_code
from codex_tui.export.svg import Look, svg
from codex_tui.exporting import export
from codex_tui.model.export_format import ExportFormat
from codex_tui.model.safe_text import SafeText
from codex_tui.theme_palette import theme_palette
from codex_tui.theming import DARK
from tests.export.support import BIDI, ESCAPE, agent, command, patch, reasoning, thread, turn, user

HOSTILE = f"</code></pre></style></title><script>alert(1)</script><img src=x onerror=alert(2)> {ESCAPE}{BIDI}"


def hostile():
    """Every text of a thread is an attack."""
    links = "[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) ![d](http://e.com/d.png) <javascript:x>"
    return thread(
        turn(
            user(HOSTILE, {"type": "localImage", "path": HOSTILE}),
            reasoning(f"</details>{HOSTILE}"),
            command(f"echo {HOSTILE}", HOSTILE),
            patch(
                (HOSTILE, "update", f"@@ -1 +1 @@ {HOSTILE}\n-{HOSTILE}\n+{HOSTILE}\n"),
                (HOSTILE, "add", HOSTILE),
            ),
            agent(
                f"# {HOSTILE}\n\n{links} &#x202E; &#27;\n\n```{HOSTILE}\n{HOSTILE}\n```\n\n| {HOSTILE} |\n|-|\n"
            ),
            {"type": "someNewKind", "id": "n", "text": HOSTILE},
        ),
        name=HOSTILE,
        cwd=HOSTILE,
        model=HOSTILE,
    )


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.attributes, self.texts, self.open = set(), [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("format", ExportFormat)
def test_nothing_that_a_terminal_obeys_or_a_reader_cannot_see_gets_into_a_file(format):
    text = export(hostile(), format)
    assert SafeText(text) == text


def test_a_page_has_no_script_and_no_markup_but_its_own():
    page = Page(export(hostile(), ExportFormat.HTML))
    assert page.open == []
    assert not page.tags & {"script", "img", "iframe", "link", "object", "form", "base"}
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.links == ["http://e.com/d.png"]
    assert "<script>alert(1)</script>" in "".join(page.texts)


def test_a_page_reads_well():
    code = "```python\ndef total(): return 1\n```"
    links = "[docs](https://example.com/docs) <mailto:me@example.com>"
    page_text = export(
        thread(turn(user("hello\nthere"), agent(f"**bold** {links}\n\n- [x] done\n- [ ] open\n\n{code}"))),
        ExportFormat.HTML,
    )
    page = Page(page_text)
    assert page.links == ["https://example.com/docs", "mailto:me@example.com"]
    assert {"strong", "pre", "code", "h1"} <= page.tags
    assert "☑ done" in page.texts
    assert "☐ open" in page.texts
    assert '<span class="k">def</span>' in page_text
    assert "prefers-color-scheme: dark" in page_text


def test_markup_that_takes_minutes_is_left_as_text():
    page = Page(export(thread(turn(agent("![" * 4000))), ExportFormat.HTML))
    assert "![![![" in "".join(page.texts)


def test_json_has_the_items_as_they_came_and_no_password():
    whole = thread(
        turn(user("one"), {"type": "someNewKind", "id": "n", "deep": {"a": [1, None]}}),
        turn(agent("two 日本語"), number=2),
        path="/home/me/.codex/sessions/x.jsonl",
        environments=[{"environmentId": "local", "token": "secret"}],
        gitInfo={"sha": "abc", "originUrl": "https://me:ghp_secret@example.com/shop.git"},
    )
    text = export(whole, ExportFormat.JSON)
    data = json.loads(text)
    assert data["turns"] == list(whole.turns)
    assert data["thread"]["gitInfo"]["originUrl"] == "https://example.com/shop.git"
    assert "secret" not in text
    assert "日本語" in text
    assert export(whole, ExportFormat.JSON) == text


def test_json_of_hostile_text_is_that_text():
    whole = hostile()
    assert json.loads(export(whole, ExportFormat.JSON))["turns"] == list(whole.turns)


def test_markdown_keeps_prompts_and_answers_and_fences_the_rest():
    diff = "@@ -1,2 +1,2 @@\n keep\n-old\n+new\n"
    text = export(
        thread(
            turn(
                user("Add *retry*."),
                reasoning("**Thinking**\n\nabout it"),
                command("/bin/bash -lc 'cat README.md'", "```python\nx = 1\n```\n"),
                patch(("/src/shop/a.py", "update", diff), ("/src/shop/b.txt", "add", "one\ntwo\n")),
                agent("Done: `retry`.\n\n```python\nhalf"),
            ),
            turn(user("And now?"), number=2),
            name='The "title"',
        ),
        ExportFormat.MARKDOWN,
    )
    assert text.startswith('---\ntitle: "The \\"title\\""\nid: "019ac000-7f3a"\nfolder: "/src/shop"\n')
    for part in (
        "## You\n\nAdd *retry*.\n",
        "<details><summary>Reasoning</summary>\n\n**Thinking**\n\nabout it\n\n</details>",
        "````console\n$ cat README.md\n```python\nx = 1\n```\n````\n\n*exit 0 · 0.8s*",
        f"**Changed** `/src/shop/a.py` +1 -1\n\n```diff\n{diff}```",
        "**Added** `/src/shop/b.txt` +2 -0\n\n```diff\n+one\n+two\n```",
        "## Codex\n\n",
        "Done: `retry`.\n\n```python\nhalf\n```\n\n*Turn completed · 4.0s*\n\n## You\n\nAnd now?",
    ):
        assert part in text


def test_nothing_closes_a_fence_but_its_end():
    assert fenced("a ``` b ```` c") == "`````\na ``` b ```` c\n`````"
    assert inline_code("a`b") == "``a`b``"
    assert inline_code("`a\nb`") == "`` `a b` ``"
    assert closed("```py\nx\n```\n") == "```py\nx\n```"
    assert closed("~~~~\nx\n~~~") == "~~~~\nx\n~~~\n~~~~"
    assert closed("text\n\n```") == "text\n\n```\n```"


def test_a_picture_is_xml_with_what_the_transcript_shows():
    text = export(hostile(), ExportFormat.SVG)
    root = ElementTree.fromstring(text)
    shown = "".join(root.itertext())
    assert "<script>alert(1)" in shown
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "g",
        "text",
    }
    # Nothing is fetched: what is drawn names no other place.
    assert not [value for element in root.iter() for value in element.attrib.values() if "http" in value]
    assert "url(" not in text
    assert "@import" not in text


def test_a_picture_of_a_long_thread_is_cut_and_says_so():
    document = document_of(thread(turn(agent("\n\n".join(f"line {number}" for number in range(50))))))
    text = svg(document, Look(*theme_palette(DARK)), limit=20)
    assert "line 5" in text
    assert "line 45" not in text
    assert "more lines: export it as HTML or Markdown to have all" in text


def test_a_turn_that_does_not_fit_the_protocol_is_kept():
    text = export(thread({"id": "t", "items": "nonsense", "said": "kept"}), ExportFormat.MARKDOWN)
    assert '"said": "kept"' in text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Add retry, please!", "codex-add-retry-please-7f3a.md"),
        ("../../etc/passwd", "codex-etc-passwd-7f3a.md"),
        (f"{ESCAPE}{BIDI}.\\:*?\0", "codex-2j-0-owned-7f3a.md"),
        ("Größe 日本", "codex-größe-日本-7f3a.md"),
        ("", "codex-7f3a.md"),
        ("word " * 40, "codex-word-word-word-word-word-word-word-word-word-wor-7f3a.md"),
    ],
)
def test_a_file_name_is_one_name(title, name):
    assert file_name(title, "7f3a", ExportFormat.MARKDOWN) == name
    assert "/" not in file_name(title, "../x", ExportFormat.MARKDOWN)
