"""The page about how long what is kept, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kernel.dates import day_of
from retention import policies
from retention.models import Rule

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 100  # the whole schedule of a board, with room for changes


@require_safe
def terms(request: UserRequest) -> HttpResponse:
    """Show the schedule: of each rule the term, what it rests on, and since when."""
    if not policies.reads_purges(request.user):
        raise Http404
    today = day_of(timezone.now())
    found = Rule.objects.visible_to(request.user).not_over(on=today).select_related("board")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "retention/terms.html", {"page": page, "today": today})
