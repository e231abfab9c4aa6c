"""Register that a board adopted the matrix, and show what it adopted then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import policies, services
from access.choices import Body, Council
from access.document import edition
from access.document.text import changes, document
from access.errors import CouncilFirstError, NotAdoptedYetError
from access.forms.adoption import AdoptForm
from access.models import Adoption
from kernel.errors import RuleBrokenError

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

AT_FIELD = {CouncilFirstError: "council_on", NotAdoptedYetError: "adopted_on"}


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: UserRequest) -> HttpResponse:
    """Register a decision of the board about the matrix that works here."""
    boards = policies.boards_adopted_by(request.user)
    if not boards.exists():
        raise Http404
    content = edition.content()
    fingerprint = edition.fingerprint(content)
    form = AdoptForm(request.POST or None, boards=boards, initial={"fingerprint": fingerprint})
    if request.method == "POST" and form.is_valid() and _registered(request, form):
        messages.success(request, _("The decision is registered."))
        return redirect("access:matrix")
    context = {"form": form, "version": content["version"], "fingerprint": fingerprint}
    return render(request, "access/adopt.html", context)


def _registered(request: UserRequest, form: AdoptForm) -> bool:
    wish = form.cleaned_data
    try:
        services.adopt(
            actor=request.user,
            board=wish["board"],
            fingerprint=wish["fingerprint"],
            adopted_on=wish["adopted_on"],
            body=Body(wish["body"]),
            council=Council(wish["council"]),
            council_on=wish["council_on"],
            at=timezone.now(),
        )
    except RuleBrokenError as error:
        form.add_error(AT_FIELD.get(type(error)), str(error))
        return False
    return True


@require_safe
def show(request: UserRequest, adoption_id: UUID) -> HttpResponse:
    """Show an edition as it was adopted, and what has changed since."""
    found = get_object_or_404(
        Adoption.objects.visible_to(request.user).select_related("board"), public_id=adoption_id
    )
    context = {
        "adoption": found,
        "document": document(found.content),
        "changes": changes(edition.differences(found.content, edition.content())),
    }
    return render(request, "access/adoption.html", context)
