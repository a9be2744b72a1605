"""The newest turns of the thread that the command line names, from what the server was asked as it was started.

Works before the session is imported, and without the protocol's models (`model.plain_turns`). What it does not do (a
thread that the server does not know, an item of a form that nobody knows) the session does later as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from codex_tui.model.plain_turns import plain_turns
from codex_tui.model.reducer_history import Stretch, load_older
from codex_tui.session.commands.item_times import times_in, untimed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from codex_app_server.generated.v2_all import Turn
    from codex_tui.model.conversation import Conversation

_DOES_NOT_FIT = (AttributeError, KeyError, TypeError, ValueError)


def put_early_page(
    conversation: Conversation, page: Mapping[str, Any], newest: Mapping[str, Any]
) -> Stretch | None:
    """Loads the newest turns into a conversation that holds none, if they can be read.

    Args:
        conversation: of the thread.
        page: the answer to `page_call.TURNS`.
        newest: the answer to `page_call.ITEMS`; empty if there is none.

    Returns:
        What was loaded; None if it has to be read once more, because it could not be read here, or because of some
        items it is not known when they began.
    """
    try:
        turns = cast("Sequence[Turn]", plain_turns(reversed(page["data"])))
        older, newer = page.get("nextCursor"), page.get("backwardsCursor")
        stretch = Stretch(turns, older, newer, first=older is None, times=times_in(newest))
        load_older(conversation, stretch)
        return None if untimed(turns, stretch.times) else stretch
    except _DOES_NOT_FIT:
        conversation.clear()
        return None
