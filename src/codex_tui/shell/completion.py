"""``codex-tui completion``: what a shell needs to complete commands, options and ids of threads, by click's own means.

The script that is printed calls codex-tui with a variable set (`VARIABLE`); the answer to that is `complete`.
"""

from __future__ import annotations

from importlib import import_module

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from codex_tui.shell import COMMANDS
from codex_tui.shell.help_page import SETTINGS, Command

VARIABLE = "_CODEX_TUI_COMPLETE"
_PROGRAM = "codex-tui"
_OTHERS = {"export": "export_command", "settings": "settings_command"}
_HELP = """Print the completion for a shell. To have it always:

\b
  bash   codex-tui completion bash > ~/.local/share/bash-completion/completions/codex-tui
  zsh    codex-tui completion zsh > ~/.zfunc/_codex-tui
  fish   codex-tui completion fish > ~/.config/fish/completions/codex-tui.fish

A folder that is not there yet is made by mkdir -p. For zsh, fpath+=~/.zfunc stands before compinit in ~/.zshrc.

Ids are completed from the threads of the current folder. Exit codes: 0; 2 for a wrong command line.
"""


@click.command(cls=Command, help=_HELP, context_settings=SETTINGS)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    made = get_completion_class(shell)
    assert made is not None  # click has these three
    print(made(whole(), {}, _PROGRAM, VARIABLE).source())


class _Whole(click.Group):
    """Offers commands where they stand: before any option."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        offered = super().shell_complete(ctx, incomplete)
        given = any(ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ctx.params)
        return [one for one in offered if not given or one.value not in self.commands]


def whole() -> click.Group:
    """The whole command line as one group, which nobody runs: for completing it."""
    own = import_module("codex_tui.command_line").COMMAND.params
    options = [parameter for parameter in own if isinstance(parameter, click.Option)]
    group = _Whole(_PROGRAM, params=options, invoke_without_command=True)
    for name in COMMANDS:
        group.add_command(import_module(f"codex_tui.shell.{name}").command, name)
    for name, module in _OTHERS.items():
        group.add_command(import_module(f"codex_tui.{module}").COMMAND, name)
    return group


def complete(instruction: str) -> int:
    """Answers a shell that completes a line; `instruction` is the value of the variable."""
    return shell_complete(whole(), {}, _PROGRAM, VARIABLE, instruction)
