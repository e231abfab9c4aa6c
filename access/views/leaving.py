"""The pages on which an employment ends: choose a person, see what ends, end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access import services
from access.forms.leaving import LeaveForm
from access.forms.tasks import ColleagueForm
from access.models import Assignment
from access.people import people_of
from access.querysets import missing_staff
from access.views.tasks import UNPROCESSABLE, either
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import go
from schools.models import School

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.models import User
    from kernel.http import UserRequest

MOST_FOUND = 50


@either
def overview(request: UserRequest) -> HttpResponse:
    """List who is no longer in the file and still has a task; find anybody else by name."""
    at = timezone.now()
    schools = list(School.objects.where(request.user, "write_access_admin").order_by("name"))
    if not schools:
        raise Http404
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        name = form.cleaned_data["name"].casefold()
        people = [p for p in people_of(schools, at=at) if name in p.name.casefold()]
        found = [person for person in people if person.user][:MOST_FOUND]
    status = UNPROCESSABLE if form.errors else 200
    gone = missing_staff(request.user, at=at).select_related("user", "school")
    context = {"form": form, "found": found, "gone": gone.order_by("surname", "call_name", "pk")}
    return render(request, "access/leaving.html", context, status=status)


@either
def leave(request: UserRequest, school_id: UUID, user_id: UUID) -> HttpResponse:
    """Show what ends and what stays when somebody leaves a school; then end it."""
    at = timezone.now()
    schools = School.objects.where(request.user, "write_access_admin")
    school = get_object_or_404(schools.select_related("board"), public_id=school_id)
    person = _person(school, user_id, at=at)
    form = LeaveForm(
        request.POST if request.method == "POST" else None, initial={"last_day": day_of(at)}
    )
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            services.end_employment(
                actor=request.user, user=person, at_work=school, last_day=last_day, at=at
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            _say(request, person, school, last_day)
            return go(request, "access:leaving")
    status = UNPROCESSABLE if form.errors else 200
    tasks = (
        Assignment.objects.visible_to(request.user)
        .work()
        .filter(user=person)
        .at_schools([school])
        .open_after(at)
    )
    shown = tasks.select_related("group", "school", "board").order_by("role", "pk")
    context = {
        "form": form,
        "person": person,
        "school": school,
        "ends": [task for task in shown if task.board_id is None],
        "stays": [task for task in shown if task.board_id is not None],
    }
    return render(request, "access/leave.html", context, status=status)


def _person(school: School, user_id: UUID, *, at: datetime) -> User:
    """Return who works, or is known to have worked, at `school`."""
    for person in people_of([school], at=at):
        if person.user is not None and person.user.public_id == user_id:
            return person.user
    raise Http404


def _say(request: UserRequest, person: User, school: School, last_day: date) -> None:
    """Tell what was done, counted in the tables after it was done."""
    left = services.rights_left(person, school, after=last_day)
    facts = {"day": date_format(last_day, "j F Y"), "n": left}
    if left:
        said = _("The tasks end on %(day)s. %(n)s rights stay, by a task for the whole board.")
        messages.warning(request, said % facts)
    else:
        said = _("All tasks end on %(day)s. After that day there are %(n)s rights left.")
        messages.success(request, said % facts)
