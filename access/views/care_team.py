"""The pages of care teams: find a student, see who is in the team, and say who joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from access import services
from access.errors import AlreadyAssignedError, AlreadyRecordedError, NoSecrecyError
from access.forms.care_team import AppointForm, SearchForm
from access.matrix import NEEDS_SECRECY
from access.models import Assignment, Confidentiality
from access.people import people_of
from access.views.tasks import UNPROCESSABLE, either
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import go
from schools.models import School
from schools.querysets import schools_where
from students.models import Student
from students.querysets import own_family

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from accounts.models import User
    from kernel.http import UserRequest
    from students.querysets import StudentQuerySet

FOUND_PER_PAGE = 25
AT_FIELD: dict[type[PortalError], str] = {
    AlreadyAssignedError: "person",
    AlreadyRecordedError: "basis",
    NoSecrecyError: "basis",
}


@either
def search(request: UserRequest) -> HttpResponse:
    """Find a student of the own school by a part of the name."""
    if not School.objects.where(request.user, "appoint_care_team").exists():
        raise Http404
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        today = day_of(timezone.now())
        students = _named(
            _students(request.user).filter(enrolments__period__contains=today),
            form.cleaned_data["name"],
        )
        pages = Paginator(students.select_related("school").by_name(), FOUND_PER_PAGE)
        found = pages.get_page(form.cleaned_data["page"] or 1)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "found": found}
    return render(request, "access/care_team_search.html", context, status=status)


@either
def show(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Show the care team of a student, and let somebody join."""
    at = timezone.now()
    student = get_object_or_404(
        _students(request.user).select_related("school"), public_id=student_id
    )
    form = AppointForm(
        request.POST if request.method == "POST" else None,
        people=people_of([student.school], at=at),
        with_duty=_with_duty(request.user, student.school, at=at),
        today=day_of(at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.appoint(
                actor=request.user,
                to=form.somebody(),
                task=form.facts(student),
                promise=form.promise(),
                at=at,
            )
        except PortalError as error:
            form.add_error(AT_FIELD.get(type(error)), str(error))
        else:
            messages.success(request, _("The care team has a new member."))
            return go(request, "access:care_team", student.public_id)
    status = UNPROCESSABLE if form.errors else 200
    team = _team(request.user, student)
    context = {
        "student": student,
        "members": [task for task in team if task.valid.upper is None or task.valid.upper > at],
        "former": [task for task in team if task.valid.upper and task.valid.upper <= at],
        "form": form,
    }
    return render(request, "access/care_team.html", context, status=status)


def _students(user: User) -> StudentQuerySet:
    """Return the students whose care team `user` names; never the own child."""
    return (
        Student.objects.visible_to(user)
        .filter(school__in=schools_where(user, "appoint_care_team"))
        .exclude(pk__in=own_family(user))
    )


def _named(students: StudentQuerySet, text: str) -> StudentQuerySet:
    for word in text.split():
        students = students.filter(
            Q(call_name__icontains=word)
            | Q(first_names__icontains=word)
            | Q(name_prefix__icontains=word)
            | Q(surname__icontains=word)
        )
    return students.distinct()


def _team(user: User, student: Student) -> QuerySet[Assignment]:
    """Return who is, was or will be in the care team, for who appoints it."""
    mine = Assignment.objects.endable_by(user)
    found = mine.filter(student=student, role__in=NEEDS_SECRECY)
    return found.select_related("user").order_by("-valid", "pk")


def _with_duty(user: User, school: School, *, at: datetime) -> set[int]:
    """Return the users whose duty of confidentiality is on record at `school` now."""
    recorded = Confidentiality.objects.visible_to(user)
    known = recorded.filter(school=school, period__contains=day_of(at))
    return set(known.values_list("user", flat=True))
