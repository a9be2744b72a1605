"""Commands on the server's machine, run by the client and not by a model."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from ..command import AsyncCommandHandle
from ..generated import v2_all as protocol
from ..models import drop_none
from ..usage_checks import word_list
from .base import ProtocolCalls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..option_types import PathOption, SandboxPolicyOption

__all__ = ["CommandCalls"]

_SPLIT = 'give its words, ["ls", "-l"], or a shell to read it, ["sh", "-c", "ls -l | head"]'


class CommandCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    async def command_exec(
        self,
        command: Sequence[str],
        *,
        cwd: PathOption | None = None,
        env: Mapping[str, str | None] | None = None,
        output_bytes_cap: int | None = None,
        permission_profile: str | None = None,
        sandbox_policy: SandboxPolicyOption | None = None,
        timeout_ms: int | None = None,
    ) -> protocol.CommandExecResponse:
        """Run a command to its end and return its exit code and output.

        Args:
            command: Program and arguments; no shell is involved.
            cwd: Working folder; the default is the server's.
            env: Variables to set, or with None to unset, on top of the server's environment.
            output_bytes_cap: Bytes of output to keep, of each stream; the server has a default.
            permission_profile: Id of a permission profile to run under.
            sandbox_policy: A sandbox policy model or its JSON; the default is the configured one. Not
                together with ``permission_profile``.
            timeout_ms: Milliseconds after which the server ends it; the server has a default.

        Raises:
            JsonRpcError: The command could not be started.
        """
        params = {
            "command": word_list("command", command, _SPLIT),
            "cwd": cwd,
            "env": env,
            "outputBytesCap": output_bytes_cap,
            "permissionProfile": permission_profile,
            "sandboxPolicy": sandbox_policy,
            "timeoutMs": timeout_ms,
        }
        return await self._call("command/exec", params, protocol.CommandExecResponse)

    async def command_start(
        self,
        command: Sequence[str],
        *,
        cwd: PathOption | None = None,
        env: Mapping[str, str | None] | None = None,
        output_bytes_cap: int | None = None,
        permission_profile: str | None = None,
        sandbox_policy: SandboxPolicyOption | None = None,
        timeout_ms: int | None = None,
        stdin: bool = False,
        terminal_size: tuple[int, int] | None = None,
    ) -> AsyncCommandHandle:
        """Start a command and return its handle: output as it comes, input, size, end.

        The options are those of `command_exec`, and there is no limit of time or output unless one is given.

        Args:
            command: Program and arguments; no shell is involved.
            cwd: Working folder.
            env: Variables to set or unset.
            output_bytes_cap: Bytes of output to send, of each stream.
            permission_profile: Id of a permission profile to run under.
            sandbox_policy: A sandbox policy model or its JSON.
            timeout_ms: Milliseconds after which the server ends it.
            stdin: Let `AsyncCommandHandle.write` write to it.
            terminal_size: Run it in a terminal with this many (rows, columns); it can be written to then.
        """
        handle = AsyncCommandHandle(self._core, uuid4().hex)
        rows, cols = terminal_size or (None, None)
        params = {
            "command": word_list("command", command, _SPLIT),
            "cwd": cwd,
            "env": env,
            "disableOutputCap": output_bytes_cap is None,
            "disableTimeout": timeout_ms is None,
            "outputBytesCap": output_bytes_cap,
            "permissionProfile": permission_profile,
            "processId": handle.process_id,
            "sandboxPolicy": sandbox_policy,
            "size": None if terminal_size is None else {"rows": rows, "cols": cols},
            "streamStdin": stdin or terminal_size is not None,
            "streamStdoutStderr": True,
            "timeoutMs": timeout_ms,
            "tty": terminal_size is not None,
        }
        await self._core.connect()
        self._core.background.start(handle.run, drop_none(params), name="run a command")
        return handle
