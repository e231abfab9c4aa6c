"""What hangs on what, read from the models: the order of deletion, and the way to a student.

Nothing is left to cascades: what hangs on a row that goes is either declared, and goes by a
rule of its own before it, or loses its reference, or has no meaning without the row.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from accounts.models import User
from holdings.register import Holding, holdings
from retention import bulk
from retention.accounts import Accounts
from retention.models import PurgeItem
from retention.schedule import defaults
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

WAYS = {  # of rows that are about several students, or point to none themselves
    "access.BreakGlass": "assignment__student",
    "students.Guardian": "guardianships__student",
    "consents.Publication": "appearances__student",
    "consents.Receipt": "decisions__student",
}
CORE = "R02"  # the rule that ends the student's own row, and so comes last


@cache
def erasable() -> tuple[Holding[Any], ...]:
    """Return the holdings that a purge may end, those that point to another first."""
    codes = defaults().keys()
    there: dict[type[models.Model], Holding[Any]] = {
        holding.model: holding
        for holding in holdings.values()
        if codes & set(holding.rules) and holding.model is not User
    }
    there[User] = Accounts()
    return tuple(there[model] for model in children_first(there.keys()))


def children_first(wanted: Collection[type[models.Model]]) -> list[type[models.Model]]:
    """Return the models in such an order that none points to an earlier one."""
    left = sorted(wanted, key=lambda model: model._meta.label)
    order: list[type[models.Model]] = []
    while left:
        free = [model for model in left if not _is_pointed_to(model, left)]
        if not free:
            raise ValueError(f"Models point to each other in a circle: {left}")
        order += free
        left = [model for model in left if model not in free]
    return order


def _is_pointed_to(model: type[models.Model], by: Collection[type[models.Model]]) -> bool:
    return any(field.model in by and field.model is not model for field in pointing_to(model))


def pointing_to(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Yield every foreign key, of any app, that points to `model`."""
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is model:
                yield field


@cache
def path_to_student(holding: Holding[Any], rule: str) -> str:
    """Return the look-up that leads from a row of the holding to the students it is about.

    Raises:
        LookupError: the rows point to no student, and nobody said which way leads there.
    """
    if isinstance(holding, Accounts):
        return holding.path(rule)
    if holding.model is Student:
        return "pk"
    for field in holding.model._meta.concrete_fields:
        if field.related_model is Student:
            return str(field.name)
    return WAYS[holding.model._meta.label]


def is_shared(holding: Holding[Any], rule: str) -> bool:
    """Tell whether one row can be about several students, such as a guardian."""
    first = path_to_student(holding, rule).partition("__")[0]
    own = {field.name for field in holding.model._meta.concrete_fields}
    return first != "pk" and first not in own


def loosen(model: type[models.Model], keys: Collection[int]) -> None:
    """End what points to rows that are about to go and has no rule of its own.

    A reference that may be empty is emptied; a row that means nothing without the other goes
    first. Declared data are left alone: PostgreSQL then refuses, and nothing goes.
    """
    ruled = {holding.model for holding in erasable()}
    # The list of the run comes last: by it PostgreSQL knows whose rows a purge may touch.
    for field in sorted(pointing_to(model), key=lambda each: each.model is PurgeItem):
        rows = field.model._base_manager.filter(**{f"{field.name}__in": bulk.among(keys)})
        how = field.remote_field.on_delete
        if how is models.SET_NULL and rows.exists():
            rows.update(**{field.name: None})
        elif how is models.CASCADE and field.model not in ruled:
            own = list(rows.values_list("pk", flat=True))
            if own:
                loosen(field.model, own)
                doomed = field.model._base_manager.filter(pk__in=bulk.among(own))
                doomed._raw_delete(doomed.db)
