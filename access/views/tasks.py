"""The pages of tasks: who has which, give one, end one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access import policies, services
from access.errors import (
    AlreadyAssignedError,
    EndsBeforeBeginError,
    MailboxTakenError,
    NoAddressError,
    StandInEndsError,
)
from access.forms.tasks import ENDED, LATER, EndForm, FindForm, GiveForm
from access.matrix import NEEDS_SECRECY
from access.models import Assignment, Proposal
from access.people import people_of
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import go
from schools.models import Group, School

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from access.querysets import AssignmentQuerySet
    from kernel.http import UserRequest

PER_PAGE = 50
UNPROCESSABLE = 422
AT_FIELD: dict[type[PortalError], str] = {
    AlreadyAssignedError: "role",
    EndsBeforeBeginError: "last_day",
    MailboxTakenError: "email",
    NoAddressError: "email",
    StandInEndsError: "last_day",
}
either = require_http_methods(["GET", "HEAD", "POST"])


@either
def overview(request: UserRequest) -> HttpResponse:
    """Show who has which task at the schools whose rights the user reads; find by any side."""
    at = timezone.now()
    schools = list(School.objects.where(request.user, "read_access_admin").order_by("name"))
    if not schools:
        raise Http404
    groups = Group.objects.visible_to(request.user).at_schools(schools).not_over(on=day_of(at))
    form = FindForm(request.POST or None, groups=groups.by_name())
    wish = form.cleaned_data if form.is_valid() else {}
    tasks = (
        Assignment.objects.visible_to(request.user)
        .at_schools(schools)
        .work_and_emergencies()
        .as_known_to(request.user)
        .select_related("user", "stands_in_for", "group", "school", "board", "student")
    )
    context = {
        "form": form,
        "page": Paginator(_found(tasks, wish, at=at), PER_PAGE).get_page(wish.get("page") or 1),
        "missing": Proposal.objects.visible_to(request.user)
        .missing(at=at)
        .select_related("staff", "group", "student"),
        "gives": policies.schools_given_by(request.user).order_by("name"),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "access/tasks.html", context, status=status)


@either
def give(request: UserRequest, school_id: UUID) -> HttpResponse:
    """Give somebody a task at one school."""
    at = timezone.now()
    school = get_object_or_404(policies.schools_given_by(request.user), public_id=school_id)
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        giver=request.user,
        school=school,
        people=people_of([school], at=at),
        today=day_of(at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.give(
                actor=request.user,
                to=form.somebody(),
                email=form.cleaned_data["email"],
                task=form.facts(),
                at=at,
            )
        except PortalError as error:
            form.add_error(AT_FIELD.get(type(error)), str(error))
        else:
            messages.success(request, _("The task is given."))
            return go(request, "access:tasks")
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "school": school}
    return render(request, "access/give.html", context, status=status)


@either
def finish(request: UserRequest, task_id: UUID) -> HttpResponse:
    """Ask for the last day of a task, and end it then."""
    at = timezone.now()
    tasks = Assignment.objects.endable_by(request.user).open_after(at)
    task = get_object_or_404(
        tasks.select_related("user", "group", "school", "student__school"), public_id=task_id
    )
    initial = {"last_day": day_of(at)}
    form = EndForm(request.POST if request.method == "POST" else None, task=task, initial=initial)
    of_team = task.student if task.role in NEEDS_SECRECY else None
    if request.method == "POST" and form.is_valid():
        try:
            services.end(
                actor=request.user,
                assignment=task,
                last_day=form.cleaned_data["last_day"],
                at=at,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The end of the task is set."))
            if of_team is not None:
                return go(request, "access:care_team", of_team.public_id)
            return go(request, "access:tasks")
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "task": task, "of_team": of_team}
    return render(request, "access/finish.html", context, status=status)


def _found(tasks: AssignmentQuerySet, wish: dict[str, Any], *, at: datetime) -> AssignmentQuerySet:
    """Return what is asked for; without a wish what holds now, by name."""
    asked = {key: wish[key] for key in ("name", "role", "group") if wish.get(key)}
    found = tasks.matching(**asked)
    if wish.get("when") == ENDED:
        return found.ended(at).last_ended_first()
    return (found.upcoming(at) if wish.get("when") == LATER else found.live(at)).by_name()
