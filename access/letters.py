"""The e-mails of an invitation. No content, no name of a child, and one code at the most.

A code is made where its e-mail is made, and is kept as a hash alone; an e-mail that a crash
makes twice has two codes, of which the last one works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.codes import hash_of, new_code
from access.invitees import counts_from
from access.languages import in_each_language
from access.models import Invitation
from kernel import words
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from schools.models import School


@transaction.atomic
def send_invitation(invitation_id: int, *, at: datetime) -> bool:
    """Make the code of an invitation and send it, once; tell whether that was done."""
    waiting = Invitation.objects.unsent(at=at).select_for_update(of=("self",), skip_locked=True)
    related = waiting.select_related("school", "guardian", "student")
    found = related.filter(pk=invitation_id).first()
    if found is None:
        return False
    code = new_code()
    found.code_hash, found.sent_at = hash_of(code, of=found.public_id), at
    found.save(update_fields=["code_hash", "sent_at"])
    with translation.override(settings.LANGUAGE_CODE):  # nobody knows what its reader reads
        facts = {
            "school": found.school.name,
            "day": date_format(found.last_day, "j F Y"),
            "code": code,
        }
        lines = [
            _("%(school)s invites you to its privacy portal.") % facts,
            _("There you see what the school keeps, and choose about photos."),
            f"{settings.PORTAL_URL}{reverse('access:invitation', args=[found.public_id])}",
            _("Open the page and fill in this code: %(code)s") % facts,
            *_when(found, facts, at=at),
            *_help(found.school.phone),
            *_in_other_languages(),
        ]
        subject = _("Invitation of %(school)s") % facts
    _send(subject, lines, to=found.email)
    return True


def _when(invitation: Invitation, facts: dict[str, str], *, at: datetime) -> list[str]:
    """Return from when to when the code counts: of a student from the sixteenth birthday."""
    first = counts_from(invitation.person, on=day_of(at))
    if first is None:
        return [_("The code works once, until %(day)s. Give it to nobody.") % facts]
    both = facts | {"first": date_format(first, "j F Y")}
    return [_("The code works once, from %(first)s until %(day)s. Give it to nobody.") % both]


def send_proof(email: str, *, digits: str, language: str) -> None:
    """Send the digits that prove that somebody reads this mailbox."""
    with translation.override(language):
        lines = [
            _("Your code is: %(digits)s") % {"digits": digits},
            _("It works for 15 minutes. Give it to nobody."),
            _("Did you not ask for this? Then you need not do anything."),
        ]
        subject = _("Your code for the privacy portal")
    _send(subject, lines, to=email)


def say_known(to: User, *, invitation: Invitation) -> None:
    """Tell a mailbox that it has an account already, and what to do then."""
    with translation.override(to.language):
        lines = [
            _("Somebody gave this e-mail address for a new account. It has an account already."),
            _("Are you the same person? Sign in, open this page and fill in the code again:"),
            f"{settings.PORTAL_URL}{reverse('access:invitation', args=[invitation.public_id])}",
            _("Are you somebody else? Then use an e-mail address of your own."),
            _("Did you not ask for this? Then you need not do anything."),
        ]
        subject = _("Your code for the privacy portal")
    _send(subject, lines, to=to.email)


def _in_other_languages() -> list[str]:
    """Return a paragraph for each other language, which begins with its name."""
    found = in_each_language(_short, but=[settings.LANGUAGE_CODE])
    return [f"{name}: {' '.join(lines)}" for _language, name, lines in found]


def _short() -> list[str]:
    return [
        _("The school invites you to its privacy portal."),
        _("Open the link in your letter or e-mail, and fill in the code."),
    ]


def closing(school: School) -> list[str]:
    """Return how an e-mail to an account ends: where to sign in, why it came, whom to call."""
    return [
        settings.PORTAL_URL,
        _("Or type this address yourself."),
        _("You get this e-mail because you have an account of this school."),
        *_help(school.phone),
    ]


def _help(phone: str) -> list[str]:
    facts = {"phone": words.left_to_right(phone)}
    return [_("Questions? Call the school: %(phone)s.") % facts] if phone else []


def _send(subject: str, lines: list[str], *, to: str) -> None:
    EmailMessage(subject, "\n\n".join(lines), to=[to]).send()
