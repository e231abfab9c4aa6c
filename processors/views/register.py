"""The register: all parties of the boards that somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.services import record
from kernel.dates import day_of
from kernel.http import attachment
from processors import resources
from processors.choices import DataCategory
from processors.events import RegisterExported
from processors.lines import FILTERS, register
from processors.models import Party
from processors.querysets import READ, WRITE
from schools.models import School

if TYPE_CHECKING:
    from django.http import QueryDict

    from kernel.http import UserRequest
    from processors.lines import Line

PER_PAGE = 50


@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Show the register, what needs attention first."""
    schools = readable(request)
    found = lines(request, schools)
    chosen = [line for line in found if line.state in states(request.GET)]
    keep = {name: value for name, value in request.GET.items() if value and name != "page"}
    context = {
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "counts": {
            name: sum(line.state in wanted for line in found) for name, wanted in FILTERS.items()
        },
        "total": len(found),
        "schools": schools,
        "categories": DataCategory,
        "chosen": {name: request.GET.get(name, "") for name in ("q", "status", "school", "data")},
        "query": urlencode(keep),
        "keep": f"&{urlencode(keep)}" if keep else "",
        "may_keep": any(school.is_kept for school in schools),  # type: ignore[attr-defined]  # annotated
    }
    return render(request, "processors/register.html", context)


@require_safe
def export(request: UserRequest, form: str) -> HttpResponse:
    """Give the lines on the screen as a file."""
    schools = readable(request)
    found = [line for line in lines(request, schools) if line.state in states(request.GET)]
    event = RegisterExported(form=form, rows=len(found))
    record(event, actor=request.user, at=timezone.now())
    name = f"verwerkers-{day_of(timezone.now()).isoformat()}.{form}"
    content, content_type = resources.RegisterSheet().as_file(resources.rows(found), form)
    return HttpResponse(content, content_type=content_type, headers=attachment(name))


def readable(request: UserRequest) -> list[School]:
    """Return the schools whose register the user reads, each with whether it is kept too.

    Raises:
        Http404: there is none; for this user there is no register.
    """
    own = School.objects.where(request.user, WRITE).filter(pk=OuterRef("pk"))
    schools = (
        School.objects.visible_to(request.user)
        .where(request.user, READ)
        .annotate(is_kept=Exists(own))
    )
    found = list(schools.order_by("name", "pk"))
    if not found:
        raise Http404
    return found


def lines(request: UserRequest, schools: list[School]) -> list[Line]:
    """Return the lines that the user asks for; an unknown choice asks for nothing."""
    parties = Party.objects.visible_to(request.user)
    if text := request.GET.get("q", "").strip()[:100]:
        parties = parties.named(text)
    if wanted := request.GET.get("school"):
        school = next((one for one in schools if str(one.public_id) == wanted), None)
        parties = parties.none() if school is None else parties.for_school(school)
    found = register(parties.with_register(), on=day_of(timezone.now()))
    if number := request.GET.get("data"):
        found = [line for line in found if number in {str(c.value) for c in line.categories}]
    return found


def states(query: QueryDict) -> frozenset[str]:
    """Return the states that the user asks for; all where no known one is asked."""
    every: frozenset[str] = frozenset().union(*FILTERS.values())
    return FILTERS.get(query.get("status", ""), every)
