"""Commands of the screens around a day's work; each group is imported when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from codex_app_server import AppServerConfig
    from codex_tui.session.around.doctor import DoctorCommands
    from codex_tui.session.around.goals import GoalCommands
    from codex_tui.session.around.hooks import HookCommands
    from codex_tui.session.around.mcp import McpCommands
    from codex_tui.session.around.reviews import ReviewCommands
    from codex_tui.session.around.sides import SideCommands
    from codex_tui.session.around.skills import SkillCommands
    from codex_tui.session.around.status import StatusCommands
    from codex_tui.session.commands.threads import ThreadCommands
    from codex_tui.session.commands.turns import TurnCommands
    from codex_tui.session.link import Link


class AroundCommands:
    """What the screens around a day's work ask for.

    Args:
        link: the connection.
        threads: opens threads.
        turns: starts threads and turns.
        config: gives how the server is reached.
    """

    def __init__(
        self,
        link: Link,
        threads: ThreadCommands,
        turns: TurnCommands,
        config: Callable[[], AppServerConfig],
    ) -> None:
        self._link = link
        self._threads = threads
        self._turns = turns
        self._config = config

    @cached_property
    def status(self) -> StatusCommands:
        from codex_tui.session.around.status import StatusCommands

        return StatusCommands(self._link)

    @cached_property
    def doctor(self) -> DoctorCommands:
        from codex_tui.session.around.doctor import DoctorCommands

        return DoctorCommands(self._link, self._config)

    @cached_property
    def mcp(self) -> McpCommands:
        from codex_tui.session.around.mcp import McpCommands

        return McpCommands(self._link)

    @cached_property
    def skills(self) -> SkillCommands:
        from codex_tui.session.around.skills import SkillCommands

        return SkillCommands(self._link)

    @cached_property
    def hooks(self) -> HookCommands:
        from codex_tui.session.around.hooks import HookCommands

        return HookCommands(self._link)

    @cached_property
    def goals(self) -> GoalCommands:
        from codex_tui.session.around.goals import GoalCommands

        return GoalCommands(self._link, self._turns)

    @cached_property
    def reviews(self) -> ReviewCommands:
        from codex_tui.session.around.reviews import ReviewCommands

        return ReviewCommands(self._link, self._turns)

    @cached_property
    def sides(self) -> SideCommands:
        from codex_tui.session.around.sides import SideCommands

        return SideCommands(self._link, self._threads)
