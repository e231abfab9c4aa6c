"""Pages of who says which systems outside the portal may ask for answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consents import policies, services
from consents.api import pages
from consents.api.forms import ClientForm
from consents.models import Client
from consents.policies import WRITE_TEXTS
from kernel.errors import PortalError
from kernel.http import go

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from consents.querysets import ClientQuerySet
    from kernel.http import UserRequest

UNPROCESSABLE = 422


@require_safe
def index(request: UserRequest) -> HttpResponse:
    """Show which systems may ask, about what, until when, and when they last did."""
    found = pages.overview(request.user, at=timezone.now())
    if found is None:
        raise Http404
    return render(request, "consents/clients.html", {"overview": found})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Let a system ask; show its token, this once."""
    at = timezone.now()
    schools = list(policies.schools_written_for(request.user).order_by("name"))
    if not schools:
        raise Http404
    form = ClientForm(
        request.POST if request.method == "POST" else None,
        schools=schools,
        channels=pages.channels([school.pk for school in schools], at=at),
    )
    if form.is_valid():
        try:
            client, token = services.add_client(
                actor=request.user,
                name=form.cleaned_data["name"],
                note=form.cleaned_data["note"],
                scope=form.scope(),
                last_day=form.cleaned_data["last_day"],
                at=at,
            )
        except PortalError as error:
            form.add_error("last_day", str(error))
        else:
            return _token(request, client, token)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/client_add.html", {"form": form}, status=status)


@require_POST
def renew(request: UserRequest, client: UUID) -> HttpResponse:
    """Give a system a new token, and end the old one; show the new one, this once."""
    found = _client(request, client)
    try:
        made, token = services.renew_client(actor=request.user, client=found, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
        return go(request, "consents:clients")
    return _token(request, made, token)


@require_POST
def revoke(request: UserRequest, client: UUID) -> HttpResponse:
    """Let a system ask no more, from this moment."""
    found = _client(request, client)
    services.revoke_client(actor=request.user, client=found, at=timezone.now())
    messages.success(request, _("The token works no more."))
    return go(request, "consents:clients")


def _client(request: UserRequest, client: UUID) -> Client:
    mine: ClientQuerySet = Client.objects.where(request.user, WRITE_TEXTS)
    return get_object_or_404(mine, public_id=client)


def _token(request: UserRequest, client: Client, token: str) -> HttpResponse:
    context = {
        "client": client,
        "token": token,
        "given": pages.given(client, at=timezone.now()),
    }
    return render(request, "consents/client_token.html", context)
