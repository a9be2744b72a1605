"""The page of MCP servers: whether each runs, and what it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.render.pages.page import Detail, Fact, Page, Section, Tone, Words, detail, fact, words

if TYPE_CHECKING:
    from codex_tui.model.around import Around
    from codex_tui.model.around_facts import McpServer

_STATES = {
    "connected": ("connected", Tone.GOOD),
    "starting": ("starting", Tone.ACCENT),
    "notStarted": ("not started", Tone.QUIET),
    "authenticationRequired": ("wants a login", Tone.WARN),
    "failed": ("failed", Tone.BAD),
    "cancelled": ("start was cancelled", Tone.WARN),
    "disabled": ("off", Tone.QUIET),
}
_AUTH = {
    "notLoggedIn": ("not logged in", Tone.WARN),
    "bearerToken": ("token", Tone.PLAIN),
    "oAuth": ("logged in", Tone.GOOD),
}
NONE = "No MCP server is configured. Add one with  codex mcp add NAME -- COMMAND  and read again."


def mcp_page(around: Around, *, in_thread: bool) -> Page:
    """The page; `in_thread`: the servers are those of a thread that is loaded, and it has connections to them."""
    servers = around.mcp
    remarks = (
        [words(f"! They cannot be listed: {around.problems['mcp']}", Tone.BAD)]
        if "mcp" in around.problems
        else []
    )
    if servers is None and not remarks:
        remarks = [words("Asking the server; those that do not run yet are started for it", Tone.QUIET)]
    elif servers == ():
        remarks.append(words(NONE))
    title = "This thread's MCP servers" if in_thread else "MCP servers of new threads"
    return Page((Section(title, tuple(_server(one) for one in servers or ()), tuple(remarks)),))


def state_of(server: McpServer) -> Words:
    """How it stands, in a word."""
    if not server.enabled:
        return words("off", Tone.QUIET)
    if server.state in _STATES:
        return words(*_STATES[server.state])
    if server.problem:
        return words("failed", Tone.BAD)
    return words(server.state or ("answers" if server.tools or server.title else "known"), Tone.GOOD)


def _server(server: McpServer) -> Fact:
    auth = words(*_AUTH[server.auth]) if server.auth in _AUTH else words("")
    tools = f"{len(server.tools)} tool{'' if len(server.tools) == 1 else 's'}" if server.tools else ""
    number = len(server.resources)
    resources = f"{number} resource{'' if number == 1 else 's'}" if number else ""
    return fact(
        server.name,
        server.name,
        state_of(server),
        tools,
        resources,
        auth,
        words("see why" if server.problem and server.enabled else "", Tone.BAD),
        details=tuple(_details(server)),
    )


def _details(server: McpServer) -> list[Detail]:
    rows = [detail(server.problem, "Problem", Tone.BAD)] if server.problem and server.enabled else []
    if server.title:
        rows.append(detail(f"{server.title} {server.version}".strip(), "Says of itself", Tone.QUIET))
    if server.address or server.command:
        rows.append(
            detail(
                server.address or server.command, "Runs at" if server.address else "Started by", Tone.QUIET
            )
        )
    for tool in server.tools:
        about = " ".join(tool.about.split()) or "says nothing of itself"
        rows.append(detail(f"{about}{' (only reads)' if tool.read_only else ''}", tool.name))
    rows += [detail(address, f"resource {name}", Tone.QUIET) for name, address in server.resources]
    return rows
