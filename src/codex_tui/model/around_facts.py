"""What is read for the pages around a day's work: MCP servers, skills, hooks, what the server says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.model.safe_text import SafeText


@dataclass(frozen=True, slots=True)
class McpTool:
    """A tool of an MCP server."""

    name: SafeText
    about: SafeText = SafeText()
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class McpServer:
    """One MCP server, and what it offers.

    Attributes:
        name: what the configuration calls it, exactly.
        state: the server's word for its connection; empty where there is no thread whose connection it would be.
        auth: the server's word for how one is logged in there.
        address: of one on the network.
        resources: their names and addresses, templates included.
        problem: why its tools could not be read.
        enabled: by the configuration.
        command: how it is started.
    """

    name: str
    state: str = ""
    auth: str = ""
    title: SafeText = SafeText()
    version: SafeText = SafeText()
    address: SafeText = SafeText()
    tools: tuple[McpTool, ...] = ()
    resources: tuple[tuple[SafeText, SafeText], ...] = ()
    problem: SafeText = SafeText()
    enabled: bool = True
    command: SafeText = SafeText()


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill; `path` is the exact path of its file."""

    name: SafeText
    about: SafeText
    path: str
    scope: str
    enabled: bool
    plugin: SafeText = SafeText()


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook: what runs at an event.

    Attributes:
        key: how the configuration names it, exactly.
        event: the server's word for when it runs.
        kind: ``command``, ``mcpTool``, ``prompt``, ``agent``, or what this client does not know.
        runs: the command, or what is called.
        matcher: for which tools or cases.
        source: the server's word for where it comes from.
        path: the exact path of the file that has it.
        current: the hash of what it is now.
        trust: ``trusted``, ``untrusted``, ``modified`` or ``managed``.
    """

    key: str
    event: str
    kind: str
    runs: SafeText
    matcher: SafeText
    source: str
    path: str
    enabled: bool
    trust: str
    current: str
    seconds: int = 0
    says: SafeText = SafeText()


@dataclass(frozen=True, slots=True)
class ConfigLayer:
    """A layer of the configuration: the later ones give way to the earlier ones.

    Attributes:
        source: the server's word for what it is.
        path: the file or folder that has it.
        keys: what it sets.
        disabled: why it does not count.
    """

    source: str
    path: SafeText
    keys: tuple[SafeText, ...] = ()
    disabled: SafeText = SafeText()


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the server says of itself and of a folder."""

    user_agent: SafeText = SafeText()
    home: SafeText = SafeText()
    platform: SafeText = SafeText()
    endpoint: SafeText = SafeText()
    process: int | None = None
    memory: int | None = None
    threads: int | None = None
    layers: tuple[ConfigLayer, ...] = ()
    account: SafeText = SafeText()
    limits: tuple[tuple[SafeText, int, float | None], ...] = ()
    """Name, per cent that is used, and when it begins anew in Unix seconds."""
    limits_problem: SafeText = SafeText()
