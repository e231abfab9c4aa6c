"""Put on record that something with students in it was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from audit.services import record_each
from consents import policies
from consents.answers import effective
from consents.choices import InPicture, PublicationKind
from consents.errors import NobodyShownError, NotAskedError, NotInGroupError, NoYesError
from consents.events import Published
from consents.models import Appearance, Publication
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.models import Purpose
    from schools.models import Group


@dataclass(frozen=True, slots=True)
class Work:
    """What is published: a title without names, what it is, and where it is to be found."""

    title: str
    kind: PublicationKind
    place: str


@transaction.atomic
def publish(  # noqa: PLR0913 - who, what, where, and of whom
    *,
    actor: User,
    group: Group,
    purpose: Purpose,
    work: Work,
    shown: Collection[Student],
    unrecognisable: Collection[Student] = (),
    at: datetime,
) -> Publication:
    """Put on record that something was published, with who is in it and as what.

    Asks the rule again, once nobody can change what the students say: a no that was said after
    the pictures were chosen blocks it.

    Raises:
        NotThePublisherError: `actor` does not publish for this group.
        NotAskedError: the school does not, or no longer, ask for this place.
        NobodyShownError: nobody can be recognised in it.
        NotInGroupError: somebody is not in the group, or `actor` may not know the answer.
        NoYesError: somebody who can be recognised has no yes for this place now.
    Law: AVG 6(1)(a), 7(1)
    """
    keys = {student.pk for student in (*shown, *unrecognisable)}
    locked = {
        student.pk: student
        for student in Student.objects.filter(pk__in=keys)
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    policies.require_publisher(actor, group, at=at)
    if not purpose.is_active or purpose.school_id != group.school_id:
        raise NotAskedError
    hidden = {student.pk for student in unrecognisable}
    seen = {student.pk for student in shown} - hidden
    if not seen:
        raise NobodyShownError
    _require_members(actor, group, keys, at=at)
    # Who said no while we waited said so after `at`.
    asked_at = max(at, timezone.now())
    _require_yes([locked[key] for key in sorted(seen)], purpose, at=asked_at)
    made = _write(group, purpose, work, actor=actor, at=at)
    for state, some in ((InPicture.SHOWN, seen), (InPicture.UNRECOGNISABLE, hidden)):
        _write_in(made, [locked[key] for key in sorted(some)], state, actor=actor)
    return made


def _require_members(actor: User, group: Group, keys: set[int], *, at: datetime) -> None:
    known = Student.objects.where(actor, "read_consent_answer")
    members = known.in_group(group.pk, on=day_of(at)).filter(pk__in=keys)
    if members.count() < len(keys):
        raise NotInGroupError


def _require_yes(students: list[Student], purpose: Purpose, *, at: datetime) -> None:
    answers = effective(students, at=at)
    # A question that ended at this very moment has no answer any more.
    found = [(student, answers[student.pk].get(purpose.code)) for student in students]
    without = [student for student, answer in found if answer is None or not answer.granted]
    if without:
        raise NoYesError(without)


def _write(
    group: Group, purpose: Purpose, work: Work, *, actor: User, at: datetime
) -> Publication:
    return Publication.objects.create(
        school=group.school,
        purpose=purpose,
        kind=work.kind,
        title=work.title,
        place=work.place,
        published_at=at,
        published_by=actor,
    )


def _write_in(
    made: Publication, students: list[Student], state: InPicture, *, actor: User
) -> None:
    Appearance.objects.bulk_create(
        Appearance(publication=made, student=student, school=made.school, state=state)
        for student in students
    )
    record_each(
        Published(made.pk, made.purpose.code, state),
        actor=actor,
        subjects=[student.audit_ref for student in students],
        school=made.school.public_id,
        at=made.published_at,
    )
