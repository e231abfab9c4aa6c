"""What is asked about one student: who asks writes it, who decides answers it on the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing_in import signed_in_by
from consents import policies, services
from consents.alumni import register
from consents.alumni.form import JoinForm
from consents.asked import Asked
from consents.cards import NO, YES
from consents.choices import PurposeKind
from consents.errors import WordingOutdatedError
from consents.models import Evidence, Inquiry
from consents.paper.form import BeginForm, EntryForm
from consents.rules import BY_CLASS
from consents.special import inquiries as special
from consents.special.form import AskForm, FreelyForm
from kernel.errors import PortalError
from kernel.http import go
from students.forms import FindForm
from students.views import refuse

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpResponse

    from consents.models import Receipt, Wording
    from consents.special.inquiries import KnownInquiry
    from kernel.http import UserRequest

UNPROCESSABLE = 422
PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def inquiries(request: UserRequest) -> HttpResponse:
    """Show about whom the user asked something; find a student to ask something about."""
    if not policies.asks(request.user):
        refuse(request)
    at = timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        named = policies.students_asked_about(request.user).named(form.cleaned_data["name"])
        found = Paginator(named.by_name(), PER_PAGE).get_page(form.cleaned_data["page"] or 1)
    mine = Inquiry.objects.at_work_of(request.user).of_one()
    rows = mine.with_words(at).select_related("student", "purpose")
    page = Paginator(rows.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"row": row, "is_open": row.is_open(at=at)} for row in page.object_list]
    context = {"page": page, "lines": lines, "form": form, "found": found}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/inquiries.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: UserRequest, student: UUID) -> HttpResponse:
    """Ask something about one student: what is shared, with whom, why and until when.

    Law: AVG 4(11), 9(2)(a)
    """
    at = timezone.now()
    found = policies.students_asked_about(request.user).filter(public_id=student).first()
    if found is None:
        refuse(request, student)
    asked = Asked([found.school_id], at=at)
    kinds = policies.kinds_asked_about(request.user, found)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        purposes=[p for p in asked.singly if p.kind in kinds],
        asked=asked,
    )
    if form.is_valid():
        try:
            made = services.inquire(
                actor=request.user,
                student=found,
                purpose=form.purpose(),
                sharing=form.sharing(),
                at=at,
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is asked. Whoever decides gets an e-mail."))
            return go(request, "consents:inquiry", made.public_id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/ask.html", {"student": found, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: UserRequest, inquiry: UUID) -> HttpResponse:
    """Answer it, as who decides; or read what counts, as who asked it for the school.

    Law: AVG 7(3), 9(2)(a)
    """
    at = timezone.now()
    found = special.one(request.user, inquiry, at=at)
    if found is None:
        refuse(request)
    if found.is_asking:
        if request.method == "POST" or found.kind in BY_CLASS:
            raise Http404
        return _at_work(request, found, at=at)
    return _of_family(request, found, at=at)


@require_POST
def end_inquiry(request: UserRequest, inquiry: UUID) -> HttpResponse:
    """Ask it no more."""
    found = _asked_by(request, inquiry)
    services.end_inquiry(actor=request.user, inquiry=found, at=timezone.now())
    messages.success(request, _("The question is over. A yes to it counts no more."))
    if found.kind in BY_CLASS:
        return go(request, "consents:alumni")
    return go(request, "consents:inquiry", inquiry)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_inquiry(request: UserRequest, inquiry: UUID) -> HttpResponse:
    """Write down an answer that came on paper, or was given at the desk.

    Law: AVG 7(1), 9(2)(a); Jeugdwet 7.3.4
    """
    at = timezone.now()
    found = _asked_by(request, inquiry)
    if found.kind in BY_CLASS:
        raise Http404
    context: dict[str, object] = {"student": found.student, "inquiry": found}
    begin = BeginForm(request.POST or request.GET or None, at=at)
    if not begin.is_valid():
        status = UNPROCESSABLE if begin.is_bound else 200
        context |= {"begin": begin}
        return render(request, "consents/enter_begin.html", context, status=status)
    begun = begin.cleaned_data
    form = EntryForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        begun=begun,
        signers=services.signers(
            actor=request.user, student=found.student, on=begun["said_on"], at=at, inquiry=found
        ),
        asked=Asked({found.school_id}, at=at),
        inquiry=found,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.enter(actor=request.user, told=form.told(found.student), at=at)
        except PortalError as error:
            form.refuse(error)
        else:
            messages.success(request, _("It is written down."))
            return go(request, "consents:inquiry", inquiry)
    form.ask_for_file_again()
    status = UNPROCESSABLE if form.errors else 200
    context |= {"begin": begin, "form": form}
    return render(request, "consents/enter.html", context, status=status)


def _asked_by(request: UserRequest, inquiry: UUID) -> Inquiry:
    """Return a question that the user asks for the school; for nobody else it is there."""
    mine = Inquiry.objects.at_work_of(request.user)
    return get_object_or_404(
        mine.select_related("student__school", "school", "purpose"), public_id=inquiry
    )


def _at_work(request: UserRequest, found: KnownInquiry, *, at: datetime) -> HttpResponse:
    services.read_inquiry(actor=request.user, inquiry=found, at=at)
    papers = Evidence.objects.visible_to(request.user).filter(inquiry=found).newest_first()
    context = {
        "inquiry": found,
        "answer": special.answer(found, at=at),
        "is_open": found.is_open(at=at),
        "papers": papers,
    }
    return render(request, "consents/inquiry_read.html", context)


def _of_family(request: UserRequest, found: KnownInquiry, *, at: datetime) -> HttpResponse:
    asked = Asked({found.school_id}, at=at)
    student = found.student
    answer = special.answer_for(request.user, found, at=at)
    may_choose = answer is not None and found.is_open(at=at)
    says = request.POST.get("do") if request.method == "POST" and may_choose else None
    joins = found.kind == PurposeKind.ALUMNI
    form = (JoinForm if joins else FreelyForm)(request.POST if says == YES else None)
    if says == NO or form.is_valid():
        try:
            shown = _shown(request, asked, found)
            made = _said(request, found, shown, form, at=at)
        except PortalError as error:
            messages.error(request, str(error))
            return go(request, "consents:inquiry", found.public_id)
        if made is None:
            messages.info(request, _("You changed nothing. Your choices are as they were."))
            return go(request, "consents:inquiry", found.public_id)
        return go(request, "consents:receipt", made.public_id)
    words = asked.words_of(found.purpose_id)
    context = {
        "inquiry": found,
        "student": student,
        "words": words,
        "explanation": words.explanation.replace("{name}", student.short_name),
        "own": special.own(request.user, found),
        "address": register.address_given(request.user, found) if joins else "",
        "answer": answer,
        "may_choose": may_choose,
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    if joins:
        return render(request, "consents/join_alumni.html", context, status=status)
    return render(request, "consents/inquiry.html", context, status=status)


def _shown(request: UserRequest, asked: Asked, found: Inquiry) -> Wording:
    """Return the words that the page showed, which must still be in force."""
    words = asked.words[found.purpose_id].get(request.POST.get("words", ""))
    if words is None:
        raise WordingOutdatedError
    return words


def _said(
    request: UserRequest, found: Inquiry, shown: Wording, form: Form, *, at: datetime
) -> Receipt | None:
    """Keep a no, or a yes with what its form held: an address, or that it is chosen freely."""
    if isinstance(form, JoinForm) and form.is_bound:
        return services.join_alumni(
            actor=request.user,
            inquiry=found,
            wording=shown,
            email=form.cleaned_data["email"],
            signed_in=signed_in_by(request),
            at=at,
        )
    return services.answer_inquiry(
        actor=request.user,
        inquiry=found,
        wording=shown,
        says_yes=form.is_bound,
        freely=form.is_bound,
        signed_in=signed_in_by(request),
        at=at,
    )
