"""What an event is: a frozen dataclass of facts that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of thing that can happen, with its facts as fields.

    Facts are ids, codes, counts and dates: never a name, a text or a number that people
    know somebody by. Who it was about and who did it stand beside the event, as references
    that end with the person. `what` is, for an event in which somebody looked, what that
    somebody saw: the person it was about reads it.
    """

    name: ClassVar[str]
    what: ClassVar[StrPromise | str] = ""


E = TypeVar("E", bound=Event)
registry: dict[str, type[Event]] = {}


def register(cls: type[E]) -> type[E]:
    """Add an event class to the register.

    Raises:
        TypeError: the name is taken.
    """
    if cls.name in registry:
        raise TypeError(f"{cls.__name__}: the name {cls.name} is taken.")
    registry[cls.name] = cls
    return cls
