"""What every generated model inherits: how a client stays usable when the server is newer than its models.

Written by hand; the other modules of this package are written by scripts/generate_models.py. Extra fields are
kept, enums take values they do not know, and classes are built when first used, so importing them is cheap.

Whatever builds a class builds those it refers to first. Pydantic would generate the schema of a class that is not
built anew for each class that refers to it: the eighteen models of a first prompt took 372 ms and 8 MB that way, and
take 72 ms and 1 MB.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, RootModel


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_building: set[type[BaseModel]] = set()
"""Those being built: classes may refer to each other in a circle."""


def _referred(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that a resolved annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _referred(argument)


class _BuiltFromLeaves(BaseModel):
    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        """Pydantic's own, which also runs when a class is first used; what the class refers to is built before."""
        if not cls.__pydantic_complete__ and cls not in _building:
            _building.add(cls)
            try:
                for field in cls.model_fields.values():
                    for model in _referred(field.annotation):
                        model.model_rebuild(raise_errors=False)
            finally:
                _building.discard(cls)
        return super().model_rebuild(
            force=force,
            raise_errors=raise_errors,
            _parent_namespace_depth=_parent_namespace_depth + 1,
            _types_namespace=_types_namespace,
        )


class ProtocolModel(_BuiltFromLeaves):
    """An object of the protocol: snake_case names, camelCase aliases; unknown fields in `model_extra`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", populate_by_name=True, defer_build=True)


class ProtocolRoot(_BuiltFromLeaves, RootModel[Any]):
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
