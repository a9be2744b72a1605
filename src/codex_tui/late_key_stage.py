"""The part of the app that takes care of keys which were typed while a screen closed.

Over a slow line, or by quick fingers, what is typed behind the key that closes a screen comes before that was acted
on, and so to a screen that is gone: it is meant for the one below. The closing key typed twice is not, unless it is
text there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from codex_tui.conversation_stage import ConversationStage
from codex_tui.one_piece import sent_on

if TYPE_CHECKING:
    from textual.screen import Screen

_MEANT_FOR = "meant_for_screen"


class LateKeyStage(ConversationStage, part=True):
    """An app that hands keys on from a closed screen to the one below."""

    _closed_by = ""
    """The key that closed the last screen, until another one comes."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            setattr(event, _MEANT_FOR, self.screen)
        await super().on_event(event)

    async def _on_key(self, event: events.Key) -> None:
        """A key that nothing on its screen took as text."""
        event.prevent_default()  # Textual would call its own, too, which is called here
        screen: Screen[object] | None = getattr(event, _MEANT_FOR, None)
        if screen is None or screen in self.screen_stack:
            self._closed_by = ""
            await super()._on_key(event)
            if screen is not None and screen not in self.screen_stack:
                self._closed_by = event.key
        elif event.key != self._closed_by or self.types(event):
            self._closed_by = ""
            await self.on_event(sent_on(event))

    def types(self, key: events.Key) -> bool:
        """Whether what has the focus takes it as text."""
        return self.focused is not None and self.focused.check_consume_key(key.key, key.character)
