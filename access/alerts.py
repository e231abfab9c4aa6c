"""Tell who must know that somebody took emergency access; by e-mail, and so without a name.

Written down as `alerted_at`, in the transaction of the sending: a letter that a crash sends
twice has the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from access import policies
from access.models import BreakGlass
from kernel.letters import letter

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from accounts.models import User
    from schools.models import School

logger = logging.getLogger(__name__)


@transaction.atomic
def alert(emergency_id: int, *, at: datetime) -> int:
    """Write once to reviewers, team leader and care coordinator; return to how many.

    Where there is nobody to write to, the next sweep tries again.
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
    letters = _letters(found, at=at)
    if not letters:
        logger.warning("Emergency access %d: there is nobody to tell.", emergency_id)
        return 0
    get_connection().send_messages(letters)
    found.alerted_at = at
    found.save(update_fields=["alerted_at"])
    return len(letters)


def _letters(emergency: BreakGlass, *, at: datetime) -> list[EmailMessage]:
    student = emergency.assignment.student
    assert student is not None  # noqa: S101  (an emergency is about one student)
    reviewers = set(policies.judges_of(student, at=at))
    others = set(policies.leaders_of(student, at=at))
    return [
        _letter(emergency, student.school, to=person, reviews=person in reviewers)
        for person in sorted(reviewers | others, key=lambda person: person.pk)
        if person.pk != emergency.user_id
    ]


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
