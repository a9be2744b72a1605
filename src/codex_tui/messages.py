"""The vocabulary between the session and the screens, in both directions.

Downwards, *facts*: the session changes the model, and once a frame the dispatcher posts what changed to the widgets
that subscribed. A fact carries keys, never content: widgets read the model. Upwards, *intents*: what a person wants
bubbles from a widget to the app, which hands it to the session. Aloud, one prompt reads: PromptSubmitted ->
TurnStarted -> ItemStarted -> TextAppended -> ItemCompleted -> TurnCompleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.model.diff import FilePatch, Hunk
    from codex_tui.model.export_format import ExportFormat
    from codex_tui.model.inbox import Decision
    from codex_tui.model.keys import ItemKey, RequestKey, ThreadKey
    from codex_tui.model.output_log import ByteLog
    from codex_tui.model.safe_text import SafeText

# --- facts about one thread ------------------------------------------------------------------------------------


class ThreadFact(Message):
    """Something changed in one thread; goes to the subscribers of that thread only."""

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__()
        self.thread = thread


class ItemFact(ThreadFact):
    """Something changed in one item."""

    def __init__(self, item: ItemKey) -> None:
        super().__init__(item.thread_key)
        self.item = item


class TurnStarted(ThreadFact):
    """A turn began to run."""


class TurnCompleted(ThreadFact):
    """A turn ended: completed, interrupted or failed."""


class ItemStarted(ItemFact):
    """A new item stands at `index` of the conversation."""

    def __init__(self, item: ItemKey, index: int) -> None:
        super().__init__(item)
        self.index = index


class TextAppended(ItemFact):
    """Text or output was added to an item since the last frame; many deltas make one of these."""


class ItemUpdated(ItemFact):
    """An item changed in some other way than growing at its end."""


class ItemCompleted(ItemFact):
    """An item reached its final state."""


class ItemRemoved(ItemFact):
    """An item is gone from the conversation; it stood at `index`."""

    def __init__(self, item: ItemKey, index: int) -> None:
        super().__init__(item)
        self.index = index


class PlanUpdated(ItemFact):
    """The checklist of the running turn changed."""


class DiffUpdated(ThreadFact):
    """The server summed up anew what a turn changed."""


class WorkTreeUpdated(ThreadFact):
    """The working tree of the thread's folder was read, or could not be; or a change in it was taken back."""


class HistoryLoaded(ThreadFact):
    """`count` items were put to an end of what is loaded; 0: items were dropped, or the state of loading changed."""

    def __init__(self, thread: ThreadKey, count: int) -> None:
        super().__init__(thread)
        self.count = count


class ConversationReset(ThreadFact):
    """The items were loaded anew: forget every cell."""


class UsageUpdated(ThreadFact):
    """Token counts changed."""


class SettingsUpdated(ThreadFact):
    """Model, effort, folder or permissions of the thread changed."""


class PromptReturned(ThreadFact):
    """A prompt or steering was not taken up by the server: it belongs back into the composer."""

    def __init__(self, thread: ThreadKey, text: SafeText, why: SafeText) -> None:
        super().__init__(thread)
        self.text = text
        self.why = why


# --- facts for everybody ---------------------------------------------------------------------------------------


class ThreadStatusChanged(ThreadFact):
    """A thread runs, waits, failed, was renamed or did something new; also goes to subscribers of everything."""


class BoardChanged(Message):
    """Rows were added or removed, or the state of the listing changed."""


class ApprovalRequested(ThreadFact):
    """Something waits for a person; also goes to subscribers of everything."""

    def __init__(self, thread: ThreadKey, request: RequestKey) -> None:
        super().__init__(thread)
        self.request = request


class ApprovalResolved(ThreadFact):
    """A request no longer waits; also goes to subscribers of everything."""

    def __init__(self, thread: ThreadKey, request: RequestKey) -> None:
        super().__init__(thread)
        self.request = request


class ConnectionChanged(Message):
    """A server came up or was lost."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self.server = server


class ModelsLoaded(Message):
    """The catalogue of models is there."""


class Said(Message):
    """One line for the status line: what was done, or why something could not be."""

    def __init__(self, text: SafeText, *, problem: bool = False) -> None:
        super().__init__()
        self.text = text
        self.problem = problem


# --- intents ---------------------------------------------------------------------------------------------------


class Intent(Message):
    """What a person wants; bubbles to the app."""


class PromptSubmitted(Intent):
    """Send this text; it steers where a turn runs. Without a thread a new one is started."""

    def __init__(self, thread: ThreadKey | None, text: str) -> None:
        super().__init__()
        self.thread = thread
        self.text = text


class ThreadIntent(Intent):
    """Do something with one thread."""

    def __init__(self, thread: ThreadKey) -> None:
        super().__init__()
        self.thread = thread


class OpenThread(ThreadIntent):
    """Show a thread's conversation."""


class ForkThread(ThreadIntent):
    """Make a copy of a thread and show it."""


class ForkFrom(ThreadIntent):
    """Make a copy of a thread that ends before a turn, or with it, and show it.

    Args:
        turn: the turn's id.
        before: the copy ends before it, and its `prompt` goes to the composer of the copy.
        prompt: what was asked in that turn.
    """

    def __init__(self, thread: ThreadKey, turn: str, *, before: bool, prompt: SafeText) -> None:
        super().__init__(thread)
        self.turn = turn
        self.before = before
        self.prompt = prompt


class RewindWanted(ThreadIntent):
    """Take a turn and all later ones back, once a person has seen what is lost; its prompt is written again."""

    def __init__(self, thread: ThreadKey, turn: str, prompt: SafeText) -> None:
        super().__init__(thread)
        self.turn = turn
        self.prompt = prompt


class ExportWanted(ThreadIntent):
    """Write the whole conversation to a file; one that exists is replaced only if a person said so."""

    def __init__(self, thread: ThreadKey, format: ExportFormat, path: Path, *, replace: bool) -> None:
        super().__init__(thread)
        self.format = format
        self.path = path
        self.replace = replace


class EditFile(Intent):
    """Open a file in the person's editor, at a line where one is known."""

    def __init__(self, path: str, line: int | None) -> None:
        super().__init__()
        self.path = path
        self.line = line


class ArchiveThread(ThreadIntent):
    """Move a thread to the archive."""


class UnarchiveThread(ThreadIntent):
    """Take a thread out of the archive."""


class RenameThread(ThreadIntent):
    """Give a thread a name."""

    def __init__(self, thread: ThreadKey, name: str) -> None:
        super().__init__(thread)
        self.name = name


class InterruptTurn(ThreadIntent):
    """Stop the running turn."""


class CompactThread(ThreadIntent):
    """Summarise the conversation to free context."""


class PageWanted(ThreadIntent):
    """The view came near an end of what is loaded; pages far from the items that are read may go."""

    def __init__(self, thread: ThreadKey, read: frozenset[ItemKey]) -> None:
        super().__init__(thread)
        self.read = read


class OlderHistoryWanted(PageWanted):
    """The view came near the oldest loaded item."""


class NewerHistoryWanted(PageWanted):
    """The view came near the newest loaded item, and newer ones exist."""


class StartWanted(ThreadIntent):
    """Load the very first turns, in the place of what is loaded."""


class EndWanted(ThreadIntent):
    """Load the newest turns, in the place of what is loaded."""


class ThreadLeft(ThreadIntent):
    """The thread is shown no more; `reading` is the item at which one stopped to read, None at the end."""

    def __init__(self, thread: ThreadKey, reading: ItemKey | None) -> None:
        super().__init__(thread)
        self.reading = reading


class ChangesWanted(ThreadIntent):
    """Show what was changed, from one file of one turn on; without a turn that of the newest that changed something."""

    def __init__(self, thread: ThreadKey, turn: str | None = None, path: str | None = None) -> None:
        super().__init__(thread)
        self.turn = turn
        self.path = path


class WorkTreeWanted(ThreadIntent):
    """Read what differs in the thread's folder from the last commit."""


class RevertWanted(ThreadIntent):
    """Take back a hunk of a file, or with None all that changed in it."""

    def __init__(self, thread: ThreadKey, file: FilePatch, hunk: Hunk | None) -> None:
        super().__init__(thread)
        self.file = file
        self.hunk = hunk


class ModelChosen(Intent):
    """Use this model, effort and tier for the next turns; without a thread, for the next new thread."""

    def __init__(self, thread: ThreadKey | None, model: str, effort: str | None, tier: str | None) -> None:
        super().__init__()
        self.thread = thread
        self.model = model
        self.effort = effort
        self.tier = tier


class ApprovalAnswered(Intent):
    """Answer a request that waits."""

    def __init__(self, request: RequestKey, decision: Decision) -> None:
        super().__init__()
        self.request = request
        self.decision = decision


class NewThread(Intent):
    """Show an empty conversation; the thread starts with its first prompt."""


class ShowThreads(Intent):
    """Go to the list of threads."""


class ListingWanted(Intent):
    """Show the threads of this folder (None: of all), live or archived."""

    def __init__(self, cwd: str | None, *, archived: bool) -> None:
        super().__init__()
        self.cwd = cwd
        self.archived = archived


class MoreThreadsWanted(Intent):
    """The view came near the last loaded row."""


class ReconnectWanted(Intent):
    """Start the server again and resume what was open."""


class DraftChanged(Intent):
    """The composer holds this unsent text now."""

    def __init__(self, thread: ThreadKey | None, text: str) -> None:
        super().__init__()
        self.thread = thread
        self.text = text


class SaveText(Intent):
    """Write a whole text to a file, as plain text or as it came; over one that is there only if that was said."""

    def __init__(self, log: ByteLog, path: Path, *, plain: bool, overwrite: bool) -> None:
        super().__init__()
        self.log, self.path = log, path
        self.plain, self.overwrite = plain, overwrite


class EndCommand(Intent):
    """End one command that runs; `everything` ends all of its thread that go on without a turn."""

    def __init__(self, item: ItemKey, *, everything: bool = False) -> None:
        super().__init__()
        self.item, self.everything = item, everything


class CopyRequested(Intent):
    """Put this text on the clipboard; `what` names it for the confirmation."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what
