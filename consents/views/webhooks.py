"""The page on which a system gets the address at which it is told to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consents import services
from consents.models import Client
from consents.policies import WRITE_TEXTS
from consents.webhooks import pages
from consents.webhooks.forms import WebhookForm
from kernel.errors import PortalError
from kernel.http import go

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from consents.querysets import ClientQuerySet
    from kernel.http import UserRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: UserRequest, client: UUID) -> HttpResponse:
    """Show whether messages reach a system, and give it an address."""
    at = timezone.now()
    found = _client(request, client)
    told = pages.told(request.user, found, at=at)
    if told is None:
        raise Http404
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            url = form.cleaned_data["url"]
            services.set_webhook(actor=request.user, client=found, url=url, at=at)
        except PortalError as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, _("Saved. The portal now asks whether the address answers."))
            return go(request, "consents:webhook", found.public_id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/webhook.html", {"told": told, "form": form}, status=status)


@require_POST
def end(request: UserRequest, client: UUID) -> HttpResponse:
    """Tell a system nothing more, from this moment."""
    found = _client(request, client)
    services.end_webhook(actor=request.user, client=found, at=timezone.now())
    messages.success(request, _("The system is told nothing any more."))
    return go(request, "consents:clients")


@require_POST
def try_again(request: UserRequest, client: UUID) -> HttpResponse:
    """Let the portal send again to an address that was given up."""
    found = _client(request, client)
    try:
        services.try_webhook_again(actor=request.user, client=found, at=timezone.now())
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The portal tries again."))
    return go(request, "consents:webhook", found.public_id)


def _client(request: UserRequest, client: UUID) -> Client:
    mine: ClientQuerySet = Client.objects.where(request.user, WRITE_TEXTS)
    return get_object_or_404(mine, public_id=client)
