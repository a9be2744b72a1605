"""Write src/codex_app_server/generated from the JSON Schema that the pinned server binary prints.

Run it after raising the pin of openai-codex-cli-bin. With `--check` nothing is written, and the exit status
is 1 when the committed modules differ from what the installed binary gives.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import codex_cli_bin

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "codex_app_server" / "generated"
HAND_WRITTEN = ("_base.py",)
BUNDLE = "codex_app_server_protocol.schemas.json"


def dump_schema() -> dict[str, object]:
    """The schema as the binary writes it, experimental methods included."""
    with tempfile.TemporaryDirectory() as folder:
        binary = codex_cli_bin.bundled_codex_path()
        options = ["--experimental", "--out", folder]
        subprocess.run([binary, "app-server", "generate-json-schema", *options], check=True)
        bundle: dict[str, object] = json.loads(Path(folder, BUNDLE).read_text())
        return bundle


def generate() -> dict[str, str]:
    """The names and texts of the modules that the installed binary gives."""
    # Imported here because run as a file, Python finds scripts/ but not the folder that holds it.
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from scripts.modelgen.package import render_package
    from scripts.modelgen.schema import normalise

    return render_package(normalise(dump_schema()), version("openai-codex-cli-bin"))


def committed() -> dict[str, str]:
    files = [path for path in TARGET.glob("*.py*") if path.suffix in (".py", ".pyi")]
    return {path.name: path.read_text() for path in files if path.name not in HAND_WRITTEN}


def drift(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """One line a file that differs, with the first differing lines under it."""
    report: list[str] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new or name not in old:
            report.append(f"{name}: {'not generated any more' if name not in new else 'missing'}")
        elif old[name] != new[name]:
            lines = difflib.unified_diff(old[name].splitlines(), new[name].splitlines(), lineterm="", n=0)
            changes = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
            report.append(f"{name}: {len(changes)} lines differ")
            report += [f"    {line}" for line in changes[:6]]
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the modules differ")
    arguments = parser.parse_args()
    files = generate()
    report = drift(committed(), files)
    if arguments.check:
        verdict = "generated models are stale" if report else "generated models are up to date"
        sys.stdout.write("\n".join([*report, verdict, ""]))
        return 1 if report else 0
    TARGET.mkdir(exist_ok=True)
    for name in committed().keys() - files.keys():
        (TARGET / name).unlink()
    for name, text in files.items():
        (TARGET / name).write_text(text)
    sys.stdout.write(f"{len(files)} modules written\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
