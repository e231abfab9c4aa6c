"""The adopted matrix: a page for everybody who works at a school, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access import policies
from access.document import edition
from access.document.files import FILES
from access.document.standing import of_user
from access.document.text import document
from access.models import Adoption
from kernel.dates import day_of
from kernel.http import attachment
from schools.models import School

if TYPE_CHECKING:
    from access.document.standing import Standing
    from kernel.http import UserRequest


@require_safe
def show(request: UserRequest) -> HttpResponse:
    """Show the whole matrix, and whether the board adopted it.

    Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
    """
    standings = _standings(request)
    content = edition.content()
    earlier = Adoption.objects.visible_to(request.user).newest_first().select_related("board")
    context = {
        "document": document(content),
        "fingerprint": edition.fingerprint(content),
        "standings": standings,
        "adoptions": earlier,
        "may_adopt": policies.boards_adopted_by(request.user).exists(),
        "may_compare": School.objects.where(request.user, "read_access_admin").exists(),
    }
    return render(request, "access/matrix.html", context)


@require_safe
def download(request: UserRequest, form: str) -> HttpResponse:
    """Give the document as a file, in the language of the reader."""
    standings = _standings(request)
    write, content_type = FILES[form]
    name = f"autorisatiematrix-{edition.content()['version']}-{day_of(timezone.now())}.{form}"
    return HttpResponse(write(standings), content_type=content_type, headers=attachment(name))


def _standings(request: UserRequest) -> list[Standing]:
    """Return how it stands with the boards of the user.

    Raises:
        Http404: the user works at no school.
    """
    found = of_user(request.user)
    if not found:
        raise Http404
    return found
