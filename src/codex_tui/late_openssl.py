"""Has OpenSSL loaded with the first connection that is encrypted: it takes 5 MB and 5 ms, and most starts have none.

asyncio looks for `ssl` as it is imported and does without where there is none; what is encrypted here goes through
anyio, which asks the module itself. `hashlib` has digests of its own, which are quick enough for names of files.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from types import ModuleType
from typing import Any, cast

_SSL, _STREAMS, _DIGESTS = "ssl", "anyio.streams.tls", "_hashlib"
_SHA2 = ("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")
_OWN_DIGESTS = ("_md5", "_sha1", *_SHA2, "_sha3", "_blake2")
"""What Python may have been built without: `hashlib` needs OpenSSL then."""
_modules = cast("dict[str, ModuleType | None]", sys.modules)
"""None says that there is no such module."""


class _NoContext:
    """Stands for the class of contexts while nobody can have made one."""


class _Later(ModuleType):
    """Stands for `ssl` until something of it is asked for, and has all of it then."""

    def __init__(self) -> None:
        super().__init__(_SSL)
        self.__dict__["_loading"] = threading.RLock()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked for by what looks through all modules
            raise AttributeError(name)
        with self._loading:
            if sys.modules.get(_SSL) is self:
                del sys.modules[_SSL]
            real = import_module(_SSL)
            self.__dict__.update(vars(real))
            streams = sys.modules.get(_STREAMS)
            if streams is not None and vars(streams).get("SSLContext") is _NoContext:
                vars(streams)["SSLContext"] = real.SSLContext
        return getattr(real, name)


def use_own_digests() -> None:
    """Has `hashlib` do without OpenSSL from now on, in this process. Without effect once it is imported."""
    if "hashlib" not in _modules and _DIGESTS not in _modules and _has_own_digests():
        _modules[_DIGESTS] = None


def import_asyncio() -> None:
    """Imports asyncio, which does without `ssl`. Without effect once either is there."""
    if _SSL in _modules or "asyncio" in _modules:
        return
    _modules[_SSL] = None
    try:
        import_module("asyncio")
    finally:
        _modules[_SSL] = _Later()


def import_streams() -> None:
    """Imports anyio's encrypted streams, which take the class of contexts by its name as they are imported."""
    later = sys.modules.get(_SSL)
    if isinstance(later, _Later):
        vars(later)["SSLContext"] = _NoContext
        try:
            import_module(_STREAMS)
        finally:
            if vars(later).get("SSLContext") is _NoContext:
                del vars(later)["SSLContext"]


def _has_own_digests() -> bool:
    try:
        for name in _OWN_DIGESTS:
            import_module(name)
    except ImportError:
        return False
    return True
