"""Who could be invited at a school, and who is left out and why.

An invitation is for whom something opens: a guardian with an authority that decides, without a
restriction, for a student who has not left; and a student of sixteen or older, or who turns
sixteen within thirty days. An account of anybody else would be empty. A student for whom somebody
decides by order of a court would choose nothing with one, and is not invited either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Greatest, Lower

from access.choices import Uninvited
from access.turning.rules import NOTICE, SIXTEEN, is_around, sixteen_on
from kernel.dates import years_after
from students.choices import FROM_SIXTEEN, UNTIL_SIXTEEN
from students.models import Enrolment, Guardian, Guardianship, Membership, Student
from students.querysets import guardians_of_family, own_family

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from accounts.models import User
    from schools.models import Group, School

EIGHTEEN = 18  # years


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody of a school, and why there is no invitation for this person, if so."""

    person: Guardian | Student
    because: Uninvited | None
    shares: bool
    turns_on: date | None = None  # the sixteenth birthday, where it is near or just was
    is_early: bool = False  # that day is yet to come

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return name_of(self.person)

    @property
    def is_guardian(self) -> bool:
        """Tell whether it is a guardian; otherwise it is a student."""
        return isinstance(self.person, Guardian)

    @property
    def mailable(self) -> bool:
        """Tell whether an invitation can go by e-mail."""
        return self.without(mail=True) is None

    @property
    def counts_from(self) -> date | None:
        """Return the day from which a code counts, where that is yet to come."""
        return self.turns_on if self.is_early else None

    def without(self, *, mail: bool) -> Uninvited | None:
        """Return why nothing goes to this person, by e-mail or by letter."""
        if self.because or not mail:
            return self.because
        if not self.person.email:
            return Uninvited.ADDRESS
        return Uninvited.SHARED if self.shares else None


def name_of(person: Guardian | Student) -> str:
    """Return the name of a guardian or a student."""
    return person.full_name if isinstance(person, Guardian) else person.display_name


def counts_from(person: Guardian | Student, *, on: date) -> date | None:
    """Return the day from which the code of `person` counts, where that is yet to come.

    Law: UAVG 5(1)
    """
    born_on = None if isinstance(person, Guardian) else person.birth_date
    first = sixteen_on(born_on) if born_on else None
    return first if first and first > on else None


def invitees(user: User, school: School, *, group: Group | None = None, on: date) -> list[Invitee]:
    """Return everybody of `school`, or around one group, whom `user` could invite or not."""
    known = Student.objects.at_work_of(user).filter(school=school)
    students = known.filter(pk__in=_staying(on=on))
    if group is not None:
        members = Membership.objects.on(on).filter(group=group)
        students = students.filter(pk__in=members.values("student"))
    return _judged(user, school, students, on=on)


def counted(people: Iterable[Uninvited | None]) -> dict[str, int]:
    """Return how many are left out, by reason."""
    return dict(Counter(str(one.value) for one in people if one))


def _judged(user: User, school: School, students: QuerySet[Student], *, on: date) -> list[Invitee]:
    known = Guardian.objects.visible_to(user).filter(school=school)
    of_them = known.filter(guardianships__student__in=students.values("pk"))
    guardians = (
        of_them.distinct()
        .annotate(
            decides=Exists(_deciding(user, on=on).filter(guardian=OuterRef("pk"))),
            family=Exists(
                Guardian.objects.filter(pk__in=guardians_of_family(user), id=OuterRef("pk"))
            ),
        )
        .order_by("surname", "call_name", "pk")
    )
    pupils = students.annotate(
        family=Exists(Student.objects.filter(pk__in=own_family(user), id=OuterRef("pk"))),
        represented=Exists(_representing(user, on=on).filter(student=OuterRef("pk"))),
    ).order_by("surname", "call_name", "pk")
    people: list[Guardian | Student] = [*guardians, *pupils]
    taken = shared(school, people)
    return [
        Invitee(
            person,
            _because(user, person, on=on),
            person.email.lower() in taken,
            _around(person, on=on),
            counts_from(person, on=on) is not None,
        )
        for person in people
    ]


def _around(person: Guardian | Student, *, on: date) -> date | None:
    """Return the sixteenth birthday of a student, where it is near or just was."""
    born_on = person.birth_date if isinstance(person, Student) else None
    turns_on = sixteen_on(born_on) if born_on else None
    return turns_on if turns_on and is_around(turns_on, on=on) else None


def _because(user: User, person: Guardian | Student, *, on: date) -> Uninvited | None:
    if person.user_id is not None:
        return Uninvited.ACCOUNT
    if person.family or person.email.lower() == user.email:  # type: ignore[union-attr]  # annotated
        return Uninvited.FAMILY
    if isinstance(person, Student):
        if person.birth_date is None or sixteen_on(person.birth_date) > on + NOTICE:
            return Uninvited.YOUNG
        return Uninvited.REPRESENTED if person.represented else None  # type: ignore[attr-defined]  # annotated
    return None if person.decides else Uninvited.AUTHORITY  # type: ignore[attr-defined]  # annotated


def _staying(*, on: date) -> QuerySet[Enrolment, Any]:
    """Return the students who have not left; who starts next month is one of them."""
    lasts = Q(period__upper_inf=True) | Q(period__endswith__gt=on)
    return Enrolment.objects.filter(lasts).values("student")


def _deciding(user: User, *, on: date) -> QuerySet[Guardianship]:
    """Return the guardianships that open something: see `access_follow`."""
    born = "student__birth_date"
    until = Q(authority__in=UNTIL_SIXTEEN) & (
        Q(**{f"{born}__gt": years_after(on, -EIGHTEEN)}) | Q(**{born: None})
    )
    later = Q(authority__in=FROM_SIXTEEN) & Q(**{f"{born}__lte": years_after(on, -SIXTEEN)})
    every = Guardianship.objects.visible_to(user).on(on).deciding()
    return every.filter(until | later, student__in=_staying(on=on))


def _representing(user: User, *, on: date) -> QuerySet[Guardianship]:
    """Return the guardianships by which somebody decides for a student from sixteen.

    Law: UAVG 5(2)
    """
    sixteenth = Func(F("student"), function="access_sixteen_on", output_field=DateField())
    day = Greatest(Value(on, output_field=DateField()), sixteenth)
    known = Guardianship.objects.visible_to(user).deciding(FROM_SIXTEEN)
    return known.filter(period__contains=day)


def shared(school: School, people: Collection[Guardian | Student]) -> set[str]:
    """Return the addresses of these `people` that two people of `school` have, in small letters.

    To be reached at or to sign in with: a code of the one must not come to the other.

    Compared within the school alone: whether somebody has an account elsewhere is not for it
    to know.
    """
    asked = {person.email.lower() for person in people if person.email}
    owners: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for model in (Guardian, Student):
        here = model.objects.filter(school=school)
        found = here.annotate(known=Lower("email"), signs_in=Lower("user__email"))
        rows = found.filter(Q(known__in=asked) | Q(signs_in__in=asked))
        for key, user, *mailboxes in rows.values_list("pk", "user", "known", "signs_in"):
            owner = ("user", user) if user else (model.__name__, key)
            for mailbox in asked.intersection(mailboxes):
                owners[mailbox].add(owner)
    return {mailbox for mailbox, whose in owners.items() if len(whose) > 1}
