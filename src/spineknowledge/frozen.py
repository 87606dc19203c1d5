"""Immutable records, declared like dataclasses but made without generating code.

A dataclass compiles its methods when its module is imported; for the thirty records of this package that
takes longer than loading the knowledge base, and every command would pay for it.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Frozen:
    """Base of records: the annotations of a class are its fields, its attributes their defaults.

    Instances are compared and hashed by their fields and cannot be changed.

    >>> class Point(Frozen):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0), Point(1).replace(y=2)
    (Point(x=1, y=0), True, Point(x=1, y=2))
    """

    fields: ClassVar[tuple[str, ...]] = ()
    _known: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Read the fields of a new record class, those of its base first."""
        own = (name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar"))
        cls.fields = tuple(dict.fromkeys((*cls.fields, *own)))
        cls._known = frozenset(cls.fields)
        cls._required = frozenset(name for name in cls.fields if not hasattr(cls, name))

    def __init__(self, *args: Any, **values: Any) -> None:
        """Take the values of the fields by position or by name."""
        given = dict(zip(self.fields, args, strict=False), **values) if args else values
        if not self._required <= given.keys() <= self._known or len(args) + len(values) != len(given):
            problems = ", ".join(sorted(self._required - given.keys() | given.keys() - self._known))
            raise TypeError(f"{type(self).__name__} does not fit its fields: {problems or 'too many values'}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse to change a field."""
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        """Refuse to remove a field."""
        self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        """Compare field by field with a record of the same class."""
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        """Hash the fields."""
        return hash(self._values())

    def __repr__(self) -> str:
        """Return the record as it could be written."""
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({shown})"

    def replace(self, **changes: Any) -> Self:
        """Return the same record with some fields changed."""
        return type(self)(**{name: getattr(self, name) for name in self.fields} | changes)

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.fields)
