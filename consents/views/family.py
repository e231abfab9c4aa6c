"""Pages of families about pictures: what they choose, what counts, what they once chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signing_in import signed_in_by
from consents import services
from consents.answers import asked_at, effective
from consents.cards import cards, pages
from consents.choices import PurposeKind, ReceiptForm
from consents.forms import ChoicesForm
from consents.models import Decision, Receipt
from consents.pictures.coming_down import coming_down
from consents.policies import checks_for, family
from consents.questions import answerable
from consents.receipts import contents
from consents.rules import CONTACT, SINGLY
from consents.special import inquiries
from kernel.errors import PortalError
from kernel.http import attachment, go

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from consents.cards import Card
    from consents.models import Receipt
    from kernel.http import UserRequest

UNPROCESSABLE = 422
PER_PAGE = 50
SHOWN_BESIDE = 3
BEGUN = "consents_receipt"  # in the session: the receipt of a round of questions


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: UserRequest) -> HttpResponse:
    """Show all questions about all children of the family, and save what changed."""
    at = timezone.now()
    refusal = ""
    if request.method == "POST":
        try:
            saved = _save(request, at=at)
        except PortalError as error:
            refusal = str(error)
        else:
            if saved is not None:
                return saved
    shown, past = _family(request, at=at)
    open_cards = [card for card in shown if card.may_choose]
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        questions=[q for card in open_cards for q in card.questions],
    )
    if refusal and form.is_valid():
        form.add_error(None, refusal)
    steps = pages(shown)
    context = {
        "form": form,
        "cards": [form.filled_card(card) for card in shown],
        "open_cards": open_cards,
        "first": open_cards[0] if open_cards else None,
        "is_own": all(card.is_own for card in shown),
        "waiting": [card for card in open_cards if card.open_questions],
        "is_first_visit": not past,
        "asks_to_check": checks_for(request.user, at=at).exists(),
        "next_number": next((n for n, step in enumerate(steps, 1) if step.is_open), None),
        "past": past[:SHOWN_BESIDE],
        "past_total": len(past),
        "schools": list({card.student.school_id: card.student.school for card in shown}.values()),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/overview.html", context, status=status)


def _save(request: UserRequest, *, at: datetime) -> HttpResponse | None:
    """Save what was sent, and return where to go; None where the form must be shown again.

    Without what stands beside the questions on the page, which takes longer than the saving.

    Raises:
        PortalError: what was chosen is refused.
    """
    questions = answerable(request.user, at=at)
    form = ChoicesForm(request.POST, questions=questions)
    if not form.is_valid():
        return None
    if not questions:
        _family(request, at=at)
    made = services.decide(
        actor=request.user, choices=form.choices(), signed_in=signed_in_by(request), at=at
    )
    if made:
        return go(request, "consents:receipt", made.public_id)
    messages.info(request, _("You changed nothing. Your choices are as they were."))
    return go(request, "consents:overview")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UserRequest) -> HttpResponse:
    """Ask whether the own choices are still right; to say so changes none of them."""
    at = timezone.now()
    shown, _past = _family(request, at=at)
    if request.method == "POST":
        services.confirm_choices(actor=request.user, at=at)
        messages.success(request, _("You said that it is right. Your choices stay as they are."))
        return go(request, "consents:overview")
    context = {
        "cards": [card for card in shown if card.may_choose],
        "schools": list({card.student.school_id: card.student.school for card in shown}.values()),
    }
    return render(request, "consents/check_choices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: UserRequest, number: int) -> HttpResponse:
    """Ask one question for all children; each answer is saved at once."""
    at = timezone.now()
    shown, _past = _family(request, at=at)
    steps = pages(shown)
    if not 1 <= number <= len(steps):
        raise Http404
    step = steps[number - 1]
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        questions=step.questions,
        must_answer=True,
    )
    if form.is_valid():
        try:
            made = services.decide(
                actor=request.user,
                choices=form.choices(),
                signed_in=signed_in_by(request),
                at=at,
                onto=_begun(request, number),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return _next(request, made, number=number, total=len(steps))
    context = {
        "form": form,
        "step": step,
        "questions": [form.filled(q) for q in step.questions],
        "number": number,
        "total": len(steps),
        "states": [n <= number for n in range(1, len(steps) + 1)],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/question.html", context, status=status)


def _begun(request: UserRequest, number: int) -> str:
    """Return the receipt of this round of questions; the first question begins a new one."""
    return str(request.session.get(BEGUN, "")) if number > 1 else ""


def _next(request: UserRequest, made: Receipt | None, *, number: int, total: int) -> HttpResponse:
    """Go to the next question; after the last to the receipt of this round, if there is one."""
    begun = str(made.public_id) if made else _begun(request, number)
    if number < total:
        request.session[BEGUN] = begun
        return go(request, "consents:question", str(number + 1))
    request.session.pop(BEGUN, None)
    if begun:
        return go(request, "consents:receipt", begun)
    messages.info(request, _("You changed nothing. Your choices are as they were."))
    return go(request, "consents:overview")


@require_safe
def receipt(request: UserRequest, receipt: UUID) -> HttpResponse:
    """Show what was chosen at one moment, and what happens now.

    Law: AVG 7(1)
    """
    found = contents.own(request.user, receipt)
    if found is None:
        raise Http404
    decisions, students = found.decisions, found.students
    at = timezone.now()
    kinds = {PurposeKind(decision.purpose.kind) for decision in decisions} - CONTACT - SINGLY
    asked = asked_at({student.school_id for student in students}, at=at, kinds=kinds)
    answers = effective(students, at=at, asked=asked)
    keys = {d.inquiry_id for d in decisions if d.inquiry_id}
    singly = inquiries.answers_for(request.user, keys, at=at)
    told = coming_down(request.user, [student.pk for student in students], at=at)
    lines = [
        {
            "decision": decision,
            "told": told.get((decision.student_id, decision.purpose_id)),
            "counts": singly.get(decision.inquiry_id or 0)
            or answers[decision.student_id].get(decision.purpose.code),
        }
        for decision in decisions
    ]
    context = {"receipt": found.receipt, "lines": lines, "entered": found.entered}
    return render(request, "consents/receipt.html", context)


@require_safe
def receipt_file(request: UserRequest, receipt: UUID, form: str) -> HttpResponse:
    """Give the receipt as a file: to read, or for another program.

    Law: AVG 7(1)
    """
    found = contents.own(request.user, receipt)
    if found is None:
        raise Http404
    content, media_type = services.take_receipt(
        actor=request.user, contents=found, form=ReceiptForm(form), at=timezone.now()
    )
    name = attachment(f"bewijs-{found.receipt.number}.{form}")
    closed = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return HttpResponse(content, content_type=media_type, headers=name | closed)


@require_safe
def history(request: UserRequest) -> HttpResponse:
    """Show all own choices, newest first."""
    if not family(request.user, on=timezone.localdate()).exists():
        raise Http404
    own = (
        Decision.objects.visible_to(request.user)
        .select_related("student", "wording", "receipt", "inquiry")
        .newest_first()
    )
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "consents/history.html", {"page": page})


def _family(request: UserRequest, *, at: datetime) -> tuple[list[Card], list[Decision]]:
    """Return the cards and own decisions; whoever has no child to show finds no page."""
    shown, past = cards(request.user, at=at)
    if not shown:
        raise Http404
    return shown, past
