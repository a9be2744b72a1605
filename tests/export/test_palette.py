"""A picture has the colours of the screen."""

import pytest

from codex_tui.theme_palette import theme_palette
from codex_tui.theming import DARK, LIGHT
from tests.conversation.host import ConversationApp, idle_state

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_the_palette_without_a_screen_is_that_of_the_transcript(theme):
    app = ConversationApp(idle_state(), theme=theme)
    async with app.run_test():
        assert theme_palette(theme)[0] == app.conversation.transcript.palette
