"""The page that tells who looked at a student's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access import log
from access.resources import LooksSheet
from kernel.dates import day_of
from kernel.http import attachment
from students.models import Student

if TYPE_CHECKING:
    from uuid import UUID

    from kernel.http import UserRequest

PER_PAGE = 50


@require_safe
def who_looked(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Show a parent, or the student, who looked at the file, when and in which role.

    Law: AVG 15(1)(c)
    """
    student = get_object_or_404(
        Student.objects.where(request.user, "read_access_log"), public_id=student_id
    )
    page = Paginator(log.days(student), PER_PAGE).get_page(request.GET.get("page"))
    looks = log.looks(list(page.object_list))
    context = {
        "student": student,
        "page": page,
        "looks": looks,
        "emergencies": any(look.is_emergency for look in looks),
    }
    return render(request, "access/who_looked.html", context)


@require_safe
def as_csv(request: UserRequest, student_id: UUID) -> HttpResponse:
    """Give the whole list as a file: one line a look, nothing folded.

    Law: AVG 15(1)(c)
    """
    student = get_object_or_404(
        Student.objects.where(request.user, "read_access_log"), public_id=student_id
    )
    content, content_type = LooksSheet().as_file(log.each(student), "csv")
    name = f"ingezien-{day_of(timezone.now()).isoformat()}.csv"
    return HttpResponse(content, content_type=content_type, headers=attachment(name))
