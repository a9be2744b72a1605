"""How much of a cell stays when it is folded, and from which width on diffs stand side by side: what a person set."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from codex_tui.settings.values import Settings


class Limits(NamedTuple):
    """Lines, and columns."""

    prompt_lines: int = 6
    running_lines: int = 5
    output_lines: int = 5
    patch_lines: int = 8
    split_from: int = 120

    @property
    def first_output_lines(self) -> int:
        """Of the lines of an output those from its beginning; the rest is from its end."""
        return self.output_lines * 2 // 5

    @property
    def last_output_lines(self) -> int:
        return self.output_lines - self.first_output_lines


USUAL = Limits()


def limits_of(settings: Settings) -> Limits:
    """What the settings say."""
    conversation = settings.conversation
    return Limits(
        conversation.prompt_lines,
        conversation.running_lines,
        conversation.output_lines,
        conversation.patch_lines,
        settings.diff.split_from,
    )
