"""Pages on which the administration brings people in from files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interchange import services
from interchange.choices import Format, RunState
from interchange.errors import AlreadyDecidedError, BeforeEnrolmentError
from interchange.forms import ConfirmForm, LeaverForm, UploadForm
from interchange.messages import HOLDS
from interchange.models import ImportRun, LeaverProposal
from interchange.resources import RemarksSheet, remark
from kernel.http import attachment, go
from schools.models import School

if TYPE_CHECKING:
    from uuid import UUID

    from interchange.querysets import LeaverProposalQuerySet
    from kernel.http import UserRequest
    from schools.querysets import SchoolQuerySet

RUNS_PER_PAGE = 20
ISSUES_PER_PAGE = 100
LEAVERS_PER_PAGE = 20
UNPROCESSABLE = 422
STATES = {
    RunState.WAITING: ("hourglass", "info"),
    RunState.HELD: ("triangle-alert", "warning"),
    RunState.APPLIED: ("circle-check", "positive"),
    RunState.REFUSED: ("circle-x", "negative"),
    RunState.DISCARDED: ("trash", ""),
}


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: UserRequest) -> HttpResponse:
    """Show the imports of the user's schools, newest first, and take in a new file."""
    schools = _schools(request)
    form = UploadForm(request.POST or None, request.FILES or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        run = services.receive(
            actor=request.user,
            school=form.cleaned_data["school"],
            file=form.cleaned_data["file"],
            at=timezone.now(),
        )
        return go(request, "interchange:run", run.public_id)
    found = ImportRun.objects.visible_to(request.user).select_related("school")
    page = Paginator(found.order_by("-at", "-pk"), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [(run, *_badge(run)) for run in page],
        "missing": _open(request).count(),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "interchange/runs.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Show what a file would do, or did; take it in, or throw it away."""
    found = _run(request, run_id)
    form = ConfirmForm(request.POST or None, is_held=found.state == RunState.HELD)
    if "discard" in request.POST:
        services.discard(actor=request.user, run=found)
        messages.success(request, _("The file was thrown away. Nothing was changed."))
        return go(request, "interchange:runs")
    if request.method == "POST" and form.is_valid():
        return _confirm(request, found, form)
    issues = Paginator(found.issues.by_weight(), ISSUES_PER_PAGE).get_page(request.GET.get("page"))
    icon, colour = _badge(found)
    context = {
        "run": found,
        "icon": icon,
        "colour": colour,
        "form": form,
        "hold": HOLDS.get(found.hold_code, ""),
        "is_waiting": found.state in services.WAITING,
        "is_guardians": found.format == Format.GUARDIAN_LIST,
        "page": issues,
        "issues": [remark(issue) for issue in issues],
        "missing": _open(request).filter(student__school=found.school_id).count(),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "interchange/run.html", context, status=status)


@require_safe
def issues_csv(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Give the problems of a file as a list, to work through in the administration system."""
    found = _run(request, run_id)
    told = (remark(issue) for issue in found.issues.by_weight())
    content, content_type = RemarksSheet().as_file(told, "csv")
    headers = attachment("meldingen.csv")
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def leavers(request: UserRequest) -> HttpResponse:
    """Show who was missing from a file, and take in what somebody says of each."""
    _schools(request)
    waiting = _open(request).select_related("student__school", "run")
    asked: LeaverProposal | None = None
    form = LeaverForm(request.POST or None)
    if request.method == "POST":
        asked = get_object_or_404(waiting, public_id=_uuid(request.POST.get("proposal", "")))
        form = LeaverForm(request.POST, auto_id=f"id_%s_{asked.public_id}")
        if form.is_valid() and _decide(request, asked, form):
            return go(request, "interchange:leavers")
    ordered = waiting.order_by("student__surname", "student__call_name", "pk")
    page = Paginator(ordered, LEAVERS_PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        (one, form if one == asked else LeaverForm(auto_id=f"id_%s_{one.public_id}"))
        for one in page
    ]
    context = {"page": page, "lines": lines, "form": form if asked else None}
    status = UNPROCESSABLE if asked else 200
    return render(request, "interchange/leavers.html", context, status=status)


def _schools(request: UserRequest) -> SchoolQuerySet:
    """Return the schools where the user brings people in; 404 where there is none."""
    schools = School.objects.where(request.user, "write_identity").order_by("name")
    if not schools:
        raise Http404
    return schools


def _run(request: UserRequest, run_id: UUID) -> ImportRun:
    visible = ImportRun.objects.visible_to(request.user).select_related("school", "by")
    return get_object_or_404(visible, public_id=run_id)


def _open(request: UserRequest) -> LeaverProposalQuerySet:
    return LeaverProposal.objects.visible_to(request.user).open()


def _badge(run: ImportRun) -> tuple[str, str]:
    """Return icon and colour of how far a file has come."""
    return STATES[RunState(run.state)]


def _confirm(request: UserRequest, run: ImportRun, form: ConfirmForm) -> HttpResponse:
    is_certain = form.cleaned_data.get("is_certain", False)
    try:
        run = services.confirm(
            actor=request.user, run=run, is_certain=is_certain, at=timezone.now()
        )
    except AlreadyDecidedError as error:
        messages.warning(request, str(error))
    return go(request, "interchange:run", run.public_id)


def _decide(request: UserRequest, proposal: LeaverProposal, form: LeaverForm) -> bool:
    """Write down what somebody says of a student; tell whether that went well."""
    try:
        services.decide_leaver(
            actor=request.user, proposal=proposal, left_on=form.day, at=timezone.now()
        )
    except BeforeEnrolmentError as error:
        form.add_error("left_on", str(error))
        return False
    messages.success(request, _("Saved."))
    return True


def _uuid(text: str) -> UUID:
    """Return the id that a form sends.

    Raises:
        Http404: it is none.
    """
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
