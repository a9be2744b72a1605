"""Has pydantic look for no plugins: that takes 1.4 MB and 20 ms, as it imports what reads the metadata of all packages.

Plugins watch the validation of a program that wants to be watched, and nothing here does.
"""

from __future__ import annotations

import sys
from types import ModuleType

_LOADER = "pydantic.plugin._loader"


def look_for_none() -> None:
    """From now on, in this process. Without effect once pydantic has looked."""
    if _LOADER not in sys.modules:
        loader = ModuleType(_LOADER)
        loader.__dict__["get_plugins"] = tuple
        sys.modules[_LOADER] = loader
