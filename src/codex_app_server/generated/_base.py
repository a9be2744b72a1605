"""What every generated model inherits: how a client stays usable when the server is newer than its models.

Written by hand; the other modules of this package are written by scripts/generate_models.py. Extra fields are
kept, enums take values they do not know, and classes are built when first used, so importing them is cheap.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, RootModel


class ProtocolModel(BaseModel):
    """An object of the protocol: snake_case names, camelCase aliases; unknown fields in `model_extra`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", populate_by_name=True, defer_build=True)


class ProtocolRoot(RootModel[Any]):
    """A value that is one of several; subclasses narrow `root` to the variants they know."""

    model_config: ClassVar[ConfigDict] = ConfigDict(defer_build=True)


class ClosedEnum(str, Enum):
    """An enum of strings that refuses others: the tags by which untagged variants are told apart."""

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)


class OpenEnum(str, Enum):
    """An enum of strings that equals its string and accepts strings it does not know.

    An unknown value becomes a pseudo-member: an instance with the raw string as name and value. It equals
    that string but is made anew each time, so compare with `==`, not `is`.
    """

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether this client's models list the value."""
        return self._value_ in type(self)._value2member_map_

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)
