"""The e-mails around the day on which a student turns sixteen: no name of a child, nothing of it.

Written down before it is sent, and as sent in the transaction of the sending: an e-mail that a
crash sends twice has the same Message-ID, which mail programs show once. A guardian of twins gets
one e-mail.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from access.choices import TurningState
from access.events import TurningTold
from access.letters import closing
from access.models import TurningMessage
from audit.services import record
from kernel.database import acting_for_school
from kernel.letters import each_by_itself, letter
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from accounts.models import User

Whom = tuple[type[Guardian | Student], int]


def send_waiting(school: int, *, at: datetime) -> int:
    """Send what waits at a school; return how many e-mails that were.

    Raises:
        OSError: some did not go, and wait on. A mailbox that refuses holds up nobody else.
    """
    with acting_for_school(school):
        rows = TurningMessage.objects.filter(school=school).waiting()
        found = rows.order_by("pk").values_list("guardian", "student")
        people: list[Whom] = [(Guardian, g) if g else (Student, s) for g, s in found]
    return each_by_itself(partial(_send, school, whom, at=at) for whom in dict.fromkeys(people))


def _send(school: int, whom: Whom, *, at: datetime) -> bool:
    with acting_for_school(school):
        person = _person(whom)
        if person is None or person.user is None or not person.user.is_active:
            return False
        waiting = TurningMessage.objects.filter(school=school).waiting().to(person)
        messages = list(waiting.select_related("student", "school").order_by("pk"))
        for message in messages:
            message.state, message.done_at = TurningState.SENT, at
            message.save(update_fields=["state", "done_at"])
            _put_on_record(message, at=at)
        if messages:
            _letter(messages[0], person.user).send()
        return bool(messages)


def _person(whom: Whom) -> Guardian | Student | None:
    """Return to whom it is, locked; None where another worker writes to that person now."""
    model, key = whom
    rows = model.objects.select_related("user").filter(pk=key)
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def _put_on_record(message: TurningMessage, *, at: datetime) -> None:
    to = "guardian" if message.guardian_id else "student"
    record(
        TurningTold(message=message.pk, stage=message.stage, to=to),
        actor=None,
        subject=message.student.audit_ref,
        school=message.school.public_id,
        at=at,
    )


def _letter(message: TurningMessage, to: User) -> EmailMessage:
    write = _to_guardian if message.guardian_id else _to_student
    school = message.school
    with translation.override(to.language):
        subject, lines = write({"school": school.name})
        lines += closing(school)
    return letter(subject, lines, to=to.email, mark=("turning", message.public_id))


def _to_guardian(facts: dict[str, str]) -> tuple[str, list[str]]:
    return _("Something changes in the privacy portal of %(school)s") % facts, [
        _("Something changes in the privacy portal of %(school)s: who chooses there.") % facts,
        _("Sign in to read it:"),
    ]


def _to_student(facts: dict[str, str]) -> tuple[str, list[str]]:
    return _("You choose in the privacy portal of %(school)s") % facts, [
        _("From now on you choose yourself in the privacy portal of %(school)s.") % facts,
        _("Nothing is filled in yet. Sign in to see it:"),
    ]
