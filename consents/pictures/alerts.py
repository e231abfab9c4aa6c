"""Tell who must take a picture down, and who watches over it; by e-mail, so without a name.

Written down as `reminded_at` and `escalated_at`, in the transaction of the sending: a letter
that a crash sends twice has the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from access.choices import Role
from access.models import Assignment
from accounts.models import User
from consents.models import TakeDown
from consents.policies import PUBLISHERS, officers_of
from consents.rules import remind_until
from kernel.database import acting_for_school
from kernel.dates import day_of
from kernel.letters import each_by_itself, letter, send_each

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)


def tell(*, school: int, at: datetime) -> int:
    """Remind of what is nearly due, and tell of what is late; return how many letters were sent.

    Raises:
        OSError: some did not go, and wait on. Of the two the one does not hold up the other.
    """
    return each_by_itself(partial(act, school=school, at=at) for act in (remind, escalate))


def remind(*, school: int, at: datetime) -> int:
    """Write once to whose work it is, of what must come down within two working days.

    That is who published it; where that person works there no more, the administration.
    Returns how many letters were sent.

    Raises:
        OSError: of one nobody could be told, and it waits on. It holds up no other.
    """
    due = TakeDown.objects.to_remind(until=remind_until(day_of(at)))
    keys = _keys(school, due)
    return each_by_itself(partial(_remind, school, due.filter(pk=key), at=at) for key in keys)


def escalate(*, school: int, at: datetime) -> int:
    """Write once to the privacy officers of what should have come down; return how many.

    Raises:
        OSError: of one nobody could be told, and it waits on. It holds up no other.
    """
    late = TakeDown.objects.to_escalate(on=day_of(at))
    keys = _keys(school, late)
    return each_by_itself(partial(_escalate, school, late.filter(pk=key), at=at) for key in keys)


def owners_of(task: TakeDown, *, at: datetime) -> QuerySet[User]:
    """Return whose work it is to take a picture down."""
    school = task.publication.school
    here = Assignment.objects.live(at).work_at(school)
    publisher = here.filter(user=task.publication.published_by_id, role__in=PUBLISHERS)
    if task.publication.published_by_id and publisher.exists():
        return User.objects.filter(is_active=True, pk=task.publication.published_by_id)
    clerks = here.filter(role=Role.ADMINISTRATION).values("user")
    return User.objects.filter(is_active=True, pk__in=clerks).order_by("pk")


def _keys(school: int, tasks: QuerySet[TakeDown]) -> list[int]:
    with acting_for_school(school):
        return list(tasks.filter(school=school).order_by("pk").values_list("pk", flat=True))


def _locked(rows: QuerySet[TakeDown]) -> TakeDown | None:
    """Return what still waits, while nobody else writes about it; None where it does no more."""
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    return locked.select_related("publication__school", "school").first()


def _remind(school: int, rows: QuerySet[TakeDown], *, at: datetime) -> int:
    with acting_for_school(school):
        task = _locked(rows)
        if task is None:
            return 0
        sent = _send([_reminder(task, to) for to in owners_of(task, at=at)], task)
        if sent:
            task.reminded_at = at
            task.save(update_fields=["reminded_at"])
        return sent


def _escalate(school: int, rows: QuerySet[TakeDown], *, at: datetime) -> int:
    with acting_for_school(school):
        task = _locked(rows)
        if task is None:
            return 0
        sent = _send([_complaint(task, to) for to in officers_of(task.school, at=at)], task)
        if sent:
            task.escalated_at = at
            task.save(update_fields=["escalated_at"])
        return sent


def _send(letters: list[EmailMessage], task: TakeDown) -> int:
    """Send letters; where there is nobody to write to, the next sweep tries again."""
    if not letters:
        logger.warning("Take-down %d: there is nobody to tell.", task.pk)
        return 0
    return send_each(letters)


def _reminder(task: TakeDown, to: User) -> EmailMessage:
    with translation.override(to.language_at_work):
        facts = _facts(task)
        subject = _("A photo must come down (%(reference)s)") % facts
        first = _("A photo of %(school)s must come down by %(day)s at the latest.") % facts
        return _letter(task, to, "reminder", subject, first)


def _complaint(task: TakeDown, to: User) -> EmailMessage:
    with translation.override(to.language_at_work):
        facts = _facts(task)
        subject = _("A photo did not come down in time (%(reference)s)") % facts
        first = _("A photo of %(school)s should have come down by %(day)s.") % facts
        return _letter(task, to, "late", subject, first)


def _facts(task: TakeDown) -> dict[str, str]:
    return {
        "school": task.publication.school.name,
        "day": formats.date_format(task.due_on, "j F Y"),
        "reference": task.reference,
    }


def _letter(task: TakeDown, to: User, kind: str, subject: str, first: str) -> EmailMessage:
    page = reverse("consents:publication", args=[task.publication.public_id])
    lines = (
        first,
        _("Names are not in this e-mail. Sign in to see it:"),
        f"{settings.PORTAL_URL}{page}",
    )
    return letter(subject, lines, to=to.email, mark=(kind, task.public_id, to.public_id))
