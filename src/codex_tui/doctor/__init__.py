"""The doctor: what is around codex-tui, what of it is wrong, why that matters, and how to mend it.

`look_around` gathers facts (it blocks, for some seconds at most), `examine` makes checks of them and is pure. Whoever
shows them needs neither: a check says everything in words (`model.doctor.Check`).

    checks = examine(look_around(os.environ))
    worst = min(checks, key=lambda check: list(Result).index(check.result))
"""

from __future__ import annotations

from codex_tui.doctor.examine import examine
from codex_tui.doctor.look import look_around
from codex_tui.doctor.surroundings import Surroundings

__all__ = ["Surroundings", "examine", "look_around"]
