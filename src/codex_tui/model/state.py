"""The whole state of the application: connections, board, open conversations, inbox, models."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from codex_tui import model
from codex_tui.model.around import Around
from codex_tui.model.board import Board
from codex_tui.model.inbox import Inbox
from codex_tui.model.permissions import Access
from codex_tui.model.safe_path import SafePath
from codex_tui.model.safe_text import SafeText
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.settings import Settings

if TYPE_CHECKING:
    from codex_tui.model.account import Account
    from codex_tui.model.catalogue import ModelInfo
    from codex_tui.model.comparison import Comparison
    from codex_tui.model.conversation import Conversation
    from codex_tui.model.diff_views import WorkTree
    from codex_tui.model.file_search import FileSearch
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.message_hits import MessageSearch
    from codex_tui.model.preview import Preview
    from codex_tui.model.rule_book import RuleBook

LOCAL = "local"
"""Name of the first server, whichever it is: `Server.kind` tells. Others have the names that a person gave them."""


_HERE = frozenset({"", "socket", "localhost", "127.0.0.1", "::1"})


class ConnectionState(str, Enum):
    """Where the connection to a server stands."""

    CONNECTING = "connecting"
    READY = "ready"
    LOST = "lost"


@dataclass(slots=True, eq=False, repr=False)
class Server:
    """One server that the board shows."""

    name: str = LOCAL
    title: SafeText = SafeText("")
    """What a person calls it, where there are several."""
    kind: ServerKind = ServerKind.PRIVATE
    host: SafeText = SafeText("")
    """Of a server on another machine: which."""
    address: str = ""
    """Where its clients meet; empty for a child process, which has one only."""
    state: ConnectionState = ConnectionState.CONNECTING
    version: SafeText = SafeText("")
    ends_all_only: bool = False
    """It cannot end one command alone, only all of a thread that go on."""
    problem: SafeText = SafeText("")
    """What happened, why, and what to do next, once the connection is lost."""
    silent: bool = False
    """It is connected, and has not answered for a while when it was asked for a sign of life."""
    returns: bool = False
    """Lost, it is connected to again without a person."""
    warnings: list[SafeText] = field(default_factory=list)
    """What the server said about its configuration, in full."""

    @property
    def here(self) -> bool:
        """Whether its folders are those of this machine."""
        return self.host in _HERE

    @property
    def away(self) -> bool:
        """Whether it was lost, or not reached, and has not come back: also while that is tried."""
        return self.state is ConnectionState.LOST or (
            self.state is ConnectionState.CONNECTING and bool(self.problem)
        )

    @property
    def label(self) -> str:
        """What it is called on the screen."""
        return self.title or self.host or self.kind.value


@dataclass(slots=True, eq=False, repr=False)
class AppState:
    """Everything the screens show. Only the session changes it; widgets read it when a message says so.

    With several servers there is one state for each (`of`): they share their threads, conversations and what waits,
    and each has a catalogue, a configuration and a listing of its own. Screens hold that of the first server.
    """

    folder: str
    """The absolute folder in which codex-tui was started; new threads run there."""
    servers: dict[str, Server] = field(default_factory=lambda: {LOCAL: Server()})
    board: Board = field(default_factory=Board)
    inbox: Inbox = field(default_factory=Inbox)
    conversations: dict[ThreadKey, Conversation] = field(default_factory=dict)
    models: list[ModelInfo] = field(default_factory=list)
    hidden_models: list[ModelInfo] = field(default_factory=list)
    """Those of the catalogue that the server leaves out of pickers."""
    models_problem: SafeText = SafeText("")
    """Why the catalogue could not be listed, if it could not."""
    models_listed: bool = False
    """The catalogue came, be it empty."""
    default_model_note: SafeText = SafeText("")
    """What came of writing a default into the configuration, as said to a person; empty if none was written."""
    work_trees: dict[ThreadKey, WorkTree] = field(default_factory=dict)
    """What the working tree held when it was read last, for threads whose diff was looked at."""
    reverted: set[tuple[ThreadKey, str, int]] = field(default_factory=set)
    """Changes that were taken back here: their thread, their file, and the hash of the hunk."""
    message_search: MessageSearch | None = None
    """The search through all messages that a person sees, if there is one."""
    rules: RuleBook | None = None
    """What is allowed for good; None until somebody wanted to know."""
    file_search: FileSearch | None = None
    """The files that are looked for while a prompt is written, if somebody does."""
    around: Around = field(default_factory=Around)
    """What the pages around a day's work show."""
    previews: dict[ThreadKey, Preview] = field(default_factory=dict)
    """The last turns of threads that the cursor was on, the newest last."""
    new_thread: Settings = field(default_factory=Settings)
    """What the next new thread starts with: the configuration, or what was picked for it."""

    account: Account | None = None
    """Who is signed in; None until the server has said."""
    access: Access = field(default_factory=Access)
    """What new threads may do, and what nobody may."""
    comparison: Comparison | None = None
    """The prompt that was given to several models last."""
    new_folder: str | None = None
    """Where the next new thread runs, if not in the folder of the application."""
    name: str = LOCAL
    """The server whose catalogue, configuration and listing these are."""
    views: dict[str, AppState] = field(default_factory=dict, repr=False)
    """The states of all servers, this one among them."""
    new_on: str = LOCAL
    """Of the first state: the server on which the next new thread begins."""

    def __post_init__(self) -> None:
        self.folder = SafePath(self.folder)
        self.views[self.name] = self

    def add_server(self, server: Server, folder: str) -> AppState:
        """Makes the state of a further server, in which new threads run in `folder` there."""
        self.servers[server.name] = server
        shown = self.board
        board = Board(rows=shown.rows, unfolded=shown.unfolded, others=shown.others, undoable=shown.undoable)
        board.listing.cwd = None
        self.board.others.add(server.name)
        return AppState(
            folder,
            servers=self.servers,
            board=board,
            inbox=self.inbox,
            conversations=self.conversations,
            work_trees=self.work_trees,
            reverted=self.reverted,
            previews=self.previews,
            name=server.name,
            views=self.views,
        )

    @property
    def last_comparison(self) -> Comparison | None:
        """The comparison that was begun last, on whichever server."""
        return next((view.comparison for view in self.views.values() if view.comparison is not None), None)

    def of(self, thread: ThreadKey | None) -> AppState:
        """The state of a thread's server; without a thread, of the one on which the next new thread begins."""
        name = self.views[LOCAL].new_on if thread is None else thread.server
        return self.views.get(name, self)

    @property
    def is_one_of_several(self) -> bool:
        """Whether there are several servers, so that it is said which."""
        return len(self.servers) > 1

    @property
    def start_folder(self) -> SafePath:
        """The folder in which the next new thread runs."""
        return SafePath(self.new_folder or self.folder)

    def working_folder(self, thread: ThreadKey | None) -> SafePath:
        """The folder in which a thread works, on its server; without a thread, the one in which the next begins."""
        state = self.of(thread)
        if thread is None:
            return state.start_folder
        conversation, row = state.conversations.get(thread), state.board.rows.get(thread)
        told = (conversation.settings.cwd if conversation is not None else None) or (row.cwd if row else None)
        return SafePath(told or state.folder)

    def conversation(self, key: ThreadKey) -> Conversation:
        """The conversation of a thread, made on first use."""
        found = self.conversations.get(key)
        if found is None:
            found = self.conversations[key] = model.conversation.Conversation(key)
        return found

    def effort(self, settings: Settings) -> SafeText | None:
        """The reasoning effort in force: as set, else the one that the catalogue gives the model."""
        if settings.effort is not None:
            return settings.effort
        known = self.model_info(settings.model)
        return known.default_effort if known is not None else None

    def tier(self, settings: Settings) -> str:
        """The service tier by the name that people choose it by, else its id; empty for the standard one."""
        known = self.model_info(settings.model)
        tiers = known.tiers if known is not None else ()
        return next((one.name.lower() for one in tiers if one.id == settings.tier), settings.tier or "")

    def model_words(self, settings: Settings) -> str:
        """The model, its effort and its tier, as far as they are known: empty before the server has told."""
        words = (settings.model, self.effort(settings), self.tier(settings))
        return " ".join(word for word in words if word)

    def model_info(self, model: str | None) -> ModelInfo | None:
        """What the catalogue says of a model; None for one that it does not have."""
        return next((one for one in (*self.models, *self.hidden_models) if one.id == model), None)

    @property
    def server(self) -> Server:
        """The server whose state this is."""
        return self.servers[self.name]
