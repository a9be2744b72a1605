"""Commands that go on after their turn, as the server lists them: by item and process, without a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_app_server import CodexError

if TYPE_CHECKING:
    from codex_tui.model.keys import ThreadKey
    from codex_tui.session.link import Link


async def terminals_of(link: Link, key: ThreadKey) -> list[dict[str, Any]]:
    """What runs in a thread beside its turn.

    Raises:
        CodexError: the server does not say.
    """
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await link.call("thread/backgroundTerminals/list", {"threadId": key.thread, "cursor": cursor})
        found += page["data"]
        cursor = page.get("nextCursor")
        if cursor is None:
            return found


async def show_survivors(link: Link, key: ThreadKey) -> None:
    """Shows what went on in a thread before this client opened it. A server that cannot tell is not asked twice."""
    try:
        terminals = await terminals_of(link, key)
    except CodexError:
        return
    conversation = link.state.conversations.get(key)
    if terminals and conversation is not None:
        link.report(*link.reducer.show_survivors(conversation, terminals))
