"""Takes the next key that is pressed, whatever it is, or a second one behind it, and says what would come of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codex_tui.keymap import ACTIONS, Action, Scope, bindings, keys_of, spoken
from codex_tui.keymap.checks import TYPED_IN, how_taken
from codex_tui.keymap.chords import BETWEEN, chord
from codex_tui.keymap.names import types, why_unsure
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult


_HINT_LINES = 2
_FRAME_AND_GAP = 3


class Pressed(NamedTuple):
    """The key, and whether it comes instead of those that the action has."""

    key: str
    instead: bool = True


class KeyCapture(FloatingScreen[Pressed | None]):
    """Asks for a key; the result is None if it was left by escape.

    Args:
        question: what the key is for.
        action: the action that gets it; without one the first key is the result.
        has: the keys that it has.
        taken: gives the actions that have a key and would be meant by it, too.
        keys: keys that the settings give to actions.
    """

    CSS_PATH: ClassVar = [stylesheet("key_capture.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.CAPTURE)

    def __init__(
        self,
        question: str,
        *,
        action: Action | None = None,
        has: Sequence[str] = (),
        taken: Callable[[str], Sequence[str]] = lambda _key: (),
        keys: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._question = question
        self._action = action
        self._has = has
        self._taken = taken
        self._keys = keys
        self._key: str | None = None
        self._first = ""
        """The first key of a chord whose second is waited for."""

    @property
    def takes_any_key(self) -> bool:
        """Whether no key is a command now."""
        return self._key is None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.takes_any_key:
            return False
        if action == "take" and self._refusal(self._key or ""):
            return False
        return super().check_action(action, parameters)

    def compose(self) -> ComposeResult:
        with Vertical(id="capture"):
            yield Static(self._question, id="capture-question", markup=False)
            with VerticalScroll(id="capture-text", can_focus=False) as text:
                yield Static(id="capture-words", markup=False)
            yield KeyHints(("capture.close",), keys=self._keys, lines=_HINT_LINES)
        self.watch(text, "show_vertical_scrollbar", self._tell, init=False)

    def on_mount(self) -> None:
        self._tell()

    def on_resize(self) -> None:
        """The keys stay in sight, however much is to be said of a key."""
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        question = self.query_one("#capture-question").outer_size.height
        room = self.size.height - question - _HINT_LINES - _FRAME_AND_GAP
        self.query_one("#capture-text").styles.max_height = max(1, room)

    def on_key(self, event: events.Key) -> None:
        if not self.takes_any_key:
            return
        event.stop()
        event.prevent_default()
        if self._first:
            self._key, self._first = chord(self._first, event.key), ""
            self._tell()
        elif event.key == "escape":
            self.dismiss(None)
        elif self._action is None:
            self.dismiss(Pressed(event.key))
        else:
            self._key = event.key
            self._tell()

    def _refusal(self, key: str) -> str:
        if self._action is not None and self._action.scope in TYPED_IN and types(key):
            return f"{spoken(key)} types a character there: take it with alt or ctrl, or an F key."
        return ""

    def _tell(self) -> None:
        words, hints = self.query_one("#capture-words", Static), self.query_one(KeyHints)
        key = self._key
        if key is None and self._first:
            words.update(Content(f"{spoken(self._first)}, and then: press the second key."))
            hints.show(())
            return
        if key is None:
            words.update(Content.styled("Any key counts; esc leaves.", "$quiet"))
            hints.show(())
            return
        if refusal := self._refusal(key):
            words.update(Content(refusal))
            hints.show(("capture.again", "capture.close"))
            return
        lines = [Content.styled(spoken(key), "bold $strong")]
        lines += [
            Content(
                f"It {how_taken(key, keys_of(other, self._keys))} {other} ({ACTIONS[other].help}), which loses it."
            )
            for other in self._taken(key)
        ]
        if why := why_unsure(key):
            lines.append(
                Content(f"Not sure to arrive: {why}. The usual keys stay beside it, if it is the only one.")
            )
        if self._has:
            lines.append(Content.styled(f"Until now: {', '.join(map(spoken, self._has))}", "$quiet"))
        words.update(Content("\n").join(lines))
        add = ("capture.add",) if self._has else ()
        then = () if BETWEEN in key else ("capture.then",)
        scrolls = self.query_one("#capture-text", VerticalScroll).show_vertical_scrollbar
        more = ("capture.page_down",) if scrolls else ()
        hints.show(("capture.take", *add, *then, "capture.again", *more, "capture.close"))

    # --- keys

    def action_take(self, instead: bool) -> None:
        if self._key is not None:
            self.dismiss(Pressed(self._key, instead))

    def action_then(self) -> None:
        if self._key is not None and BETWEEN not in self._key:
            self._first, self._key = self._key, None
            self._tell()

    def action_page(self, pages: int) -> None:
        text = self.query_one("#capture-text", VerticalScroll)
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_again(self) -> None:
        self._key = None
        self._tell()

    def action_close(self) -> None:
        self.dismiss(None)
