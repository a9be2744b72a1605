"""The part of the app that takes care of keys which were typed while a screen opened or closed.

Over a slow line, or by quick fingers, what is typed behind the key that closes a screen comes before that was acted
on, and so to a screen that is gone: it is meant for the one below. The closing key typed twice is not, unless it is
text there. What is typed behind a key that opens a screen is meant for that one: the composer would take the key of a
login as text, and a list each letter of a name as something to do.

So what is typed behind a key that is no text where it is typed waits until that key was acted on, and goes to whatever
has the focus then.

Where the terminal loses the focus in the same breath, as by enter and another window at once, Textual takes the focus
from what the keys were typed into: they would do nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from textual import events

from codex_tui.conversation_stage import ConversationStage
from codex_tui.one_piece import sent_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.await_complete import AwaitComplete
    from textual.message_pump import MessagePump
    from textual.screen import Screen

_Behind: TypeAlias = events.Key | events.Paste | events.AppFocus | events.AppBlur
_MEANT_FOR = "meant_for_screen"
_LOOK = 0.5
"""Seconds after which it is looked whether the way of a key was cut, as by a widget that was removed under it."""
_LOOKS = 8
"""How often, until keys go on although what one of them does goes on: a machine may have much else to do."""


class LateKeyStage(ConversationStage, part=True):
    """An app that hands keys on from a closed screen to the one below."""

    _closed_by = ""
    """The key that closed the last screen, until another one comes."""
    _acting: events.Key | None = None
    """A key that is no text where it was typed, until it was acted on."""

    def __init__(self) -> None:
        super().__init__()
        self._behind: list[_Behind] = []
        """What was typed behind it."""
        self._acts_in: MessagePump | None = None
        """Where it is acted on now."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.AppFocus | events.AppBlur):
            if self._acting is not None:
                self._wait(event)
            else:
                self._looks(event)
        elif not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._acting is not None:
            self._wait(event)
        elif isinstance(event, events.Key):
            await self._deliver(event)
        else:
            await super().on_event(event)

    def _wait(self, event: _Behind) -> None:
        if not self._behind and self._acting is not None:
            self._look_later(self._acting)
        self._behind.append(event)

    def _look_later(self, acting: events.Key, looks: int = _LOOKS) -> None:
        """Lets go on what waits for a key that nothing acts on any more."""
        self.set_timer(_LOOK, partial(self._look, acting, looks))

    async def _look(self, acting: events.Key, looks: int) -> None:
        if self._acting is not acting:
            return
        node = self._acts_in
        if looks > 1 and node is not None and not node._closing:
            self._look_later(acting, looks - 1)
        else:
            await self._go_on(acting)

    def _looks(self, event: events.AppFocus | events.AppBlur) -> None:
        """The terminal has the focus, or has it no more: behind the keys that were typed before that."""
        self._follow(self.focused, partial(super().on_event, event))

    async def _deliver(self, key: events.Key) -> None:
        setattr(key, _MEANT_FOR, self.screen)
        if self.types(key):
            await super().on_event(key)
            return
        self._acting = key
        focused = self.focused or self.screen
        await super().on_event(key)
        # Once for the key itself, and once for what its action has the widget or the screen do later.
        self._follow(focused, partial(self._follow, focused, partial(self._go_on, key)))

    def _follow(self, node: MessagePump | None, then: Callable[[], object]) -> None:
        """Does something once the node and what is around it have done what they have to; at once where it is gone."""
        self._acts_in = node
        if node is None or node is self or not node.call_later(self._follow, node._parent, then):
            self._acts_in = self
            self.call_later(then)

    def pop_screen(self) -> AwaitComplete:
        popped = super().pop_screen()
        if self._acting is not None:
            self.call_later(self._go_on, self._acting)
        return popped

    async def _go_on(self, acted: events.Key) -> None:
        """Lets what was typed behind a key go where it is meant to go now."""
        if self._acting is not acted:
            return
        self._acting = None
        closed_by = acted.key if self._only_closed(acted) else ""
        while self._behind and self._acting is None:
            event = self._behind.pop(0)
            if isinstance(event, events.AppFocus | events.AppBlur):
                self._looks(event)
            elif not isinstance(event, events.Key):
                await super().on_event(event)
            elif event.key != closed_by or self.types(event):
                closed_by = ""
                await self._deliver(event)
        if self._behind and self._acting is not None:
            self._look_later(self._acting)

    async def _on_key(self, event: events.Key) -> None:
        """A key that nothing on its screen took as text."""
        event.prevent_default()  # Textual would call its own, too, which is called here
        screen: Screen[object] | None = getattr(event, _MEANT_FOR, None)
        if screen is None or screen in self.screen_stack:
            self._closed_by = ""
            await super()._on_key(event)
            if self._only_closed(event):
                self._closed_by = event.key
        elif event.key != self._closed_by or self.types(event):
            self._closed_by = ""
            await self.on_event(sent_on(event))

    def _only_closed(self, key: events.Key) -> bool:
        """Whether a key closed the screen for which it was meant, and means that alone."""
        screen: Screen[object] | None = getattr(key, _MEANT_FOR, None)
        gone = screen is not None and screen not in self.screen_stack
        return gone and not getattr(screen, "key_goes_on", False)

    def types(self, key: events.Key) -> bool:
        """Whether what has the focus takes it as text."""
        return self.focused is not None and self.focused.check_consume_key(key.key, key.character)
