"""How many examples a fuzzer of this folder tries, and how many steps each takes."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_QUICK = 25
"""Examples of the profile that `make test` loads; more than that is `make test-long`."""


def effort(examples: int, steps: int = 25) -> settings:
    """For `make test` the examples given; more in the ratio of the profile, or `FUZZ_EXAMPLES` where that is set."""
    thorough = settings.default is not None and settings.default.max_examples > _QUICK
    wanted = os.environ.get("FUZZ_EXAMPLES")
    if wanted:
        examples = int(wanted)
    elif thorough and settings.default is not None:
        examples = examples * settings.default.max_examples // _QUICK
    return settings(
        max_examples=examples,
        stateful_step_count=2 * steps if thorough or wanted else steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
