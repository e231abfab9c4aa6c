"""How somebody signed in: kept in the session, read where it is evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import login

from accounts.choices import SignIn

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from kernel.http import UserRequest

BACKEND = "accounts.backends.SignInBackend"
INVITED = "signed_in_by_invitation"
PASSWORD = {"password"}


def sign_in_invited(request: HttpRequest, user: User) -> None:
    """Sign in who came with an invitation, of which allauth keeps no record."""
    login(request, user, backend=BACKEND)
    request.session[INVITED] = True


def signed_in_by(request: UserRequest) -> SignIn:
    """Return how the user signed in to this session.

    By what allauth wrote down of this user. More than a password, as a second factor, is not
    there yet: whatever is not known here is told as another way, never as a password.
    """
    records = get_authentication_records(request, request.user)
    methods = {str(record.get("method")) for record in records}
    if methods:
        return SignIn.PASSWORD if methods == PASSWORD else SignIn.OTHER
    return SignIn.INVITATION if request.session.get(INVITED) else SignIn.OTHER
