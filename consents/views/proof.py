"""What counts for a student and why, for who keeps it; and a no that the school was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consents import policies, services
from consents.asked import Asked
from consents.errors import ChoosesAloneError, NotTheKeeperError
from consents.forms import ObjectionForm
from consents.models import Objection
from kernel.errors import PortalError
from kernel.http import go
from students.errors import NoSuchStudentError
from students.forms import FindForm
from students.views import refuse

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

UNPROCESSABLE = 422
PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def students(request: UserRequest) -> HttpResponse:
    """Find a student of a school where the user reads the proof of consent."""
    if not policies.reads_proof(request.user):
        refuse(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        named = policies.students_read_by(request.user).named(form.cleaned_data["name"])
        listed = Paginator(named.by_name(), PER_PAGE)
        found = listed.get_page(form.cleaned_data["page"] or 1)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/students.html", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def student(request: UserRequest, student: UUID) -> HttpResponse:
    """Show what counts for a student and why; write down a no that the school was told.

    Law: AVG 7(1); BW 1:253i
    """
    at = timezone.now()
    form = _told(request, student, at=at) if request.method == "POST" else None
    if form and not form.errors:
        messages.success(request, _("It is written down. From now on it is no."))
        return go(request, "consents:student", student)
    try:
        proof = services.read_proof(actor=request.user, student=student, at=at)
    except NoSuchStudentError:
        refuse(request, student)
    context = {"proof": proof, "form": form or ObjectionForm(None, asked=proof.asked)}
    status = UNPROCESSABLE if form else 200
    return render(request, "consents/student.html", context, status=status)


def _told(request: UserRequest, student: UUID, *, at: datetime) -> ObjectionForm:
    """Return the form as it was sent: written down, or with what is wrong with it."""
    found = policies.students_kept_by(request.user).filter(public_id=student).first()
    if found is None:
        refuse(request, student)
    form = ObjectionForm(request.POST, asked=Asked({found.school_id}, at=at))
    if form.is_valid():
        by, purpose = form.cleaned_data["by"], form.purpose()
        try:
            services.write_objection(
                actor=request.user, student=found, by=by, purpose=purpose, at=at
            )
        except PortalError as error:
            form.add_error("by" if isinstance(error, ChoosesAloneError) else None, str(error))
    return form


@require_POST
def lift(request: UserRequest, objection: UUID) -> HttpResponse:
    """Let a no that the school was told end."""
    mine = Objection.objects.visible_to(request.user).select_related("student")
    found = mine.filter(public_id=objection).first()
    if found is None:
        refuse(request)
    try:
        services.lift_objection(actor=request.user, objection=found, at=timezone.now())
    except NotTheKeeperError:
        refuse(request, found.student.public_id)
    messages.success(request, _("That no is taken back. Below you see what counts now."))
    return go(request, "consents:student", found.student.public_id)
