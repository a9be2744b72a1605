"""What several SDK tests ask of a result."""

from codex_app_server import RunResult
from codex_app_server.generated.v2_all import CommandExecutionThreadItem


def command_statuses(result: RunResult) -> list[str]:
    """How each command of the turn ended."""
    items = [item.root for item in result.items]
    return [str(item.status) for item in items if isinstance(item, CommandExecutionThreadItem)]
