"""The one place that decides which fields of a student somebody sees.

A `Card` holds what may be shown and nothing else. Templates and exports print it; none of them
decides. A field that somebody may not see is empty here, so that it can be printed by nobody.

Law: AVG 5(1)(c), 5(1)(f)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, F, Func

from kernel.dates import ONE_DAY, day_of
from schools.choices import GroupKind
from students.choices import Restriction
from students.models import Guardianship, IdentityNumber, Student
from students.policies import sight_of
from students.rules import masked
from students.texts import AUTHORITY, RESTRICTION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django_stubs_ext import StrPromise
    from psycopg.types.range import Range

    from accounts.models import User
    from students.policies import SeenStudent


@dataclass(frozen=True, slots=True)
class GuardianFields:
    """A guardian of the student, as somebody may see that guardian."""

    name: str
    relation: StrPromise | str
    email: str
    phone: str
    is_secret: bool  # the contact data are secret: told to whoever may see contact data at all
    authority: StrPromise | str
    restriction: StrPromise | str

    @property
    def has_nothing_to_reach(self) -> bool:
        """Tell whether there is no address and no number, and no secret of one."""
        return not (self.email or self.phone or self.is_secret)


@dataclass(frozen=True, slots=True)
class GroupFields:
    """A group of the student."""

    name: str
    kind: StrPromise | str


@dataclass(frozen=True, slots=True)
class NumberFields:
    """That there is an identity number, and how it ends."""

    kind: StrPromise | str
    mask: str
    ending: str


@dataclass(frozen=True, slots=True)
class Card:
    """What one person may see of one student."""

    public_id: UUID
    name: str
    school: str
    class_name: str
    groups: tuple[GroupFields, ...]
    enrolments: tuple[tuple[date, date | None], ...]  # first and last day
    birth_date: date | None
    birth_year: int | None  # instead of the date
    student_number: str
    email: str
    guardians: tuple[GuardianFields, ...]
    knows_guardians: bool
    knows_authority: bool
    is_restricted: bool  # something is forbidden to a guardian; all that a teacher is told
    number: NumberFields | None
    may_reveal: bool
    may_enter: bool

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the kinds of data on this card, for the record of who looked."""
        kinds = {
            "birth_date": self.birth_date is not None,
            "contact": self.knows_guardians,
            "authority": self.knows_authority,
            "restriction": self.is_restricted,
        }
        return ("identity", *(kind for kind, there in kinds.items() if there))


def card(student: SeenStudent, user: User, *, at: datetime) -> Card:
    """Return what `user`, for whom `student` was looked up, sees of that student."""
    sight = sight_of(student)
    born_on = student.birth_date
    whole = "read_birth_date" in sight
    groups = tuple(
        GroupFields(each["name"], GroupKind(each["kind"]).label) for each in student.groups_now
    )
    return Card(
        public_id=student.public_id,
        name=student.display_name,
        school=student.school.name,
        class_name=next((group.name for group in groups), ""),
        groups=groups,
        enrolments=tuple(_days(period) for period in student.periods),
        birth_date=born_on if whole else None,
        birth_year=born_on.year if born_on and not whole else None,
        student_number=student.las_key if "write_identity" in sight else "",
        email=student.email if "read_contact" in sight else "",
        guardians=tuple(_guardians(student, user, sight, on=day_of(at))),
        knows_guardians="read_contact" in sight,
        knows_authority="read_authority" in sight,
        is_restricted="read_restriction" in sight and _is_restricted(student),
        number=_number(student, user) if "reveal_bsn" in sight else None,
        may_reveal="reveal_bsn" in sight,
        may_enter="write_identity" in sight,
    )


def _days(period: Range[date]) -> tuple[date, date | None]:
    """Return the first and the last day of a period, which ends before its upper bound."""
    assert period.lower is not None  # noqa: S101 - held by students_enrolment_begins
    return period.lower, period.upper - ONE_DAY if period.upper else None


def _guardians(
    student: Student, user: User, sight: frozenset[str], *, on: date
) -> Iterator[GuardianFields]:
    if "read_contact" not in sight:
        return
    rows = Guardianship.objects.visible_to(user).on(on).filter(student=student)
    for row in rows.select_related("guardian").order_by("priority", "pk"):
        yield _guardian(row, sight)


def _guardian(row: Guardianship, sight: frozenset[str]) -> GuardianFields:
    guardian = row.guardian
    is_secret = guardian.address_is_secret or guardian.phone_is_secret
    reachable = not is_secret or "read_secret_contact" in sight
    knows_authority = "read_authority" in sight
    return GuardianFields(
        name=guardian.full_name,
        relation=row.get_relation_display(),
        email=guardian.email if reachable else "",
        phone=guardian.mobile if reachable else "",
        is_secret=is_secret,
        authority=AUTHORITY[row.authority] if knows_authority else "",
        restriction=(
            RESTRICTION[row.restriction]
            if knows_authority and row.restriction != Restriction.NONE
            else ""
        ),
    )


def _is_restricted(student: Student) -> bool:
    """Ask PostgreSQL, which shows the rows behind the answer only to whoever may read them."""
    answer = Func(F("pk"), function="students_restricted", output_field=BooleanField())
    return bool(Student.objects.filter(pk=student.pk).values_list(answer, flat=True).get())


def _number(student: Student, user: User) -> NumberFields | None:
    row = IdentityNumber.objects.visible_to(user).filter(student=student).first()
    return NumberFields(row.get_kind_display(), masked(row.ending), row.ending) if row else None
