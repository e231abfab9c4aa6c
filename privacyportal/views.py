"""Pages that belong to no room: the front door, public statements, and signs of life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.choices import Role
from access.policies import roles_of
from accounts import services as accounts
from accounts.choices import Theme
from kernel import theme as themes
from privacyportal.navigation import FAMILY, PICTURES, PURGE, REGISTERS, TEACHING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from kernel.http import UserRequest

FOR_EVER = "public, max-age=31536000, immutable"
FIRST_PAGES = (
    (FAMILY, "consents:overview"),
    (TEACHING, "dossiers:today"),
    (frozenset({Role.ADMINISTRATION}), "interchange:runs"),
    (REGISTERS, "processors:register"),
    (PURGE, "retention:runs"),
    (PICTURES, "consents:pictures"),
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
    """Keep whether the user wants a light or a dark screen."""
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        raise Http404
    accounts.choose_theme(actor=request.user, theme=Theme(chosen))
    return redirect("home")


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
    return render(request, "portal/privacy.html")


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
