"""The pages of a purge: the list of purges, one purge with its steps, the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.dates import day_of
from kernel.errors import NotAllowedError, RuleBrokenError
from kernel.http import attachment, go, wants_fragment
from retention import pages, policies, services
from retention.choices import RunState
from retention.forms import ApproveForm, ProposeForm
from retention.models import Certificate, Hold, PurgeRun

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
def runs(request: UserRequest) -> HttpResponse:
    """Show the purges of the schools that this person reads about."""
    if not policies.reads_purges(request.user):
        raise Http404
    found = PurgeRun.objects.visible_to(request.user).select_related("school")
    page = Paginator(found.order_by("-proposed_at", "-pk"), PER_PAGE)
    today = day_of(timezone.now())
    context = {
        "page": page.get_page(request.GET.get("page")),
        "may_propose": policies.proposes(request.user),
        "late": Hold.objects.visible_to(request.user).to_review(on=today).count(),
    }
    return render(request, "retention/runs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Choose a school and a day; a worker makes the list."""
    if not policies.proposes(request.user):
        raise Http404
    now = timezone.now()
    form = ProposeForm(request.POST or None, user=request.user, today=day_of(now))
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        run = services.propose(actor=request.user, school=wish["school"], on=wish["on"], at=now)
        return redirect("retention:run", run.public_id)
    return render(request, "retention/new.html", {"form": form})


@require_safe
def show(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Show one purge: steps, lists, progress, people, proof."""
    return _show(request, _run(request, run_id), ApproveForm())


def _show(
    request: UserRequest, run: PurgeRun, form: ApproveForm, *, status: int = 200
) -> HttpResponse:
    lists = pages.lists(run)
    bars = pages.bars(lists.years)
    waits, stands = run.state == RunState.PROPOSED, run.state == RunState.PARKED
    context = {
        "run": run,
        "steps": pages.steps(run),
        "lists": lists,
        "sums": lists.sums,
        "bars": bars,
        "chart_height": len(bars) * pages.BAR_HEIGHT,
        "progress": pages.progress(run, now=timezone.now()),
        "form": form,
        "may_approve": waits and policies.may_approve(request.user, run),
        "may_cancel": (waits or stands) and policies.may_hold(request.user, run.school),
        "certificate": getattr(run, "certificate", None),
    }
    return render(request, "retention/run.html", context, status=status)


@require_safe
def progress(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Give the piece of the page that says how far it is; the whole page when it has ended."""
    run = _run(request, run_id)
    found = pages.progress(run, now=timezone.now())
    if not wants_fragment(request) or not found.running:
        return go(request, "retention:run", run.public_id)
    return render(request, "retention/_progress.html", {"run": run, "progress": found})


@require_POST
def approve(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Approve the list, as a second person."""
    run = _run(request, run_id)
    if not policies.approves_at(request.user, run.school_id):
        raise Http404
    form = ApproveForm(request.POST)
    if form.is_valid():
        try:
            services.approve(
                actor=request.user, run=run, at=timezone.now(), typed=form.cleaned_data["typed"]
            )
        except (RuleBrokenError, NotAllowedError) as error:
            form.add_error("typed", str(error))
        else:
            return redirect("retention:run", run.public_id)
    return _show(request, run, form, status=UNPROCESSABLE)


@require_POST
def cancel(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Withdraw a list that nobody approved."""
    run = _run(request, run_id)
    if not policies.may_hold(request.user, run.school):
        raise Http404
    try:
        services.cancel(actor=request.user, run=run, at=timezone.now())
    except RuleBrokenError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The purge is withdrawn. Nothing was deleted."))
    return redirect("retention:run", run.public_id)


@require_POST
def retry(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Let a purge that stands still try again."""
    run = _run(request, run_id)
    if not policies.may_hold(request.user, run.school):
        raise Http404
    services.retry(actor=request.user, run=run, at=timezone.now())
    return redirect("retention:run", run.public_id)


@require_safe
def certificate(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Show the proof of a purge that has ended."""
    run = _run(request, run_id)
    found = get_object_or_404(Certificate, run=run)
    context = {
        "run": run,
        "certificate": found,
        "facts": found.content,
        "deleted": pages.named(found.content["deleted"], run),
    }
    return render(request, "retention/certificate.html", context)


@require_safe
def download(request: UserRequest, run_id: UUID) -> HttpResponse:
    """Give the proof as a file."""
    run = _run(request, run_id)
    found = get_object_or_404(Certificate, run=run)
    return JsonResponse(
        found.content | {"sha256": found.sha256},
        json_dumps_params=_NICE,
        headers=attachment(f"bewijs-{run.public_id}.json"),
    )


_NICE = {"indent": 2, "ensure_ascii": False}


def _run(request: UserRequest, run_id: UUID) -> PurgeRun:
    rows = PurgeRun.objects.visible_to(request.user).select_related(
        "school", "proposed_by", "approved_by"
    )
    return get_object_or_404(rows, public_id=run_id)
