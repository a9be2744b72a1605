"""From the protocol's threads, as JSON, to rows of the board: for the list, which nothing may keep waiting.

Light: the first rows are made before pydantic and the SDK's models are imported, from the answer as it came.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from codex_tui.model.board import Ending, ThreadRow, ThreadState
from codex_tui.model.keys import ThreadKey
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from codex_tui.model.board import Board, Listing

Json = dict[str, Any]

THREAD_FIELDS = frozenset(
    {
        "id",
        "name",
        "preview",
        "cwd",
        "git_info",
        "model",
        "created_at",
        "updated_at",
        "recency_at",
        "status",
        "forked_from_id",
        "parent_thread_id",
        "agent_nickname",
        "source",
        "section",
    }
)
"""What a row is made of, by the names that the SDK's model gives it."""

PINNED_SECTION = "01984de2-8f74-7c91-a3b2-5c5e937cf318"
"""The section that every server has, for threads that a person pinned; all clients see the same."""

_STATES = {"idle": ThreadState.IDLE, "systemError": ThreadState.FAILED}


def state_of(status: Any) -> ThreadState:
    """What a thread does, by its status as the server says it."""
    data = status if isinstance(status, dict) else {}
    if data.get("type") != "active":
        return _STATES.get(str(data.get("type")), ThreadState.NOT_LOADED)
    flags = data.get("activeFlags")
    if not isinstance(flags, list):
        return ThreadState.RUNNING
    if "waitingOnApproval" in flags:
        return ThreadState.NEEDS_APPROVAL
    return ThreadState.NEEDS_INPUT if "waitingOnUserInput" in flags else ThreadState.RUNNING


def row_of(server: str, thread: Json, known: ThreadRow | None = None) -> ThreadRow:
    """The row of a thread; what only this client knows is taken over from the row that is known."""
    row = known or ThreadRow(ThreadKey(server, thread["id"]))
    row.name = _text(thread.get("name"))
    row.preview = _text(thread.get("preview")) or row.preview
    row.cwd = _shared_path(thread.get("cwd"))
    row.branch = _shared((thread.get("gitInfo") or {}).get("branch"))
    row.model = _shared(thread.get("model")) or row.model
    row.created_at = float(thread.get("createdAt") or 0.0)
    used_at = thread.get("recencyAt") or thread.get("updatedAt") or 0.0
    row.updated_at = max(row.updated_at, float(used_at))
    put_state(row, state_of(thread.get("status")))
    if row.state is ThreadState.FAILED:
        row.ending = Ending.FAILED
    if "section" in thread:
        row.pinned = (thread["section"] or {}).get("id") == PINNED_SECTION
    # A listing does not repeat whose fork a thread is.
    row.forked_from = thread.get("forkedFromId") or row.forked_from
    row.parent = thread.get("parentThreadId") or row.parent
    if row.parent is not None:
        # An agent may begin with a copy of what was said; it is no fork that somebody made.
        row.forked_from = None
        row.agent = _agent_name(thread) or row.agent
    return row


def put_state(row: ThreadRow, told: ThreadState) -> None:
    """Gives a row the state that the server tells, but for a failure that was taken back."""
    row.failure_taken_back = row.failure_taken_back and told is ThreadState.FAILED
    row.state = ThreadState.IDLE if row.failure_taken_back else told


def is_archived(path: str | None) -> bool | None:
    """Whether a thread is in the archive, by where it is stored, which alone tells; None if that is not said."""
    return None if path is None else "archived_sessions" in path.replace("\\", "/").split("/")


def _agent_name(thread: Json) -> SafeText | None:
    """What a sub-agent is called: by its task, else by the name that the server made up."""
    source: Any = thread.get("source")
    for name in ("subAgent", "thread_spawn", "agent_path"):
        source = source.get(name) if isinstance(source, dict) else None
    task = source.rsplit("/", 1)[-1] if isinstance(source, str) else None
    return _text(task) or _text(thread.get("agentNickname"))


def put_page(board: Board, listing: Listing, server: str, page: Json, asked_at: int = 0) -> set[ThreadKey]:
    """Puts a page of ``thread/list`` on the board, and into the listing how it goes on; gives its threads.

    What was heard of a thread after the moment at which the page was asked for is newer than the page: such a thread is
    left as it is, and read by itself.
    """
    read_states = page.get("readStates") or {}
    keys: set[ThreadKey] = set()
    for thread in page.get("data") or ():
        thread_id = thread.get("id")
        if not isinstance(thread_id, str):
            continue  # there is nothing that could be opened
        key = ThreadKey(server, thread_id)
        if key in board.deleted:
            continue
        keys.add(key)
        if board.heard_since(key, asked_at):
            board.unsure.add(key)
            continue
        known = board.rows.get(key)
        used_at = known.updated_at if known is not None else 0.0
        row = row_of(server, thread, known)
        row.archived = listing.archived
        if thread.get("recencyAt"):
            row.updated_at = float(thread["recencyAt"])  # whatever this client's clock said
        read_state = read_states.get(thread_id)
        if isinstance(read_state, dict):
            row.unread = read_state.get("firstUnread") is not None
            row.read_revision = read_state.get("revision")
        board.put(row)
        said = bool(row.activity or row.ending)
        if row.state.active:
            # Its status is all that a listing tells.
            board.unsure.add(row.key)
        elif (said and used_at < row.updated_at) or (row.state is ThreadState.FAILED and not row.activity):
            # Of a turn that nobody told of here, nothing is known of what came of it.
            board.unheard.setdefault(key, False)
            board.unsure.add(key)
    listing.cursor = page.get("nextCursor")
    listing.complete = listing.cursor is None
    listing.loaded_once = True
    return keys


_same = lru_cache(256)(SafeText)
_same_path = lru_cache(256)(SafePath)


def _shared(value: Any) -> SafeText | None:
    """A text that thousands of rows have: one for all of them."""
    return _same(value) if value and isinstance(value, str) else None


def _shared_path(value: Any) -> SafePath:
    """The same of a path; empty for anything else."""
    return _same_path(value if isinstance(value, str) else "")


def _text(value: Any) -> SafeText | None:
    return SafeText(value) if value and isinstance(value, str) else None
