"""How allauth behaves here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

    from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: the school lets people in."""

    error_messages: ClassVar[dict[str, StrPromise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the administration of the school."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("Fill in the password that you have now."),
        "incorrect_password": _("This password is not right."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
        "rate_limited": _("That was too often. Wait a moment and try again."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the account, where there is one; else in that of the page."""
        user: User | None = context.get("user")
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: no name of a server before it."""
        return str(subject)
