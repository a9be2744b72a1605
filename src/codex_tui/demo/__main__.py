"""The process beside `codex-tui --demo`: sets the stage, says in one line of JSON where it is, waits for EOF.

The line is what `session.prepare_demo` reads: `config_overrides`, `env`, `cwd`, `suggestions`; or an `error`.
"""

import json
import sys


def main() -> int:
    """Play the model until stdin closes; an optional argument is the `codex` binary."""
    try:
        from codex_tui.demo import stage  # here, because a missing extra is to be reported, not to crash
    except ImportError as error:
        _report({"error": f'The demo needs {error.name}: pip install "codex-tui[demo]"'})
        return 2
    try:
        with stage.set_up(codex_bin=sys.argv[1] if len(sys.argv) > 1 else None) as description:
            _report(description)
            sys.stdin.read()
    except Exception as error:
        _report({"error": f"The demo could not be prepared: {error}"})
        raise
    return 0


def _report(description: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(description) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
