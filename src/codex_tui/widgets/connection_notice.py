"""What is said of a server that is not there: it starts slowly, or was lost, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.keymap import key_label
from codex_tui.model.board import DELETED, IN_ARCHIVE
from codex_tui.model.server_kind import ServerKind
from codex_tui.model.state import ConnectionState
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.line_parts import ERROR, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.geometry import Size
    from textual.timer import Timer

    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.state import Server
    from codex_tui.ports import Ports

PATIENCE = 1.0
"""Seconds that a server may take to start before it is worth a line."""
HANGING = 8.0
"""Seconds after which a server that does not answer wants a person."""
_OF_READ_ONLY = {
    IN_ARCHIVE: ("conversation.archive", "takes it out"),
    DELETED: ("app.new", "starts a new thread"),
}
"""What a key does about a thread that can only be read; of any other a copy can be made."""
MOST_LINES = 4
_INDENT = 2


class ConnectionNotice(Widget):
    """Hidden while the server is there. Whoever holds it calls `show_state` on each `ConnectionChanged`.

    Args:
        ports: for the state of the server.
        keeps: what stays safe while the server is away, said after the key; may be empty.
        patience: seconds before a starting server is mentioned.
        hanging: seconds after that, before a key is offered.
        read_only: says why the thread that is shown cannot be run here; empty where it can.
        thread: gives the thread whose server it is about; without it, it is the first one.
    """

    def __init__(
        self,
        ports: Ports,
        *,
        keeps: str = "your draft is kept",
        patience: float = PATIENCE,
        hanging: float = HANGING,
        read_only: Callable[[], str] = str,
        thread: Callable[[], ThreadKey | None] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._keeps = keeps
        self._patience = patience
        self._hanging = hanging
        self._read_only = read_only
        self._thread = thread
        self._late = False
        self._hangs = False
        self._timer: Timer | None = None
        self._said = ""
        self._key = ""
        self._action = "app.reconnect"
        self.display = False

    def on_mount(self) -> None:
        self.show_state()

    def show_state(self) -> None:
        """Shows how the connection stands now."""
        server = self._server
        if server.state is not ConnectionState.CONNECTING:
            self._late = self._hangs = False
            if self._timer is not None:
                self._timer.stop()
                self._timer = None
        elif self._timer is None:
            self._timer = self.set_timer(self._patience, self._waited)
        texts = self._texts()
        if texts == (self._said, self._key):
            return
        self._said, self._key = texts
        self.display = self._said != ""
        self.refresh(layout=True)

    def _waited(self) -> None:
        """The first time it is late, the second time it hangs."""
        if self._late:
            self._hangs = True
        else:
            self._late = True
            self._timer = self.set_timer(self._hanging, self._waited)
        self.show_state()

    def _texts(self) -> tuple[str, str]:
        """What is wrong, and what a key does about it."""
        self._action = "app.reconnect"
        server = self._server
        if server.state is ConnectionState.LOST:
            keeps = f"; {self._keeps}" if self._keeps else ""
            key = "" if server.returns else f"reconnects{keeps}"
            return server.problem or "The connection to the server is lost.", key
        if server.silent:
            again = "starts it again" if server.kind is ServerKind.PRIVATE else "connects again"
            what = f"Nothing is heard from the {server.label} server: it is stopped or too busy"
            keeps = f"; {self._keeps}" if self._keeps else ""
            return f"{what}. What you do waits for it.", f"{again}{keeps}"
        if self._hangs:
            other = "" if server.kind is ServerKind.PRIVATE else "; codex-tui --private starts without it"
            return f"The {server.label} server does not answer{other}.", "tries again"
        if self._late:
            ours = server.kind in (ServerKind.PRIVATE, ServerKind.SHARED)
            what = "starting the server" if ours else f"connecting to the {server.label} server"
            return f"{what}{self._mark}", ""
        if why := self._read_only():
            self._action, key = _OF_READ_ONLY.get(why, ("conversation.fork", "forks it here"))
            return f"Read only: {why}.", key
        return "", ""

    @property
    def _server(self) -> Server:
        state = self._ports.state
        return (state if self._thread is None else state.of(self._thread())).server

    @property
    def _mark(self) -> str:
        return glyph("ellipsis", self._ports.ascii_only)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        lines = self._lines(width)
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        strip = Strip(lines[y].render_segments(self.visual_style))
        return strip.adjust_cell_length(width, self.rich_style)

    def _lines(self, width: int) -> list[Content]:
        """The problem, cut with a mark where it is long, and always the key."""
        keys = [Part(self._key, key=key_label(self._action, self._ports.keys))] if self._key else []
        room = MOST_LINES - len(keys)
        lines = Content(self._said).wrap(max(1, width - _INDENT))
        if len(lines) > room:
            cut = lines[room - 1].truncate(width - _INDENT - len(self._mark)).rstrip()
            lines = [*lines[: room - 1], Content.assemble(cut, self._mark)]
        glyph_style = (f"{glyph('notice', self._ports.ascii_only)} ", ERROR) if keys else (" " * _INDENT, "")
        first, *others = lines
        return [
            Content.assemble(glyph_style, first),
            *(Content.assemble(" " * _INDENT, line) for line in others),
            *(Content.assemble(" " * _INDENT, part.content()) for part in keys),
        ]
