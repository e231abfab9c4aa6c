"""Pages that belong to no room: the front door, public statements, and signs of life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from access.choices import Role
from access.document.text import summary
from access.matrix import FAMILY
from access.policies import roles_of
from accounts import services as accounts
from accounts.choices import Language, Theme
from kernel import theme as themes
from privacyportal.forms import EveryControl
from privacyportal.navigation import (
    COUNTS,
    PICTURES,
    PURGE,
    READS_ADVICE,
    READS_CARE,
    REGISTERS,
    TEACHING,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from kernel.http import UserRequest

FOR_EVER = "public, max-age=31536000, immutable"
FIRST_PAGES = (
    (FAMILY, "consents:overview"),
    (TEACHING, "dossiers:today"),
    (frozenset({Role.ADMINISTRATION}), "interchange:runs"),
    (REGISTERS, "processors:register"),
    (COUNTS, "board"),
    (PURGE, "retention:runs"),
    (PICTURES, "consents:pictures"),
    (READS_CARE, "dossiers:care_students"),
    (READS_ADVICE, "dossiers:advice_students"),
)


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Send everybody to the page that the own task begins with."""
    roles = roles_of(request.user)
    for who, route in FIRST_PAGES:
        if roles & who:
            return redirect(route)
    return render(request, "portal/nothing.html")


@require_POST
def choose_theme(request: UserRequest) -> HttpResponse:
    """Keep whether the user wants a light or a dark screen, and return to the page."""
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        raise Http404
    accounts.choose_theme(actor=request.user, theme=Theme(chosen))
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if ours else "home")


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of the pages; for who is signed in, also that of e-mails."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in Language.values:
        accounts.choose_language(actor=request.user, language=Language(chosen))
    return set_language(request)


@require_safe
def style_guide(request: UserRequest) -> HttpResponse:
    """Show every part that pages are made of, in every state."""
    context = {
        "form": EveryControl(initial={"text": "Noor"}),
        "wrong": EveryControl({"text": "", "choice": "x"}, prefix="wrong"),
        "search": EveryControl(prefix="search"),
        "states": ["info", "positive", "warning", "negative"],
        "steps": [
            {"label": "Voorstel", "note": "12 november", "state": "done"},
            {"label": "Goedkeuring", "note": "", "state": "current"},
            {"label": "Uitvoeren", "note": "", "state": "todo"},
        ],
        "page": Paginator(range(150), 50).page(2),
        "now": timezone.now(),
    }
    return render(request, "portal/style_guide.html", context)


@login_not_required
@require_safe
def theme(request: HttpRequest, colour: str) -> HttpResponse:
    """Give the style sheet of one house colour; it never changes."""
    del request
    css = themes.stylesheet(colour)
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": FOR_EVER})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what the portal does with data of people.

    Law: AVG 13
    """
    return render(request, "portal/privacy.html", {"readers": summary()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far everybody can use the portal, and whom to tell where not."""
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness."""
    return render(request, "portal/security.txt", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Keep search engines out."""
    del request
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing of anybody."""
    del request
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served now."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
