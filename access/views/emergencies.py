"""The pages on which somebody takes emergency access to a student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access import policies, services
from access.choices import EmergencyReason
from access.errors import AlreadyReadsError
from access.forms.emergencies import EmergencyForm
from kernel.errors import PortalError
from kernel.http import go
from students.forms import FindForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

AT_MOST = 25
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: UserRequest) -> HttpResponse:
    """Find the student, by a part of the name."""
    at = timezone.now()
    if not policies.may_break_glass(request.user, at=at):
        raise Http404
    form = FindForm(request.POST or None)
    found = None
    if form.is_valid():
        known = policies.students_for_emergency(request.user, at=at)
        named = known.named(form.cleaned_data["name"]).by_name()
        found = Paginator(named.select_related("school"), AT_MOST).page(1)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "access/emergency.html", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Say why, and open the notes for an hour."""
    at = timezone.now()
    student = get_object_or_404(
        policies.students_for_emergency(request.user, at=at).select_related("school"),
        public_id=student_id,
    )
    form = EmergencyForm(request.POST or None)
    refused = None
    try:
        services.require_possible(actor=request.user, student=student, at=at)
        if form.is_valid():
            services.break_glass(
                actor=request.user,
                student=student,
                kind=EmergencyReason(form.cleaned_data["kind"]),
                reason=form.cleaned_data["reason"],
                at=at,
            )
            return go(request, "dossiers:student", student_id)
    except PortalError as error:
        refused = error
    context = {
        "student": student,
        "form": form,
        "refused": str(refused) if refused else "",
        "reads": isinstance(refused, AlreadyReadsError),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "access/take_emergency.html", context, status=status)
