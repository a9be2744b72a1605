"""The help: every action of the scopes that answer here, with its keys, as the keymap has them."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from codex_tui.keymap import Action, Scope, bindings, in_scope, keys_of, spoken
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

_KEYS = 22
_KEYS_NARROW = 9
_NARROW_BELOW = 60
_ROWS_BESIDE_TEXT = 6
"""Lines of the box that are not the text: border, filter, hints and what is free between them."""
_HEADING = "bold $quiet"
_KEY = "$footer-key-foreground"


class KeyTable(Widget):
    """The actions, grouped by scope in the order given, as many lines high as they take at its width."""

    def __init__(
        self,
        scopes: Sequence[Scope],
        keys: Mapping[str, str],
        elsewhere: Sequence[Scope],
        without: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._without = without
        self._table_scopes = (*scopes, *elsewhere)
        self._elsewhere = frozenset(elsewhere)
        self._keys = keys
        self._words: list[str] = []
        # What is nearer comes first; in the conversation that depends on where in it one is.
        nearer = () if Scope.COMPOSER in scopes else [scope for scope in scopes if scope is not Scope.APP]
        self._taken = {key for action in in_scope(*nearer) for key in keys_of(action.id, keys)}

    def filter(self, text: str) -> None:
        """Shows only actions that hold every word, in their keys or in what they do."""
        self._words = text.casefold().split()
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(list(self._lines(width)))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> Iterator[Content]:
        column = self._column(width)
        first = True
        for scope in self._table_scopes:
            actions = [action for action in in_scope(scope) if self._answers(action) and self._holds(action)]
            if not actions:
                continue
            if not first:
                yield Content("")
            first = False
            title = f"elsewhere: {scope.value}" if scope in self._elsewhere else scope.value
            yield Content.styled(title.upper(), _HEADING)
            for action in actions:
                yield from self._entry(action, width, column)
        if first:
            yield Content("No action holds these words.")

    def _column(self, width: int) -> int:
        """The width of the keys, the same for all: as wide as needed, within what the screen can give."""
        most = _KEYS_NARROW if width < _NARROW_BELOW else _KEYS
        actions = in_scope(*self._table_scopes)
        lengths = (cell_len(key) for action in actions for key in self._key_texts(action))
        return 2 + max((length for length in lengths if length <= most), default=0)

    def _entry(self, action: Action, width: int, column: int) -> Iterator[Content]:
        """The keys, and beside them what they do, both wrapped; keys that are too long for that stand above it."""
        keys = _packed(self._key_texts(action), column - 2)
        if any(cell_len(line) > column - 2 for line in keys):
            yield Content.styled(self._key_text(action), _KEY)
            keys = []
        # One column stays free beside the scroll bar.
        told = Content(action.help).wrap(max(10, width - column - 1))
        commas = [f"{line}," for line in keys[:-1]]
        for key, line in zip_longest([*commas, *keys[-1:]], told, fillvalue=""):
            yield Content.styled(key, _KEY) + Content(" " * (column - cell_len(key))) + line

    def _key_text(self, action: Action) -> str:
        return ", ".join(self._key_texts(action))

    def _key_texts(self, action: Action) -> list[str]:
        return [spoken(key) for key in self._own_keys(action)] or [_slash_name(action)]

    def _own_keys(self, action: Action) -> list[str]:
        taken = self._taken if action.scope is Scope.APP else ()
        return [key for key in keys_of(action.id, self._keys) if key not in taken]

    def _answers(self, action: Action) -> bool:
        """Whether it does something here, and has a key for it where it has keys at all."""
        if action.id in self._without:
            return False
        return bool(self._own_keys(action)) or not keys_of(action.id, self._keys)

    def _holds(self, action: Action) -> bool:
        text = f"{self._key_text(action)} {action.help} {action.footer}".casefold()
        return all(word in text for word in self._words)


def _packed(keys: Sequence[str], width: int) -> list[str]:
    """The keys in as few lines as they take."""
    lines: list[str] = []
    for key in keys:
        if lines and cell_len(f"{lines[-1]}, {key}") <= width:
            lines[-1] += f", {key}"
        else:
            lines.append(key)
    return lines


def _slash_name(action: Action) -> str:
    """The command that does what has no key."""
    from codex_tui.slash import COMMANDS  # the help is opened after the first paint

    return next((f"/{command.name}" for command in COMMANDS if command.action == action.id), "")


class HelpScreen(FloatingScreen[None]):
    """Floats over a screen.

    Args:
        scopes: what answers there.
        keys: keys that the settings give.
        elsewhere: what answers on other screens, which is told after that.
        without: ids of actions that do nothing now, which are left out.
    """

    CSS_PATH: ClassVar = [stylesheet("help.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.HELP)
    AUTO_FOCUS = ""

    def __init__(
        self,
        scopes: Sequence[Scope],
        *,
        keys: Mapping[str, str] | None = None,
        elsewhere: Sequence[Scope] = (),
        without: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._without = without
        self._elsewhere = elsewhere
        self._help_scopes = scopes
        self._keys = keys if keys is not None else {}  # the very same, which may be filled later

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as box:
            box.border_title = "Keys"
            filter_input = LineInput(placeholder="/ to find", id="help-filter", compact=True)
            yield filter_input
            with VerticalScroll(id="help-scroll", can_focus=False):
                yield KeyTable(self._help_scopes, self._keys, self._elsewhere, self._without)
            yield KeyHints(("help.filter", "help.close"), keys=self._keys)

    def on_mount(self) -> None:
        self._fit(self.app.size.height)  # from its first frame on

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.height)

    def _fit(self, height: int) -> None:
        self._scroll.styles.max_height = max(3, height - _ROWS_BESIDE_TEXT)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#help-scroll", VerticalScroll)

    @on(Input.Changed, "#help-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self.query_one(KeyTable).filter(event.value)

    # --- keys

    @on(Input.Submitted, "#help-filter")
    def _filtered(self) -> None:
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """What is typed in the same breath as the key that leads into the filter is meant for it."""
        filter_input = self.query_one("#help-filter", Input)
        if self.focused is filter_input and event.is_printable:
            filter_input.post_message(events.Key(event.key, event.character))
        elif self.focused is None and event.key in keys_of("help.filter", self._keys):
            self.action_filter()
        else:
            return
        event.stop()
        event.prevent_default()

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#help-filter", Input))

    def action_scroll_by(self, lines: int) -> None:
        self._scroll.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        self.action_scroll_by(pages * max(1, self._scroll.size.height - 1))

    def action_first(self) -> None:
        self._scroll.scroll_home(animate=False)

    def action_last(self) -> None:
        self._scroll.scroll_end(animate=False)

    def action_close(self) -> None:
        filter_input = self.query_one("#help-filter", Input)
        if filter_input.value or filter_input.has_focus:
            filter_input.value = ""
            self.set_focus(None)
        else:
            self.dismiss()
