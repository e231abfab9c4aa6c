"""The class list, for the parents of a class and its mentor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consents import services
from consents.special.class_list import readable

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest


@require_safe
def class_list(request: UserRequest, group: UUID) -> HttpResponse:
    """Show which parents gave their number to the parents of the class."""
    at = timezone.now()
    found = get_object_or_404(readable(request.user, at=at), public_id=group)
    entries = services.open_class_list(actor=request.user, group=found, at=at)
    context = {"group": found, "entries": entries, "at": at}
    return render(request, "consents/class_list.html", context)
