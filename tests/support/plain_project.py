"""The project of the tests as a plain folder, where git is not the matter: the server runs it four times in each turn.

A ``conftest.py`` imports these fixtures for the tests of its folder, in the place of the root's project.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project_dir(tmp_path: Path, project_template: Path) -> Path:
    """The project without its repository."""
    return shutil.copytree(project_template, tmp_path / "shop", ignore=shutil.ignore_patterns(".git"))


@pytest.fixture
def repository(project_dir: Path, project_template: Path) -> Path:
    """The project with its repository, for what depends on it."""
    shutil.copytree(project_template / ".git", project_dir / ".git")
    return project_dir
