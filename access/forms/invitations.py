"""What may come in with an invitation, and from the page that sends invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from access.choices import InvitationWay
from accounts.models import User

if TYPE_CHECKING:
    from uuid import UUID

    from access.models import Invitation

LONGEST = 40  # what somebody pastes may have spaces in it


class CodeForm(forms.Form):
    """The code of the letter or e-mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST,
        help_text=_("8 letters and numbers. Capitals and spaces do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Fill in the code.")},
    )


class AddressForm(forms.Form):
    """The e-mail address with which somebody is going to sign in."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it. Nobody else may use it here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Fill in your e-mail address.")},
    )


class ProofForm(forms.Form):
    """The digits that were sent to that address."""

    digits = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=LONGEST,
        help_text=_("6 digits. The code works for 15 minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Fill in the code.")},
    )


class PasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 signs. A short sentence is fine."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Fill in a password.")},
    )
    password2 = forms.CharField(
        label=_("The same password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Fill in the password once more.")},
    )

    def __init__(self, *args: Any, of: Invitation, **kwargs: Any) -> None:  # noqa: ANN401
        """Take whose password it becomes: it may not look like the name or the address."""
        super().__init__(*args, **kwargs)
        self.of = of

    def clean(self) -> dict[str, Any]:
        """Hold the password against the rules of the portal."""
        found = super().clean() or {}
        first, again = found.get("password1"), found.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("This is not the same password."))
        elif first:
            try:
                validate_password(first, User(email=self.of.email))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return found


class InviteForm(forms.Form):
    """Whom to invite, and how."""

    way = forms.ChoiceField(choices=InvitationWay)
    group = forms.UUIDField(required=False)
    person = forms.UUIDField(required=False)
    turning = forms.BooleanField(required=False)  # only who turns sixteen and has no invitation


class GroupForm(forms.Form):
    """Which school and class the list is about, and whether it is about who turns sixteen."""

    zestien = forms.BooleanField(required=False, widget=forms.HiddenInput)
    groep = forms.ChoiceField(label=_("Class or group"), required=False)

    def __init__(self, *args: Any, groups: list[tuple[UUID, str]], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer these groups, and the whole school."""
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("Everybody"))]
        field = self.fields["groep"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the types)
        field.choices = choices + [(str(key), name) for key, name in groups]
