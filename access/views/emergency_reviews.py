"""The pages on which emergency access is reviewed, by somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import policies, services
from access.choices import EmergencyVerdict
from access.forms.emergencies import VerdictForm
from access.models import BreakGlass
from kernel.dates import day_of
from kernel.errors import RuleBrokenError
from kernel.http import go

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """Show which emergency accesses wait for a review, and until when."""
    at = timezone.now()
    if not policies.may_judge(request.user, at=at):
        raise Http404
    waiting = (
        BreakGlass.objects.visible_to(request.user)
        .open()
        .select_related("user", "assignment__student__school")
        .order_by("opened_at", "pk")
    )
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/emergency_reviews.html", {"page": page, "today": day_of(at)})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: UserRequest, emergency_id: UUID) -> HttpResponse:
    """Show who took emergency access to whom, why, and what was opened; and take the verdict."""
    at = timezone.now()
    emergency = get_object_or_404(
        BreakGlass.objects.visible_to(request.user).select_related(
            "user", "reviewed_by", "assignment__student__school"
        ),
        public_id=emergency_id,
    )
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        try:
            services.review_emergency(
                actor=request.user,
                emergency=emergency,
                verdict=EmergencyVerdict(form.cleaned_data["verdict"]),
                note=form.cleaned_data["note"],
                at=at,
            )
        except RuleBrokenError as error:
            form.add_error("note", str(error))
        else:
            messages.success(request, _("Your review is saved."))
            return go(request, "access:emergency_reviews")
    looks = services.read_emergency(actor=request.user, emergency=emergency, at=at)
    context = {"emergency": emergency, "looks": looks, "form": form, "today": day_of(at)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "access/emergency_review.html", context, status=status)
