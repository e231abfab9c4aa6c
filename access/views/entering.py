"""The pages on which somebody comes in by an invitation; nobody has signed in there.

The address shows nothing: the page is the same for every invitation, also for one that is not
there. What the visitor holds after the right code stays in the session, on the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access import services
from access.choices import InvitationWay
from access.codes import named_by
from access.errors import InvitationOverError, TooEarlyError
from access.forms.invitations import AddressForm, CodeForm, PasswordForm, ProofForm
from accounts.choices import Language
from accounts.signing_in import sign_in_invited
from kernel.errors import PortalError

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from access.models import Invitation

KEY, PROVEN = "invitation", "invitation_address"
UNPROCESSABLE, TOO_MANY = 422, 429


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Ask for the code; say one and the same thing of every code that lets nobody in."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not consume(request, action="invitation"):
        form.add_error(None, _("That was too often. Wait a moment and try again."))
        return _page(request, "code", form, status=TOO_MANY)
    if form.is_valid():
        try:
            key = services.enter(invitation_id, code=form.cleaned_data["code"])
        except TooEarlyError as error:
            form.add_error("code", str(error))
            return _page(request, "code", form, status=UNPROCESSABLE)
        if key is not None:
            return _remember(request, key)
        form.add_error("code", _("This code does not work. After 5 times it never works again."))
    return _page(request, "code", form, status=UNPROCESSABLE if form.errors else 200)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_letter(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the code of a letter, of which the number stands in the address."""
    return enter(request, named_by(number))


def _remember(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the key under a session key that nobody knew before; send the digits by e-mail."""
    request.session.pop(PROVEN, None)
    request.session.cycle_key()
    request.session[KEY] = key
    at = timezone.now()
    found = services.invitation_of(key, at=at)
    if found and found.way == InvitationWay.EMAIL and not request.user.is_authenticated:
        services.ask_proof(key, language=_language(), at=at)
    return redirect("access:come_in")


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest) -> HttpResponse:
    """Go on after the right code: an address, its proof, a password; or the own account."""
    key = request.session.get(KEY, "")
    found = services.invitation_of(key, at=timezone.now()) if key else None
    if found is None:
        return render(request, "access/entering/over.html")
    step = _step(request, found)
    form = _form(step, request, found)
    if request.method == "POST" and not consume(request, action="invitation"):
        messages.error(request, _("That was too often. Wait a moment and try again."))
        return redirect("access:come_in")
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            done = STEPS[step](request, key, form)
        except PortalError as error:
            messages.error(request, str(error))
            done = redirect("access:come_in")
        if done is not None:
            return done
    errors = form is not None and form.errors
    return _page(request, step, form, invitation=found, status=UNPROCESSABLE if errors else 200)


def _step(request: HttpRequest, found: Invitation) -> str:
    """Return what comes next; a form that was sent for another step is not read."""
    if request.user.is_authenticated:
        return "join"
    again = "opnieuw" in request.GET
    if found.proof_until is None or again:
        return "address" if found.way == InvitationWay.LETTER else "again"
    if found.proven_at and request.session.get(PROVEN) == found.email:
        return "password"
    return "proof"


def _form(step: str, request: HttpRequest, found: Invitation) -> forms.Form | None:
    sent = request.POST if request.method == "POST" else None
    match step:
        case "address":
            return AddressForm(sent)
        case "proof":
            return ProofForm(sent)
        case "password":
            return PasswordForm(sent, of=found)
        case _:
            return None


def _address(request: HttpRequest, key: str, form: forms.Form | None) -> HttpResponse:
    """Send the digits; the next page is the same for an address that has an account."""
    del request
    email = form.cleaned_data["email"] if form else ""
    if not services.ask_proof(key, email=email, language=_language(), at=timezone.now()):
        raise InvitationOverError
    return redirect("access:come_in")


def _proof(request: HttpRequest, key: str, form: forms.Form | None) -> HttpResponse | None:
    assert form is not None  # noqa: S101  (this step has one)
    email = services.prove(key, digits=form.cleaned_data["digits"], at=timezone.now())
    if email is None:
        form.add_error("digits", _("This code is not right. Look in your newest e-mail."))
        return None
    request.session[PROVEN] = email
    return redirect("access:come_in")


def _password(request: HttpRequest, key: str, form: forms.Form | None) -> HttpResponse:
    assert form is not None  # noqa: S101  (this step has one)
    user = services.accept(
        key,
        email=request.session[PROVEN],
        password=form.cleaned_data["password1"],
        language=_language(),
        at=timezone.now(),
    )
    _forget(request)
    sign_in_invited(request, user)
    messages.success(request, _("Your account is there. From now on you sign in with it."))
    return redirect("home")


def _join(request: HttpRequest, key: str, form: forms.Form | None) -> HttpResponse:
    del form
    assert request.user.is_authenticated  # noqa: S101  (this step is for who signed in)
    _forget(request)
    services.join(key, actor=request.user, at=timezone.now())
    messages.success(request, _("This school is added to your account."))
    return redirect("home")


STEPS = {
    "address": _address,
    "again": _address,
    "proof": _proof,
    "password": _password,
    "join": _join,
}


def _forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    request.session.pop(PROVEN, None)


def _language() -> str:
    found = get_language() or ""
    return found if found in Language.values else Language.DUTCH.value


def _page(
    request: HttpRequest,
    step: str,
    form: forms.Form | None,
    *,
    invitation: Invitation | None = None,
    status: int,
) -> HttpResponse:
    context = {"form": form, "invitation": invitation}
    return render(request, f"access/entering/{step}.html", context, status=status)
