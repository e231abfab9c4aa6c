"""What happens around every page."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpResponseBadRequest

from kernel.database import acting_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

SERVER_ERROR = 500
WITHOUT_DATABASE = ("/healthz", "/readyz", "/stijl/")  # answers, also where there is none
WITHOUT_ACCOUNT = "/api/"  # systems with a token: no session, whatever cookie came
POLICY = ", ".join(
    f"{name}=()"
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class SignInWhereNeeded(LoginRequiredMiddleware):
    """Ask who signed in only of a page that says so; Django's own opens the session of each."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let pass what needs no account, before anybody looks who asks."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class OnePersonOneTransaction:
    """A request is one transaction, in which PostgreSQL knows who asks.

    What the page read and what the record says about it are committed together, before the
    answer leaves: a page that cannot be recorded is not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the transaction; undo it where the answer is an error of ours."""
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        with acting_as(_user_id(request)):
            response = self.get_response(request)
            if response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        return response


class CleanInput:
    """Refuse what no person types: NUL and other control characters, in address or form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 before anything reads the input."""
        values = [request.path, *_values(request.GET)]
        if request.content_type != "multipart/form-data":
            values += _values(request.POST)
        if any(_is_dirty(value) for value in values):
            return HttpResponseBadRequest("400", content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class Headers:
    """Headers that keep pages out of caches, other sites and devices' sensors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers; a page for somebody is never stored."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _user_id(request: HttpRequest) -> int | None:
    if request.path.startswith(WITHOUT_ACCOUNT) or not request.user.is_authenticated:
        return None
    return request.user.pk


def _values(query: QueryDict) -> list[str]:
    return [text for name, values in query.lists() for text in (name, *values)]


def _is_dirty(text: str) -> bool:
    allowed = {"\t", "\n", "\r"}
    return any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in text)
