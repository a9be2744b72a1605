"""The guide says what is so: its examples are there, and its own code runs."""

import ast
import re
from pathlib import Path

import pytest

import codex_app_server
from codex_app_server import Codex
from codex_app_server.testing import InMemoryAppServer
from codex_tui.render.glyphs import GLYPHS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
SNIPPET = re.compile(r'^--8<-- "([^"]+)"$')
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    return FENCE.findall(page.read_text(encoding="utf-8"))


def test_every_example_is_shown_in_the_guide():
    shown = {match[1] for page in PAGES for block in blocks(page) if (match := SNIPPET.match(block.strip()))}
    assert shown == {f"examples/{path.name}" for path in (ROOT / "examples").glob("*.py")}


def test_every_public_class_and_function_is_in_the_reference():
    reference = (ROOT / "docs" / "sdk" / "reference.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^::: codex_app_server\.(.+)$", reference, re.MULTILINE))
    whole_modules = {"codex_app_server." + name for name in listed}
    missing = set()
    for name in codex_app_server.__all__:
        documented = {name, f"Async{name}", name.removeprefix("Sync")} & listed
        module = getattr(getattr(codex_app_server, name), "__module__", "")
        if not documented and module not in whole_modules:
            missing.add(name)
    # A type alias, a version, and two models of the protocol.
    assert missing == {"Input", "InputItem", "__version__", "InitializeResponse", "TurnStatus"}


def test_every_exported_name_is_in_the_comparison_with_upstream():
    table = (ROOT / "docs" / "sdk" / "comparison.md").read_text(encoding="utf-8")
    assert {name for name in codex_app_server.__all__ if f"`{name}`" not in table} == {"__version__"}


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_the_code_of_a_page_is_python_and_imports_what_is_there(page: Path):
    for block in blocks(page):
        if SNIPPET.match(block.strip()):
            continue
        tree = compile(block, str(page), "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        assert isinstance(tree, ast.Module)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "codex_app_server":
                assert {alias.name for alias in node.names} <= set(codex_app_server.__all__)


def test_the_code_for_blocking_programs_runs(capsys: pytest.CaptureFixture[str]):
    with Codex(transport=InMemoryAppServer().transport()) as codex:
        thread = codex.thread_start()
        names = {"codex": codex, "thread": thread, "thread_id": thread.id}
        for block in blocks(ROOT / "docs" / "sdk" / "sync.md"):
            if not SNIPPET.match(block.strip()):
                exec(compile(block, "sync.md", "exec"), names)
    assert "completed" in capsys.readouterr().out


def test_every_test_that_the_table_of_rules_names_is_there():
    table = (ROOT / "docs" / "protocol-truth.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)(?:::(test_\w+)|\.py)`", table)
    assert len(named) == table.count("`test_")
    for file, name in named:
        code = (ROOT / "tests" / "sdk" / f"{file}.py").read_text(encoding="utf-8")
        assert (f"def {name}(" if name else "def test_") in code, f"{file}::{name}"


def test_the_signs_of_cells_are_those_that_are_drawn():
    page = (ROOT / "docs" / "guide" / "conversation.md").read_text(encoding="utf-8")
    signs = set(re.findall(r"^\| `(.)` \| `(.)` \|", page, re.MULTILINE))
    assert len(signs) == 7
    assert signs <= set(GLYPHS.values())


def test_every_page_has_a_place_in_the_navigation():
    pages = {str(page.relative_to(ROOT / "docs")) for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert (
        set(re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
        == pages
    )


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.stem)
def test_files_that_a_page_leads_to_are_there(page: Path):
    for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link
