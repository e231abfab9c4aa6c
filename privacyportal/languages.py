"""In which language a page is shown: in each what a family meets, the rest in Dutch or English.

Law: AVG 12(1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation

from accounts.choices import AT_WORK, Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# The names of the addresses that a guardian or a student can open, or anybody who did not sign
# in. A test sees to it that nothing a family may open is missing here, and another that each of
# these is there in every language.
FOR_FAMILIES: Final = frozenset({
    "access:come_in", "access:invitation", "access:letter", "access:looks_csv",
    "access:who_looked", "accessibility", "account_change_password", "account_inactive",
    "account_login", "account_logout", "account_reauthenticate", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_set_password", "account_signup",
    "consents:check_choices", "consents:class_list", "consents:former_student",
    "consents:history", "consents:inquiry", "consents:overview",
    "consents:question", "consents:receipt", "consents:receipt_pdf", "consents:receipt_record",
    "consents:religion", "consents:scan", "dossiers:own_advice", "home", "privacy",
})  # fmt: skip


def offered(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the languages in which this page is there, each as its readers write it."""
    if is_for_families(request):
        return list(settings.LANGUAGES)
    return [(code, name) for code, name in settings.LANGUAGES if code in AT_WORK]


def is_for_families(request: HttpRequest) -> bool:
    """Tell whether the page is one that a guardian or a student can meet."""
    found = request.resolver_match
    return found is not None and found.view_name in FOR_FAMILIES


class PageLanguage:
    """Show a page for people at work in Dutch, where it is not there in the language asked for.

    Half a page in Arabic, from right to left, with Dutch sentences in it, helps nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the answer as it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Choose Dutch before the page is made."""
        if translation.get_language() not in AT_WORK and not is_for_families(request):
            translation.activate(Language.DUTCH.value)
