"""Run the SDK's tests against several versions of the server, and print the table.

Those that start no server are left out: they would be the same each time. Each runtime is downloaded once,
from the registry that publishes it, into a cache folder. What an old server does not have is found out by the
tests, which ask it: no version is looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
PYPI_VERSIONS = ("0.133.0", "0.144.4", "0.154.0", "0.163.0")
NPM_VERSIONS = ("0.169.0",)
NPM_PACKAGE = "@openai/codex@{version}-linux-x64"
RUN_SECONDS = 1800


@dataclass
class Outcome:
    """What the tests said of one server."""

    version: str
    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def runtime(version: str, cache: Path) -> Path:
    """Return the binary of a version, downloading it if it is not in the cache."""
    folder = cache / version
    found = binary_in(folder)
    if found is None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as download:
            fetch = fetch_from_npm if version in NPM_VERSIONS else fetch_from_pypi
            fetch(version, Path(download), folder)
        found = binary_in(folder)
    if found is None:
        raise SystemExit(f"the package of {version} has no binary")
    return found


def binary_in(folder: Path) -> Path | None:
    return next((path for path in folder.glob("**/bin/codex") if path.is_file()), None)


def fetch_from_pypi(version: str, download: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*command, f"--dest={download}", f"openai-codex-cli-bin=={version}"], check=True)
    for wheel in download.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    for path in folder.glob("**/*"):  # a wheel's modes are not restored by zipfile
        if path.is_file() and path.suffix == "":
            path.chmod(path.stat().st_mode | stat.S_IXUSR)


def fetch_from_npm(version: str, download: Path, folder: Path) -> None:
    package = NPM_PACKAGE.format(version=version)
    subprocess.run(["npm", "pack", "--silent", package], check=True, cwd=download, stdout=subprocess.DEVNULL)
    for archive_path in download.glob("*.tgz"):
        with tarfile.open(archive_path) as archive:
            archive.extractall(folder, filter="data")


def run_suite(version: str, binary: Path, workers: str, selection: list[str]) -> Outcome:
    """Run the tests with this server as the default one."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            workers,
            "-m",
            "not long",
            f"--junitxml={report}",
        ]
        environment = {**os.environ, "APP_SERVER_UNDER_TEST": str(binary)}
        with contextlib.suppress(subprocess.TimeoutExpired):  # the other servers have their turn
            subprocess.run(
                [*command, *(selection or ["tests/sdk"])],
                cwd=ROOT,
                env=environment,
                timeout=RUN_SECONDS,
                stdout=subprocess.DEVNULL,
                check=False,  # failures are what the table is for
            )
        return read_report(version, report)


def read_report(version: str, report: Path) -> Outcome:
    outcome = Outcome(version)
    if not report.exists():
        outcome.failed.append("the test run did not end")
        return outcome
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            reason = re.sub(r"^Skipped: ", "", skipped.get("message", ""))
            outcome.skipped[reason] += 1
            outcome.counts["skipped"] += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(failure(case))
            outcome.counts["failed"] += 1
        else:
            outcome.counts["passed"] += 1
    return outcome


def failure(case: ElementTree.Element) -> str:
    """Return which test failed, and the first line of what it said."""
    problem = case.find("failure")
    if problem is None:
        problem = case.find("error")
    said = "" if problem is None else problem.get("message", "").partition("\n")[0]
    return f"{case.get('classname', '').rpartition('.')[2]}::{case.get('name')}: {said}"


def table(outcomes: list[Outcome]) -> str:
    """Return the table in Markdown, with what was skipped and what failed under it."""
    lines = ["| server | passed | skipped | failed |", "|---|---:|---:|---:|"]
    for outcome in outcomes:
        counts = outcome.counts
        row = [outcome.version, *(str(counts[name]) for name in ("passed", "skipped", "failed"))]
        lines.append(f"| {' | '.join(row)} |")
    for outcome in outcomes:
        if outcome.skipped or outcome.failed:
            lines += ["", f"{outcome.version}:", ""]
            lines += [f"- skipped {count}: {reason}" for reason, count in sorted(outcome.skipped.items())]
            lines += [f"- failed: {name}" for name in outcome.failed]
    return "\n".join([*lines, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--versions", nargs="+", default=[*PYPI_VERSIONS, *NPM_VERSIONS])
    parser.add_argument("--cache", type=Path, default=platformdirs.user_cache_path("codex-tui") / "runtimes")
    parser.add_argument("--workers", default="auto", help="as of pytest -n")
    parser.add_argument("--tests", nargs="*", default=[], help="instead of all of tests/sdk")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    for version in options.versions:
        binary = runtime(version, options.cache)
        outcomes.append(run_suite(version, binary, options.workers, options.tests))
        sys.stderr.write(f"{version}: {dict(outcomes[-1].counts)}\n")
    sys.stdout.write(table(outcomes))
    return 1 if any(outcome.failed for outcome in outcomes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
