"""What `pip install .` gives: both packages, their type marks and the stylesheets, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_every_stylesheet_of_the_checkout(wheel):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".tcss")}
    assert packed == {f"codex_tui/styles/{path.name}" for path in (ROOT / "styles").glob("*.tcss")}
    assert packed


def test_the_wheel_holds_the_two_packages_with_their_type_marks_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"codex_app_server/py.typed", "codex_tui/py.typed"} <= set(names)
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"codex_app_server", "codex_tui"}


def test_an_installed_copy_reads_its_own_stylesheets(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "from codex_tui.theming import stylesheet; print(stylesheet('app.tcss'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
    )
    assert Path(done.stdout.strip()) == tmp_path / "codex_tui" / "styles" / "app.tcss"


def test_the_command_is_installed_with_the_packages(wheel):
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "codex-tui = codex_tui.cli:main" in archive.read(entry_points).decode()
