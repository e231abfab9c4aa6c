"""How somebody signed in is told as the session knows it, and never as better than that."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.choices import SignIn
from accounts.signing_in import sign_in_invited, signed_in_by
from schools.tests import make

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def asks(client: Client, user: User) -> Any:  # noqa: ANN401 - a request with a user
    """Return a request of `user` in the session of `client`."""
    request = HttpRequest()
    request.session, request.user = client.session, user
    return request


def with_password(client: Client) -> User:
    user = make.user()
    client.post("/inloggen/", {"login": user.email, "password": PASSWORD})
    return user


def test_a_password_is_told_as_a_password(client: Client) -> None:
    user = with_password(client)

    assert signed_in_by(asks(client, user)) == SignIn.PASSWORD


@pytest.mark.parametrize("method", ["mfa", "socialaccount", "password_reset"])
def test_what_is_not_known_here_is_told_as_another_way(client: Client, method: str) -> None:
    user = with_password(client)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] += [{"method": method}]
    session.save()

    assert signed_in_by(asks(client, user)) == SignIn.OTHER


def test_a_session_without_a_trace_is_told_as_another_way(client: Client) -> None:
    user = make.user()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])

    assert signed_in_by(asks(client, user)) == SignIn.OTHER


def test_the_password_of_somebody_else_in_the_same_session_is_not_told(client: Client) -> None:
    with_password(client)

    assert signed_in_by(asks(client, make.user())) == SignIn.OTHER


def test_who_was_invited_has_no_password_until_it_was_asked() -> None:
    user, request = make.user(), HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = AnonymousUser()

    sign_in_invited(request, user)

    found: Any = request
    assert signed_in_by(found) == SignIn.INVITATION
