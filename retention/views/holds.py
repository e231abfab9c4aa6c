"""The pages about what may not go for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.errors import OwnChildError
from kernel.dates import day_of
from kernel.errors import RuleBrokenError
from retention import policies, services
from retention.choices import Reason
from retention.forms import HoldForm
from retention.models import Hold

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 25


@require_safe
def holds(request: UserRequest) -> HttpResponse:
    """Show what is on hold, and what somebody should have looked at."""
    if not policies.reads_purges(request.user):
        raise Http404
    seen = Hold.objects.visible_to(request.user).with_known_to(request.user)
    found = seen.live().select_related("school", "student")
    context = {
        "page": Paginator(found.order_by("review_on", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "today": day_of(timezone.now()),
        "may_hold": policies.schools_of_holder(request.user).exists(),
    }
    return render(request, "retention/holds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Put something on hold."""
    if not policies.schools_of_holder(request.user).exists():
        raise Http404
    form = HoldForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            services.place_hold(
                actor=request.user,
                school=wish["school"],
                student=wish["student"],
                rule=wish["rule"],
                reason=Reason(wish["reason"]),
                review_on=wish["review_on"],
                at=timezone.now(),
            )
        except OwnChildError as error:
            form.add_error("number", str(error))
        except RuleBrokenError as error:
            form.add_error("review_on", str(error))
        else:
            messages.success(request, _("This stays until you release it."))
            return redirect("retention:holds")
    return render(request, "retention/hold.html", {"form": form})


@require_POST
def release(request: UserRequest, hold_id: UUID) -> HttpResponse:
    """Let it go again when its time comes."""
    rows = Hold.objects.visible_to(request.user).select_related("school")
    hold = get_object_or_404(rows, public_id=hold_id)
    if not policies.may_hold(request.user, hold.school):
        raise Http404
    try:
        services.release_hold(actor=request.user, hold=hold, at=timezone.now())
    except OwnChildError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is released. The next purge takes it along."))
    return redirect("retention:holds")
