"""What was adopted against what is: for who answers for roles and rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access import comparison
from access.events import MatrixCompared
from audit.services import record
from schools.models import Board, School

if TYPE_CHECKING:
    from django.http import HttpResponse

    from kernel.http import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: UserRequest) -> HttpResponse:
    """Say what the comparison is about; after a press on the button, what it found.

    Norm: ID.01 of the Normenkader IBP (what is, held against what should be)
    """
    schools = list(School.objects.where(request.user, "read_access_admin").order_by("name"))
    if not schools:
        raise Http404
    context: dict[str, object] = {"schools": schools, "was_asked": request.method == "POST"}
    if request.method == "POST":
        now = timezone.now()
        boards = Board.objects.visible_to(request.user).filter(schools__in=schools).distinct()
        findings = comparison.compare(list(boards), schools, at=now)
        context |= {"findings": findings, "roles": comparison.of_roles(schools, at=now)}
        record(MatrixCompared(findings=len(findings)), actor=request.user, at=now)
    return render(request, "access/comparison.html", context)
