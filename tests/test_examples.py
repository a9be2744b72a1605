import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.demo.script import Gate, Script, Shell, Text, words
from codex_tui.demo.server import ScriptedModel

EXAMPLES = Path(__file__).parents[1] / "examples"

STORY = ("Once ", "upon ", "a ", "time ", Gate("never opened"), "the end")

# What the model does for a prompt of an example, by words of it.
SCRIPTS = {
    "List the files": Script([[Shell("ls")], [Text(words("It is a **project**."))]]),
    "Clean up this folder": Script(
        [
            [Shell("rm -f build.log", escalated=True, justification="May I?")],
            [Text("All clean.")],
        ]
    ),
    "What does this project do?": Script([[Text("It greets.")]]),
    "Which tests are missing?": Script([[Text("All of them.")]]),
    "Which dependency": Script([[Text("None is.")]]),
    "Write a long story": Script([[Text(STORY)]]),
    "Say hello": Script([[Text("Hello, bonjour, hallo.")]]),
    "Sum up": Script([[Text("A lighthouse and a cat.")]]),
}

# What each example prints, among other things.
PRINTS = {
    "any_method": ["typed: ['", "plain: ['"],
    "approvals": ["declined: ", "rm -f build.log", "All clean."],
    "approvals_later": ["asked: item/commandExecution/requestApproval", "All clean."],
    "errors_and_retry": ["Hello, bonjour, hallo."],
    "hello": ["Hello, bonjour, hallo."],
    "many_threads": ["It greets.", "All of them.", "None is."],
    "shared_server": ["writer: Hello, bonjour, hallo.", "reader: agentMessage"],
    "steer_and_interrupt": ["interrupted after ", "A lighthouse and a cat."],
    "stream": ["It is a **project**.", "exit code 0"],
    "testing_your_code": ["passed"],
}


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.py")))
def test_an_example_runs_and_prints_what_it_promises(
    name: str,
    codex_home: Path,
    project_dir: Path,
    scripted_model: ScriptedModel,
    server_env: dict[str, str],
):
    for keyword, script in SCRIPTS.items():
        scripted_model.on(keyword, script)
    overrides = (*scripted_model.config_overrides(), "features.shell_snapshot=false")
    (codex_home / "config.toml").write_text("\n".join(overrides), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / f"{name}.py")],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=project_dir,
        env=server_env,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    for expected in PRINTS[name]:
        assert expected in ran.stdout
