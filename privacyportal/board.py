"""Numbers for the board: a list of schools, and one school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacyportal import counts
from schools.models import School

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest


@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Show the schools with their numbers."""
    schools = counts.schools_of(request.user)
    if not schools:
        raise Http404
    context = {"rows": counts.rows(schools, at=timezone.now())}
    return render(request, "portal/board.html", context)


@require_safe
def school(request: UserRequest, school_id: UUID) -> HttpResponse:
    """Show the numbers of one school: students, staff, consent, agreements, purges."""
    found = get_object_or_404(
        School.objects.where(request.user, counts.COUNTS), public_id=school_id
    )
    now = timezone.now()
    context = {
        "row": counts.rows([found], at=now)[0],
        "staff": counts.staff(found, at=now),
        "answers": counts.answers(found, at=now),
        "purges": counts.purges(found),
    }
    return render(request, "portal/board_school.html", context)
