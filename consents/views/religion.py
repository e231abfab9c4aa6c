"""Religion: the family has it written down and erased; who needs it at the school reads it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signing_in import signed_in_by
from consents import services
from consents.asked import Asked
from consents.cards import NO
from consents.errors import WordingOutdatedError
from consents.forms import ReligionForm
from consents.special import religion as special
from kernel.errors import PortalError
from kernel.http import go
from students.errors import NoSuchStudentError
from students.views import refuse

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from consents.models import Purpose, Receipt, Wording
    from kernel.http import UserRequest
    from students.models import Student

UNPROCESSABLE = 422
PER_PAGE = 50


@require_safe
def religions(request: UserRequest) -> HttpResponse:
    """Show of which students a religion is recorded, to who reads it; not which."""
    if not special.students_read_by(request.user).exists():
        refuse(request)
    found = special.recorded(request.user, at=timezone.now())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "consents/religions.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def religion(request: UserRequest, student: UUID) -> HttpResponse:
    """Have it written down or erased, as a family; or read it, as somebody at the school.

    Law: AVG 7(3), 9(2)(a)
    """
    at = timezone.now()
    if request.method != "POST":
        with suppress(NoSuchStudentError):
            known = services.read_religion(actor=request.user, student=student, at=at)
            return render(request, "consents/religion_read.html", {"known": known})
    found = special.chosen_by(request.user, student, at=at)
    asked = Asked([found.school_id], at=at) if found else None
    purpose = special.question_of(asked) if asked else None
    if found is None or asked is None or purpose is None:
        refuse(request, student)
    return _of_family(request, found, asked, purpose, at=at)


def _of_family(
    request: UserRequest, student: Student, asked: Asked, purpose: Purpose, *, at: datetime
) -> HttpResponse:
    says_no = request.POST.get("do") == NO
    form = ReligionForm(request.POST if request.method == "POST" and not says_no else None)
    if says_no or form.is_valid():
        try:
            made = _said(request, form, student, _shown(request, asked, purpose), at=at)
        except PortalError as error:
            messages.error(request, str(error))
            return go(request, "consents:religion", student.public_id)
        if made is None:
            messages.info(request, _("You changed nothing. Your choices are as they were."))
            return go(request, "consents:religion", student.public_id)
        return go(request, "consents:receipt", made.public_id)
    words = asked.words_of(purpose.pk)
    context = {
        "student": student,
        "words": words,
        "explanation": words.explanation.replace("{name}", student.short_name),
        "value": special.value_of(student, request.user, [purpose], at=at),
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/religion.html", context, status=status)


def _shown(request: UserRequest, asked: Asked, purpose: Purpose) -> Wording:
    """Return the words that the page showed, which must still be in force."""
    found = asked.words[purpose.pk].get(request.POST.get("words", ""))
    if found is None:
        raise WordingOutdatedError
    return found


def _said(
    request: UserRequest, form: ReligionForm, student: Student, shown: Wording, *, at: datetime
) -> Receipt | None:
    if not form.is_bound:
        return services.withdraw_religion(
            actor=request.user,
            student=student,
            wording=shown,
            signed_in=signed_in_by(request),
            at=at,
        )
    return services.record_religion(
        actor=request.user,
        student=student,
        wording=shown,
        value=form.cleaned_data["value"],
        freely=form.cleaned_data["freely"],
        signed_in=signed_in_by(request),
        at=at,
    )
