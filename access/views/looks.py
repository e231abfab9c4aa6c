"""The page that tells who looked at a student's data."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access import log
from kernel.dates import day_of
from kernel.exports import safe_cell
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
    text = StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow([_("When"), _("Who"), _("Role"), _("What"), _("Emergency access")])
    for look in log.each(student):
        when = timezone.localtime(look.last_at).strftime("%Y-%m-%d %H:%M:%S")
        emergency = _("yes") if look.is_emergency else _("no")
        lines.writerow([safe_cell(cell) for cell in (when, *_words(look), emergency)])
    name = f"ingezien-{day_of(timezone.now()).isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    content = text.getvalue().encode("utf-8-sig")
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _words(look: log.Look) -> tuple[str, str, str]:
    return (look.who or _("Somebody who no longer works here"), look.role, str(look.what))
