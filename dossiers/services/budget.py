"""How many files somebody opens: a limit that no mentor meets, and somebody who copies does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q

from audit.models import Event
from audit.services import record
from dossiers.errors import ManyFilesError
from dossiers.events import OPENED, ReadingStopped
from dossiers.rules import spent
from kernel.dates import day_of, start_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from students.models import Student

AN_HOUR = timedelta(hours=1)


def require_budget(*, actor: User, student: Student, at: datetime) -> None:
    """Let pass whoever has opened few enough other files, in this hour and on this day.

    A file that is open already costs nothing more. Has to be asked before the transaction block
    that reads: the attempt stays on record, though nothing is shown. Requests that come at the
    very same moment are not counted for each other, so that nobody waits for another page.

    Raises:
        ManyFilesError: the budget is spent.
    Law: AVG 32(1)
    """
    begun = start_of(day_of(at))
    others = Event.objects.by(actor.audit_ref).filter(
        name__in=[each.name for each in OPENED.values()],
        at__gte=min(begun, at - AN_HOUR),
        at__lte=at,
    )
    opened = others.exclude(subject=student.audit_ref).aggregate(
        day=Count("subject", distinct=True, filter=Q(at__gte=begun)),
        hour=Count("subject", distinct=True, filter=Q(at__gt=at - AN_HOUR)),
    )
    stopped = spent(opened, limits=settings.READING_BUDGET)
    if stopped is None:
        return
    record(
        ReadingStopped(within=stopped, files=opened[stopped]),
        actor=actor,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
    raise ManyFilesError
