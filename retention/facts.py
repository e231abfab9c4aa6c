"""What the tables say now about students, holds and rules: what verdicts are made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, DateField, Exists, F, Func, Max, OuterRef, Q

from kernel.dates import ONE_DAY
from retention.choices import Reason, Why
from retention.models import Hold, Rule
from retention.rules import Stay, Stop, Verdict, decide, presence
from students.models import Membership, Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from schools.models import School

WITHOUT_CLASS = timedelta(days=92)  # longer than a summer holiday


def stays(school: School, *, on: date, students: Collection[int] | None = None) -> dict[int, Stay]:
    """Return when each student of a school, or each of these, was there."""
    rows = Student.objects.filter(school=school)
    if students is not None:
        rows = rows.filter(pk__in=students)
    ends = Func(F("enrolments__period"), function="upper", output_field=DateField())
    is_open = Count("enrolments", filter=Q(enrolments__period__upper_inf=True))
    lost = set(_without_class(school, on=on))
    return {
        pk: Stay(
            last_day=end - ONE_DAY if end else None,
            is_open=bool(open_),
            has_class=pk not in lost,
        )
        for pk, end, open_ in rows.annotate(end=Max(ends), open=is_open).values_list(
            "pk", "end", "open"
        )
    }


def _without_class(school: School, *, on: date) -> list[int]:
    """Return the students who had classes and have none any more, not even lately."""
    of_student = Membership.objects.filter(student=OuterRef("pk"))
    recent = of_student.filter(
        Q(period__upper_inf=True) | Q(period__endswith__gt=on - WITHOUT_CLASS)
    )
    rows = Student.objects.filter(school=school).filter(Exists(of_student), ~Exists(recent))
    return list(rows.values_list("pk", flat=True))


@dataclass(slots=True)
class Judge:
    """Says what happens to data under a rule about a student, from the facts of one moment.

    Many students left on one day: what was decided for one of them is not worked out again.
    """

    on: date
    stays: dict[int, Stay]
    rules: dict[str, Rule]
    stops: dict[int | None, list[tuple[str, Stop]]]  # by student; None is the whole school
    _known: dict[tuple[str, Stay, tuple[Stop, ...]], Verdict | None] = field(default_factory=dict)

    def leavers(self) -> list[int]:
        """Return the students who are not simply enrolled."""
        return [
            pk
            for pk, stay in self.stays.items()
            if presence(stay, on=self.on) != Why.ENROLLED_AGAIN
        ]

    def verdict(self, student: int, code: str) -> Verdict | None:
        """Return what happens to data under rule `code`; None for somebody who is enrolled."""
        stay = self.stays.get(student)
        if stay is None:
            return None
        stops = self._stopping(student, code)
        key = (code, stay, stops)
        if key not in self._known:
            terms = [self.rules[each].term for each in self._codes(code) if each in self.rules]
            self._known[key] = decide(terms, stay=stay, stops=stops, on=self.on)
        return self._known[key]

    def _stopping(self, student: int, code: str) -> tuple[Stop, ...]:
        """Return the holds on data of a student under rule `code`, or under one beside it."""
        found = (*self.stops.get(None, ()), *self.stops.get(student, ()))
        if not found:
            return ()
        codes = {"", *self._codes(code)}
        return tuple(stop for what, stop in found if what in codes)

    def _codes(self, code: str) -> tuple[str, ...]:
        """Return a rule and those whose minimum holds there too."""
        rule = self.rules.get(code)
        return (code, *rule.also) if rule else ()


def judge(school: School, *, on: date, students: Collection[int] | None = None) -> Judge:
    """Gather the facts about a school, or about some of its students, as they are now."""
    there = stays(school, on=on, students=students)
    stops: dict[int | None, list[tuple[str, Stop]]] = defaultdict(list)
    for hold in Hold.objects.stopping(school.pk, there.keys()):
        stops[hold.student_id].append((hold.rule, Stop(Reason(hold.reason), hold.review_on)))
    return Judge(
        on=on,
        stays=there,
        rules={rule.code: rule for rule in Rule.objects.in_force(school, on=on)},
        stops=stops,
    )
