"""The pages that say who may read the file of a student, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access import explain, policies
from access.forms.emergencies import DayForm
from access.matrix import FAMILY, VERSION
from kernel.dates import day_of, start_of
from students.models import Student

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

NOON = timedelta(hours=12)


@require_safe
def why(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Tell somebody at the school what is open of a student, by which task and which rule."""
    student = get_object_or_404(
        Student.objects.visible_to(request.user).select_related("school"), public_id=student_id
    )
    at = timezone.now()
    every = explain.who_can_read(student, user=request.user, at=at)
    by_task = [each for each in every if each.role not in FAMILY]
    if not by_task:
        raise Http404
    context = {
        "student": student,
        "found": [(category, each) for each in by_task for category in each.categories],
        "version": VERSION,
        "manages": policies.students_managed(request.user, at=at).filter(pk=student.pk).exists(),
    }
    return render(request, "access/why.html", context)


@require_safe
def who(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Show who may read the file of a student now, or at noon of another day.

    Law: AVG 5(2), 32(1)
    """
    at = timezone.now()
    managed = policies.students_managed(request.user, at=at).select_related("school")
    student = get_object_or_404(managed, public_id=student_id)
    form = DayForm(request.GET or None)
    day = form.cleaned_data["dag"] if form.is_valid() else None
    context = {
        "student": student,
        "form": form,
        "day": day or day_of(at),
        "found": explain.who_can_read(student, at=_moment(day, at)),
    }
    return render(request, "access/who.html", context)


def _moment(day: date | None, now: datetime) -> datetime:
    """Return now, or noon of another day: tasks begin and end at midnight."""
    return now if day is None or day == day_of(now) else start_of(day) + NOON
