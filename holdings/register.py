"""What the portal holds about people: one entry a model, written by the app that has it.

Read off this register, and stated nowhere else: what a person may see (AVG 15), what the
school reports that it processes (AVG 30), when it ends (AVG 5(1)(e)), and where a scanner
looks for what should be gone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django_stubs_ext import StrPromise

M = TypeVar("M", bound=models.Model)


class Kind(StrEnum):
    """What a field says about a person, and so how a scanner looks for it."""

    NAME = "name"
    NUMBER = "number"  # a key or number that others know the person by
    ADDRESS = "address"  # postal address, e-mail, telephone
    TEXT = "text"  # free text, in which anybody may be named
    FILE = "file"
    FACT = "fact"  # a date, a choice or a flag that says something about a person
    LINK = "link"  # points to a person's row
    NONE = "none"  # says nothing about a person


class Holding(ABC, Generic[M]):
    """One kind of data about a person; `what` and `kept` are what that person reads.

    `fields` names every column of the model; a system check fails for one that is missing.
    """

    model: type[M]
    what: ClassVar[StrPromise]
    purpose: ClassVar[StrPromise]
    source: ClassVar[StrPromise]
    kept: ClassVar[StrPromise]
    ground: ClassVar[str]
    readers: ClassVar[str]  # the category of the access matrix that opens it
    fields: ClassVar[Mapping[str, Kind]]
    rules: ClassVar[Collection[str]]  # codes of the retention schedule

    @abstractmethod
    def about(self, students: Collection[int]) -> models.QuerySet[M]:
        """Return the rows about these students, given by primary key."""

    def under(self, rule: str, students: Collection[int]) -> models.QuerySet[M]:
        """Return the rows about these students that end by retention rule `rule`."""
        return self.about(students) if rule in self.rules else self.about([])

    def erase(self, rows: models.QuerySet[M], *, rule: str) -> int:
        """End what `rule` covers in these rows; return how many rows that touched.

        Deletes the rows, unless overridden: a rule may end some fields of a row and leave
        those that the law keeps longer.
        """
        del rule
        return rows._raw_delete(rows.db)  # nothing hangs on them: who erases, orders


holdings: dict[str, Holding[Any]] = {}
not_about_people: dict[str, str] = {}


def declare(cls: type[Holding[M]]) -> type[Holding[M]]:
    """Enter a holding in the register under its model's label, once."""
    label = cls.model._meta.label
    if label in holdings or label in not_about_people:
        raise TypeError(f"{label} has been declared already.")
    holdings[label] = cls()
    return cls


def nobody(model: type[models.Model], because: str) -> None:
    """Say of a model that it holds nothing about a person, and why not."""
    label = model._meta.label
    if label in holdings or label in not_about_people:
        raise TypeError(f"{label} has been declared already.")
    not_about_people[label] = because
