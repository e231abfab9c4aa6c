"""The lists that a school works with: who may be in a picture, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consents import services
from consents.forms import ListFileForm
from consents.pictures import lists, rules
from consents.special import religion
from consents.special.class_list import readable
from kernel.http import attachment

if TYPE_CHECKING:
    from uuid import UUID

    from kernel.http import UserRequest

PER_PAGE = 50
UNPROCESSABLE = 422


@require_safe
def pictures(request: UserRequest) -> HttpResponse:
    """Show the groups of which the user may know who may be in a picture."""
    at = timezone.now()
    if not lists.may_read(request.user, at=at):
        raise Http404
    page = Paginator(lists.groups(request.user, at=at), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "class_lists": readable(request.user, at=at),
        "reads_religion": religion.is_read_by(request.user),
    }
    return render(request, "consents/pictures.html", context)


@require_safe
def group_pictures(request: UserRequest, group: UUID) -> HttpResponse:
    """Show who of a group may be in a picture, per place: yes or no, never why."""
    at = timezone.now()
    found = get_object_or_404(lists.groups(request.user, at=at), public_id=group)
    places, rows = lists.rows(request.user, found, at=at)
    context = {
        "group": found,
        "places": places,
        "rows": rows,
        "at": at,
        "last_day": rules.last_day(at),
        "fresh_seconds": rules.fresh_seconds(at),
    }
    return render(request, "consents/group_pictures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def group_file(request: UserRequest, group: UUID) -> HttpResponse:
    """Ask what the list is needed for, and give it as a file."""
    at = timezone.now()
    found = get_object_or_404(lists.groups(request.user, at=at), public_id=group)
    form = ListFileForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        use, kind = form.cleaned_data["use"], form.cleaned_data["form"]
        content, media_type = services.take_list(
            actor=request.user, group=found, form=kind.value, use=use, at=at
        )
        name = f"fotolijst-tot-en-met-{rules.last_day(at).isoformat()}.{kind.value}"
        return HttpResponse(content, content_type=media_type, headers=attachment(name))
    context = {"group": found, "form": form, "last_day": rules.last_day(at)}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/group_file.html", context, status=status)
