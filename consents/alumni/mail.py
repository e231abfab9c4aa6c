"""The e-mails to former students: each with the link by which to leave the list with one press.

What waits stands in the row, and is marked as sent in the transaction of the sending: an e-mail
that a crash sends twice has the same Message-ID, which mail programs show once. A mail program
that knows RFC 8058 shows a button of its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from consents.alumni.links import key_of, link_of, token_of
from consents.models import Alumnus
from kernel import words
from kernel.database import acting_for_school
from kernel.dates import day_of
from kernel.letters import each_by_itself, letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.core.mail import EmailMessage


def send_waiting(school: int, *, at: datetime) -> int:
    """Send what waits for the former students of a school; return how many e-mails that were.

    Raises:
        OSError: some did not go, and wait on. A mailbox that refuses holds up nobody else.
    """
    with acting_for_school(school):
        rows = Alumnus.objects.filter(school=school).to_write_to(on=day_of(at))
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return each_by_itself(partial(_send, school, key, at=at) for key in keys)


def _send(school: int, key: int, *, at: datetime) -> int:
    with acting_for_school(school):
        rows = Alumnus.objects.filter(pk=key).to_write_to(on=day_of(at))
        listed = rows.select_related("school", "wording", "letter")
        row = listed.select_for_update(of=("self",), skip_locked=True).first()
        if row is None:  # another worker writes to this person now, or it left the list
            return 0
        with translation.override(row.wording.language):
            mails = list(_mails(row, on=day_of(at)))
        _mark(row, at=at)
        for mail in mails:
            mail.send()
        return len(mails)


def _mark(row: Alumnus, *, at: datetime) -> None:
    """Write down that all went; and the hash of the link, should the secret key have changed."""
    row.told_at = row.told_at or at
    if _must_ask(row, on=day_of(at)):
        row.asked_at = at
    row.letter = None
    row.key = key_of(token_of(row.public_id))
    row.save(update_fields=["told_at", "asked_at", "letter", "key"])


def _must_ask(row: Alumnus, *, on: date) -> bool:
    return row.asked_at is None and row.term is not None and row.term.is_near(on)


def _mails(row: Alumnus, *, on: date) -> Iterator[EmailMessage]:
    facts = {"school": row.school.name, "link": link_of(row.public_id)}
    if row.told_at is None:
        yield _mail(row, _("You are on the list of former students of %(school)s") % facts, [
            _("The school may invite you to a reunion. You, or your parents, said yes to that."),
        ], "told")  # fmt: skip
    term = row.term
    if term and _must_ask(row, on=on):
        facts["day"] = words.day(term.ends_on)
        yield _mail(row, _("Do you want to stay on the list of %(school)s?") % facts, [
            _("Do nothing, and on %(day)s the school erases your name and address.") % facts,
            _("Do you want to stay? Open this link and press one button:"),
            facts["link"],
        ], f"asked-{term.ends_on:%Y}")  # fmt: skip
    if row.letter and term and term.is_used(on):
        yield _mail(row, row.letter.subject, [row.letter.text], row.letter.public_id)


def _mail(row: Alumnus, subject: str, lines: list[str], mark: object) -> EmailMessage:
    facts = {"school": row.school.name, "link": link_of(row.public_id)}
    last = [
        _("You get this e-mail because you are on the list of former students of %(school)s.")
        % facts,
        _("Do you want to leave the list? One press is enough:"),
        facts["link"],
    ]
    made = letter(subject, [*lines, *last], to=row.email, mark=("alumni", row.public_id, mark))
    made.extra_headers |= {
        "List-Unsubscribe": f"<{facts['link']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return made
