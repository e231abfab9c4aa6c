"""Tell who must know that somebody took emergency access; by e-mail, and so without a name.

Written down as `alerted_at`, in the transaction of the sending: a letter that a crash sends
twice has the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from access import policies
from access.models import BreakGlass
from kernel.letters import letter, send_each

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from accounts.models import User
    from schools.models import School
    from students.models import Student

logger = logging.getLogger(__name__)


@transaction.atomic
def alert(emergency_id: int, *, at: datetime) -> int:
    """Write once to reviewers, team leader and care coordinator; return to how many.

    Where there is nobody to write to, the next sweep tries again; as it does until a reviewer
    was reached, for it is the reviewer who must act. The others have nothing to do, so that a
    mailbox of theirs that refuses is not tried again.

    Raises:
        OSError: there are reviewers, and none was reached.
    """
    found = (
        BreakGlass.objects.unalerted()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("assignment__student__school")
        .filter(pk=emergency_id)
        .first()
    )
    if found is None or found.assignment.student is None:
        return 0
    to_review, to_know = _letters(found, found.assignment.student, at=at)
    told = 0
    with suppress(OSError):  # counted in the log; the reviewers are still to be told
        told += send_each(to_know)
    told += send_each(to_review)
    if not told:
        logger.warning("Emergency access %d: nobody was told.", emergency_id)
        return 0
    found.alerted_at = at
    found.save(update_fields=["alerted_at"])
    return told


def _letters(
    emergency: BreakGlass, student: Student, *, at: datetime
) -> tuple[list[EmailMessage], list[EmailMessage]]:
    """Return the letters to who reviews it, and those to who only has to know."""
    reviewers = policies.judges_of(student, at=at).exclude(pk=emergency.user_id).order_by("pk")
    leaders = policies.leaders_of(student, at=at).exclude(pk=emergency.user_id).order_by("pk")
    judging = set(reviewers)
    to_review = [_letter(emergency, student.school, to=one, reviews=True) for one in reviewers]
    to_know = [
        _letter(emergency, student.school, to=one, reviews=False)
        for one in leaders
        if one not in judging
    ]
    return to_review, to_know


def _letter(emergency: BreakGlass, school: School, *, to: User, reviews: bool) -> EmailMessage:
    page = reverse("access:review_emergency", args=[emergency.public_id])
    with translation.override(to.language_at_work):
        facts = {"school": school.name, "reference": emergency.reference}
        lines = [
            _("Somebody used emergency access at %(school)s.") % facts,
            _("The reference is %(reference)s.") % facts,
            _("Names are not in this e-mail."),
        ]
        if reviews:
            lines.append(_("Look at it within 3 working days:"))
            lines.append(f"{settings.PORTAL_URL}{page}")
        else:
            lines.append(_("The privacy officer reviews it. You need not do anything."))
        subject = _("Emergency access was used (%(reference)s)") % facts
    return letter(subject, lines, to=to.email, mark=(emergency.public_id, to.public_id))
