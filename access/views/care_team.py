"""The pages of care teams: find a student, see who is in the team, and say who joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from access import policies, services
from access.errors import AlreadyAssignedError, AlreadyRecordedError, NoSecrecyError
from access.forms.care_team import AppointForm
from access.models import Assignment, Confidentiality
from access.people import people_of
from access.views.tasks import UNPROCESSABLE, either
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import go
from students.forms import FindForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

FOUND_PER_PAGE = 25
AT_FIELD: dict[type[PortalError], str] = {
    AlreadyAssignedError: "person",
    AlreadyRecordedError: "basis",
    NoSecrecyError: "basis",
}


@either
def search(request: UserRequest) -> HttpResponse:
    """Find a student of the own school by a part of the name."""
    if not policies.names_care_teams(request.user):
        raise Http404
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        mine = policies.students_with_team_by(request.user).enrolled(on=day_of(timezone.now()))
        pages = Paginator(mine.named(form.cleaned_data["name"]).by_name(), FOUND_PER_PAGE)
        found = pages.get_page(form.cleaned_data["page"] or 1)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "found": found}
    return render(request, "access/care_team_search.html", context, status=status)


@either
def show(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Show the care team of a student, and let somebody join."""
    at = timezone.now()
    student = get_object_or_404(policies.students_with_team_by(request.user), public_id=student_id)
    promised = Confidentiality.objects.visible_to(request.user).at(student.school, on=day_of(at))
    form = AppointForm(
        request.POST if request.method == "POST" else None,
        people=people_of([student.school], at=at),
        with_duty=set(promised.values_list("user", flat=True)),
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
    mine = Assignment.objects.endable_by(request.user)
    team = mine.care_team_of(student).select_related("user")
    context = {
        "student": student,
        "members": [task for task in team if task.valid.upper is None or task.valid.upper > at],
        "former": [task for task in team if task.valid.upper and task.valid.upper <= at],
        "form": form,
    }
    return render(request, "access/care_team.html", context, status=status)
