"""How often people say yes on each design of the page, and what a look at a rise found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consents import policies, services
from consents.designs import rules, standing
from consents.designs.form import form_of
from consents.errors import AlreadyLookedError
from kernel.errors import PortalError
from kernel.http import go

if TYPE_CHECKING:
    from uuid import UUID

    from consents.designs.form import FindingForm
    from consents.models import DesignReview
    from kernel.http import UserRequest

UNPROCESSABLE = 422


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Show the share of yes on each design, and what must be looked into.

    Law: AVG 4(11)
    """
    return _page(request)


@require_POST
def close(request: UserRequest, review: UUID) -> HttpResponse:
    """Write down what a look at the pages found."""
    found = get_object_or_404(policies.reviews_closed_by(request.user), public_id=review)
    form = form_of(found, request.POST)
    if form.is_valid():
        try:
            services.close_design_review(
                actor=request.user,
                review=found,
                finding=form.cleaned_data["finding"],
                at=timezone.now(),
            )
        except AlreadyLookedError as error:  # its form is on no page any more
            messages.error(request, str(error))
            return go(request, "consents:designs")
        except PortalError as error:
            form.add_error("finding", str(error))
        else:
            messages.success(request, _("It is written down."))
            return go(request, "consents:designs")
    return _page(request, form, found)


def _page(
    request: UserRequest, form: FindingForm | None = None, of: DesignReview | None = None
) -> HttpResponse:
    """Show the page; with the form as it was sent, where that is not right."""
    watched = standing.watched_by(request.user)
    if not watched:
        raise Http404
    forms = {
        review.pk: form if form and of == review else form_of(review)
        for board in watched
        for review in board.open
    }
    context = {
        "watched": [
            (board, [(review, forms[review.pk]) for review in board.open]) for board in watched
        ],
        "form": form,
        "rise": rules.RISE,
        "enough": rules.ENOUGH,
    }
    status = UNPROCESSABLE if form else 200
    return render(request, "consents/designs.html", context, status=status)
