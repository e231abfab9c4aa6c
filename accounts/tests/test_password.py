"""A new password, by a link in an e-mail that says nothing about anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override

from schools.tests import make

if TYPE_CHECKING:
    from django.test import Client

NEW = "een heel nieuw wachtwoord"


def ask(client: Client, email: str) -> str:
    """Ask for a link for `email`; return what the page then says."""
    page = client.post("/wachtwoord/vergeten/", {"email": email}, follow=True)
    assert page.redirect_chain == [("/wachtwoord/vergeten/verstuurd/", 302)]
    return re.sub(r'value="[^"]*"', "", page.text)


@pytest.mark.django_db
def test_the_page_says_the_same_whether_or_not_there_is_an_account(client: Client) -> None:
    known, unknown = ask(client, make.user().email), ask(client, "nobody@example.org")

    assert known == unknown


@pytest.mark.django_db
def test_the_e_mail_names_nobody(client: Client) -> None:
    user = make.user()
    user.display_name = "Fatima El Idrissi"
    user.save(update_fields=["display_name"])

    ask(client, user.email)

    sent = mail.outbox[0]
    text = f"{sent.subject} {sent.body}"
    assert sent.to == [user.email]
    for secret in ("Fatima", "Idrissi", user.email, str(user.public_id)):
        assert secret not in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en", "ar", "tr", "pl", "uk"])
def test_the_e_mail_is_in_the_language_of_the_account_whoever_asks(
    client: Client, language: str
) -> None:
    user = make.user()
    user.language = language
    user.save(update_fields=["language"])

    ask(client, user.email)

    with override(language):
        assert mail.outbox[0].subject == gettext("Choose a new password")


@pytest.mark.django_db
def test_the_link_gives_a_new_password_once(client: Client) -> None:
    user = make.user()
    ask(client, user.email)
    link = re.search(r"/wachtwoord/nieuw/\S+", str(mail.outbox[0].body))
    assert link

    form = client.get(link[0], follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    user.refresh_from_db()

    assert done.headers["Location"] == "/wachtwoord/nieuw/klaar/"
    assert user.check_password(NEW)
    assert client.get(link[0], follow=True).context["token_fail"]


@pytest.mark.django_db
def test_the_account_itself_gives_no_permission() -> None:
    user = make.user()

    assert not user.has_perm("accounts.view_user")
    assert not user.has_perm("students.view_student")


@pytest.mark.parametrize("language", ["nl", "en", "ar", "tr", "pl", "uk"])
def test_what_is_too_short_is_said_in_the_language_of_the_page(language: str) -> None:
    with override(language):
        says = gettext("At least 12 signs. A short sentence is fine.")
        with pytest.raises(ValidationError) as caught:
            validate_password("kort#41")

        assert caught.value.messages == [says]
    assert (says == "At least 12 signs. A short sentence is fine.") == (language == "en")
