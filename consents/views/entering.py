"""Write down what somebody told the school outside the portal; open the scan of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consents import policies, services
from consents.asked import Asked
from consents.choices import ScanKind
from consents.models import Evidence
from consents.paper.form import BeginForm, EntryForm
from kernel.errors import PortalError
from kernel.http import go
from students.views import refuse

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest
    from students.models import Student

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: UserRequest, student: UUID) -> HttpResponse:
    """Ask how and when it was said; then who said it, what, and what proves it.

    Law: AVG 7(1)
    """
    at = timezone.now()
    found = policies.students_kept_by(request.user).filter(public_id=student).first()
    if found is None:
        refuse(request, student)
    begin = BeginForm(request.POST or request.GET or None, at=at)
    if not begin.is_valid():
        context = {"student": found, "begin": begin}
        status = UNPROCESSABLE if begin.is_bound else 200
        return render(request, "consents/enter_begin.html", context, status=status)
    form = _form(request, begin, found, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter(actor=request.user, told=form.told(found), at=at)
        except PortalError as error:
            form.refuse(error)
        else:
            messages.success(request, _done(made))
            return go(request, "consents:student", student)
    form.ask_for_file_again()
    context = {"student": found, "begin": begin, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/enter.html", context, status=status)


@require_safe
def scan(request: UserRequest, evidence: UUID) -> FileResponse:
    """Give the scan of a form to take along, never to open inside the portal."""
    mine = Evidence.objects.visible_to(request.user).exclude(file="")
    found = mine.filter(public_id=evidence).select_related("student__school").first()
    if found is None:
        refuse(request)
    services.note_scan_read(actor=request.user, evidence=found, at=timezone.now())
    return FileResponse(
        default_storage.open(found.file.name),
        as_attachment=True,
        filename=f"{found.public_id}.{found.kind}",
        content_type=ScanKind(found.kind).media_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )


def _form(request: UserRequest, begin: BeginForm, student: Student, *, at: datetime) -> EntryForm:
    begun = begin.cleaned_data
    return EntryForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        begun=begun,
        signers=services.signers(actor=request.user, student=student, on=begun["said_on"], at=at),
        asked=Asked({student.school_id}, at=at),
    )


def _done(evidence: Evidence) -> str:
    """Return what to say to who wrote it down: who signed must know of it."""
    if evidence.signer_has_account:
        return _("It is written down. Whoever said it gets an e-mail, and can change it.")
    return _("It is written down. Whoever said it has no account here: tell them what it says.")
