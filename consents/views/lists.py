"""The lists that a school works with: who may be in a picture, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consents import lists

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

PER_PAGE = 50


@require_safe
def pictures(request: UserRequest) -> HttpResponse:
    """Show the groups of which the user may know who may be in a picture."""
    at = timezone.now()
    if not lists.may_read(request.user, at=at):
        raise Http404
    page = Paginator(lists.groups(request.user, at=at), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "consents/pictures.html", {"page": page})


@require_safe
def group_pictures(request: UserRequest, group: UUID) -> HttpResponse:
    """Show who of a group may be in a picture, per place: yes or no, never why."""
    at = timezone.now()
    found = get_object_or_404(lists.groups(request.user, at=at), public_id=group)
    places, rows = lists.rows(request.user, found, at=at)
    context = {"group": found, "places": places, "rows": rows, "at": at}
    return render(request, "consents/group_pictures.html", context)
