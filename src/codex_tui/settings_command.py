"""``codex-tui settings``: what is set, by whom, and what can be. Without a screen and without a server.

The exit code is 0, 1 where something is wrong with the settings or cannot be written, and 2 for a wrong command line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from pydantic import ValidationError

from codex_tui.settings.catalogue import Row, row_of, rows
from codex_tui.settings.loading import Loaded, own_variables
from codex_tui.settings.loading import load as load_settings
from codex_tui.settings.place import settings_path
from codex_tui.settings.reading import read_settings, understood
from codex_tui.settings.template import toml, write_template
from codex_tui.settings.writing import NotWrittenError, write_setting
from codex_tui.shell.help_page import SETTINGS, Group
from codex_tui.shell.outcome import outcome_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DEFAULT = "default"
_HELP = """Show the settings in force, and where each comes from.

Environment variables win over the file, and the command line over both. What is not understood is named, with the line
of the file and what to do; the exit code is 1 then.
"""


def _complete_keys(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    return [CompletionItem(row.key, help=row.help) for row in rows() if row.key.startswith(typed)]


def _complete_values(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    row = row_of(str(context.params.get("key")))
    return [CompletionItem(one) for one in (row.choices if row is not None else ()) if one.startswith(typed)]


class SettingsError(Exception):
    """Why nothing was done, in one sentence."""


@click.group(cls=Group, help=_HELP, invoke_without_command=True, context_settings=SETTINGS)
@click.option("--config-file", "file", metavar="PATH", help="The settings file, instead of the usual one.")
@click.option("--path", "only_path", is_flag=True, help="Print where the settings file is, or would be.")
@click.option("--edit", is_flag=True, help="Open the settings file in your editor.")
@click.pass_context
def _command(context: click.Context, file: str | None, only_path: bool, edit: bool) -> None:
    context.obj = file
    if context.invoked_subcommand is not None:
        if only_path or edit:
            raise click.UsageError("--path and --edit stand alone.")
        return
    if only_path and edit:
        raise click.UsageError("Only one of --path and --edit can be given.")
    if only_path:
        print(settings_path(file, os.environ))
    elif edit:
        _edit(file)
    else:
        _show(load_settings(file))


@_command.command("get", help="Print the value of the setting KEY.")
@click.argument("key", shell_complete=_complete_keys)
@click.pass_obj
def _get(file: str | None, key: str) -> None:
    row = _row(key)
    print(row.written(load_settings(file).settings.value(row.key)))


@_command.command("set", help="Write the setting KEY to the settings file.")
@click.argument("key", shell_complete=_complete_keys)
@click.argument("value", shell_complete=_complete_values)
@click.pass_obj
def _set(file: str | None, key: str, value: str) -> None:
    row, path = _row(key), settings_path(file, os.environ)
    write_setting(path, row.key, _checked(row, value, path))
    _tell_where(row, path)


@_command.command("reset", help="Take the setting KEY out of the settings file, so that the default holds.")
@click.argument("key", shell_complete=_complete_keys)
@click.pass_obj
def _reset(file: str | None, key: str) -> None:
    row, path = _row(key), settings_path(file, os.environ)
    write_setting(path, row.key, None)
    _tell_where(row, path)


@_command.command("list", help="Print every setting with its default, what it takes and what it is for.")
def _list() -> None:
    for row in rows():
        print(f"{row.key} = {toml(row.default)}")
        print(f"    {row.help}.")
        print(f"    Takes {row.takes}." + (f" Variable: {row.variable}" if row.variable else ""))


@_command.command("keys", help="Print every action with its id and its keys.")
@click.pass_obj
def _keys(file: str | None) -> None:
    from codex_tui.keymap import ACTIONS, keys_of, spoken
    from codex_tui.keymap.presets import remapped

    keys = load_settings(file).settings.keys
    given = remapped(keys.preset, keys.actions)
    for action in ACTIONS.values():
        print(f"{action.id:28} {', '.join(map(spoken, keys_of(action.id, given))):28} {action.help}")


def _row(key: str) -> Row:
    row = row_of(key)
    if row is None:
        from difflib import get_close_matches

        close = get_close_matches(key, [row.key for row in rows()], n=1, cutoff=0.4)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise SettingsError(f"There is no setting {key!r}.{hint} codex-tui settings list shows them all.")
    return row


def _checked(row: Row, text: str, path: Path) -> Any:
    try:
        value = understood(row, text)
    except ValidationError:
        raise SettingsError(
            f"{row.key} takes {row.takes}, and {text!r} is none of it. Nothing was changed."
        ) from None
    if not row.closed and row.choices and value not in row.choices:
        own = read_settings(path, {}).explicit.get("themes", {})
        if value not in own:
            raise SettingsError(
                f"There is no theme {text!r}: {row.key} takes {row.takes}. Nothing was changed."
            )
    return value


def _tell_where(row: Row, path: Path) -> None:
    """Says what else is in force, if something wins over the file."""
    print(path)
    if row.variable and row.variable in own_variables(os.environ):
        print(f"codex-tui: {row.variable} is set and wins over the file.", file=sys.stderr)


def _show(loaded: Loaded) -> None:
    table = ""
    for row in rows():
        if (name := row.key.partition(".")[0]) != table:
            print(f"{'' if not table else chr(10)}[{name}]")
            table = name
        value = toml(loaded.settings.value(row.key))
        line = f"{row.key.partition('.')[2]} = {value}"
        print(f"{line:40} # {loaded.sources.get(row.key, _DEFAULT)}")
    for action, keys in loaded.settings.keys.actions.items():
        written = ", ".join(f'"{key}"' for key in keys)
        line = f'"{action}" = [{written}]'
        print(f"{line:40} # {loaded.sources.get(f'keys.{action}', '')}")
    for name in loaded.settings.themes:
        print(f"\n[themes.{name}]   # {loaded.sources.get(f'themes.{name}', '')}")
    print(f"\n# {loaded.path}")
    if loaded.problems:
        sys.stdout.flush()
        raise SettingsError("\ncodex-tui: ".join(loaded.problems))


def _edit(file: str | None) -> None:
    from codex_tui.editor import NO_EDITOR, editor_command

    path = settings_path(file, os.environ)
    command = editor_command(str(path), None, os.environ, load_settings(file).settings.input.editor)
    if command is None:
        raise SettingsError(f"{NO_EDITOR}. The file is {path}")
    write_template(path)
    try:
        code = subprocess.call(command)
    except OSError as error:
        raise SettingsError(f"{command[0]} could not be run: {error.strerror or error}.") from None
    if code:
        raise SettingsError(f"{command[0]} ended with exit code {code}.")
    if problems := load_settings(file).problems:
        raise SettingsError("\ncodex-tui: ".join(problems))


def run_settings(arguments: Sequence[str]) -> int:
    """Runs the command and gives its exit code; what is wrong stands on stderr."""
    return outcome_of(_command, "settings", arguments, (SettingsError, NotWrittenError))


COMMAND = _command
"""For whoever completes command lines."""
