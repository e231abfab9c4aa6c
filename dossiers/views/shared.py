"""What all pages about one student share: refusing, the budget, and what stands on top."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import models
from django.shortcuts import render

from dossiers import services
from dossiers.errors import ManyFilesError
from dossiers.rules import NOTES
from dossiers.views.parts import tabs_of
from kernel.dates import age_in_years, day_of
from students.views import refuse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from dossiers.policies import Basis, OpenedStudent
    from kernel.http import UserRequest

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
UNPROCESSABLE = 422
TOO_MANY = 429
AN_HOUR_SECONDS = 3600


def within_budget(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a page of a file say so where somebody has opened too many of them."""

    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except ManyFilesError:
            answer = render(None, "dossiers/many_files.html", status=TOO_MANY)
            answer.headers["Retry-After"] = str(AN_HOUR_SECONDS)
            return answer

    return page


def header(student: OpenedStudent, basis: Basis, *, current: str, at: datetime) -> dict[str, Any]:
    """Return what stands above every page about one student; `current` is its address."""
    today = day_of(at)
    born_on = student.birth_date if student.may_see_birth_date else None
    in_view = [student] if student.may_see_pictures else []
    return {
        "emergency_ends": basis.emergency_ends,
        "student": student,
        "group": student.group,
        "age": age_in_years(born_on=born_on, on=today) if born_on else None,
        "picture": services.pictures_of(in_view, at=at).get(student.pk),
        "tabs": tabs_of(student, current=current),
        "reads_notes": NOTES.read in student.held,
        "today": today,
    }


def find(
    request: UserRequest, rows: models.QuerySet[M], student: UUID | None = None, **lookup: UUID
) -> M:
    """Return the one row; else put the attempt on record, and let the page not exist."""
    found = rows.filter(**lookup).first()
    if found is None:
        refuse(request, student)
    return found
