"""The pages of a review of access: all of them, one of them, its signature and its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access import policies, services
from access.choices import Extent, FindingKind, KeepReason
from access.forms.reviews import EndForm, KeepForm, OpenForm
from access.models import AccessReview, Assignment, ReviewFinding
from access.review import pages
from access.review.sheet import ReviewSheet
from access.review.standing import schools_of_reviewer, standings
from kernel.dates import day_of
from kernel.errors import PortalError
from kernel.http import attachment, go

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms

    from access.querysets import ReviewFindingQuerySet
    from kernel.http import UserRequest

PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """Show how the user's schools stand with their reviews, and the reviews themselves."""
    schools = schools_of_reviewer(request.user)
    if not schools.exists():
        raise Http404
    return _overview(request, OpenForm(user=request.user))


@require_POST
def open_review(request: UserRequest) -> HttpResponse:
    """Start a review of one school."""
    if not policies.reviews_access(request.user):
        raise Http404
    form = OpenForm(request.POST, user=request.user)
    if form.is_valid():
        wish = form.cleaned_data
        try:
            review = services.open_review(
                actor=request.user,
                school=wish["school"],
                extent=Extent(wish["extent"]),
                at=timezone.now(),
            )
        except PortalError as error:
            form.add_error("school", str(error))
        else:
            return redirect("access:review", review.public_id)
    return _overview(request, form, status=UNPROCESSABLE)


def _overview(request: UserRequest, form: OpenForm, *, status: int = 200) -> HttpResponse:
    today = day_of(timezone.now())
    found = AccessReview.objects.visible_to(request.user).select_related("school", "signed_by")
    page = Paginator(found.order_by("-opened_at", "-pk"), PER_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "standings": list(standings(schools_of_reviewer(request.user), on=today)),
        "form": form,
        "may_open": policies.reviews_access(request.user),
        "today": today,
    }
    return render(request, "access/reviews.html", context, status=status)


@require_safe
def review(request: UserRequest, review_id: UUID) -> HttpResponse:
    """Show what a review found and what was decided; once it is signed, as a report."""
    found = _review(request, review_id)
    if found.is_signed:
        return _report(request, found)
    return _show(request, found, KeepForm(rows=ReviewFinding.objects.none()))


def _show(
    request: UserRequest, found: AccessReview, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    kinds = pages.kinds(found)
    kind = _chosen(request, kinds)
    rows = _findings(request, found).filter(kind=kind).order_by("verdict", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "review": found,
        "kinds": kinds,
        "kind": kind,
        "undecided": sum(line.open for line in kinds),
        "page": page,
        "lines": pages.lines(page.object_list, reader=request.user, at=at),
        "keep": f"&soort={kind}",
        "form": form,
        "reasons": KeepReason.choices,
        "signs": policies.signs_at(request.user, found.school_id),
        "is_opener": found.opened_by_id == request.user.pk,
        "today": day_of(at),
    }
    return render(request, "access/review.html", context, status=status)


def _chosen(request: UserRequest, kinds: list[pages.KindLine]) -> str:
    """Return the kind asked for; else the first with something open, else the first."""
    asked = request.GET.get("soort", "")
    if asked in {line.kind.value for line in kinds}:
        return asked
    waiting = [line for line in kinds if line.open] or kinds
    return waiting[0].kind.value if waiting else FindingKind.SPECIAL.value


def _report(request: UserRequest, found: AccessReview) -> HttpResponse:
    rows = _findings(request, found).select_related("decided_by").order_by("kind", "pk")
    lines = pages.lines(rows, reader=request.user, at=timezone.now())
    told = [
        (line, [one for one in lines if one.finding.kind == line.kind])
        for line in pages.kinds(found)
    ]
    return render(request, "access/review_report.html", {"review": found, "kinds": told})


@require_POST
def decide(request: UserRequest, review_id: UUID) -> HttpResponse:
    """Let findings stay, with a reason; or end what one of them is about."""
    found = _review(request, review_id)
    if "end" in request.POST:
        return _end(request, found)
    form = KeepForm(request.POST, rows=_findings(request, found))
    if not form.is_valid():
        return _show(request, found, form, status=UNPROCESSABLE)
    try:
        kept = services.keep(
            actor=request.user,
            review=found,
            findings=[one.public_id for one in form.cleaned_data["findings"]],
            reason=KeepReason(form.cleaned_data["reason"]),
            at=timezone.now(),
        )
    except PortalError as error:
        form.add_error(None, str(error))
        return _show(request, found, form, status=UNPROCESSABLE)
    said = ngettext("%(n)s line stays as it is.", "%(n)s lines stay as they are.", kept)
    messages.success(request, said % {"n": kept})
    return _back(request, found)


def _end(request: UserRequest, found: AccessReview) -> HttpResponse:
    form = EndForm(
        request.POST,
        rows=_findings(request, found),
        tasks=Assignment.objects.visible_to(request.user),
    )
    if form.is_valid():
        try:
            services.end_found(
                actor=request.user,
                finding=form.cleaned_data["end"],
                task=form.cleaned_data["task"],
                at=timezone.now(),
            )
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is ended. A task ends at the end of today."))
            return _back(request, found)
    return _show(request, found, form, status=UNPROCESSABLE)


@require_POST
def sign(request: UserRequest, review_id: UUID) -> HttpResponse:
    """Sign a review, as a second person."""
    found = _review(request, review_id)
    if not policies.signs_at(request.user, found.school_id):
        raise Http404
    try:
        services.sign(actor=request.user, review=found, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return _show(
            request, found, KeepForm(rows=ReviewFinding.objects.none()), status=UNPROCESSABLE
        )
    return go(request, "access:review", found.public_id)


@require_safe
def export(request: UserRequest, review_id: UUID, form: str) -> HttpResponse:
    """Give the findings of a review as a file."""
    found = _review(request, review_id)
    at = timezone.now()
    rows = _findings(request, found).select_related("decided_by").order_by("kind", "pk")
    lines = pages.lines(rows, reader=request.user, at=at)
    services.export(actor=request.user, review=found, form=form, rows=len(lines), at=at)
    content, content_type = ReviewSheet().as_file(lines, form)
    name = f"toegang-{found.last_day}.{form}"
    return HttpResponse(content, content_type=content_type, headers=attachment(name))


def _review(request: UserRequest, review_id: UUID) -> AccessReview:
    rows = AccessReview.objects.visible_to(request.user).select_related(
        "school", "opened_by", "signed_by"
    )
    return get_object_or_404(rows, public_id=review_id)


def _findings(request: UserRequest, found: AccessReview) -> ReviewFindingQuerySet:
    rows: Any = ReviewFinding.objects.visible_to(request.user).filter(review=found)
    findings: ReviewFindingQuerySet = rows.select_related("review__school")
    return findings


def _back(request: UserRequest, found: AccessReview) -> HttpResponse:
    kind = request.GET.get("soort", "")
    answer = go(request, "access:review", found.public_id)
    if kind in FindingKind.values and "Location" in answer.headers:
        answer.headers["Location"] += f"?soort={kind}"
    return answer
