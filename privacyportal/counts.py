"""Numbers of a school for its board: no name, no link to a student, no small number.

They are counted past what the reader may see of students, which is nothing; so every function
here starts from schools on which the reader holds `read_counts`, and gives numbers only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from access.choices import Role
from access.comparison import people
from access.matrix import FAMILY
from consents.totals import totals
from kernel.dates import day_of
from kernel.numbers import is_small, merged
from processors.lines import LOOKS, register
from processors.models import Party
from retention.choices import RunState
from retention.models import PurgeRun
from schools.models import School
from students.models import Enrolment

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from accounts.models import User
    from consents.totals import Total

COUNTS = "read_counts"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name; None where it is too small to be shown."""

    name: str
    number: int | None

    @property
    def shown(self) -> str:
        """Return the number, or that it is small."""
        return _("fewer than 5") if self.number is None else str(self.number)


@dataclass(frozen=True, slots=True)
class Row:
    """What the board sees of a school in the list."""

    school: School
    students: Figure
    red: int
    amber: int
    green: int
    purges: int
    last_purge: Any  # a date, or None


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers for one purpose, the small numbers put together with others."""

    title: str
    figures: list[Figure]


def schools_of(user: User) -> list[School]:
    """Return the schools of which `user` reads numbers."""
    return list(
        School.objects.where(user, COUNTS).select_related("board").order_by("board__name", "name")
    )


def rows(schools: list[School], *, at: datetime) -> list[Row]:
    """Return one line a school; the number of queries does not grow with the schools."""
    students, agreements, purges = (
        _students(schools, at),
        _agreements(schools, at),
        _purges(schools),
    )
    found = []
    for school in schools:
        colours = agreements[school.pk]
        number, last = purges.get(school.pk, (0, None))
        found.append(
            Row(
                school,
                figure(_("Students"), students.get(school.pk, 0)),
                red=colours["negative"],
                amber=colours["warning"],
                green=colours["positive"],
                purges=number,
                last_purge=last,
            )
        )
    return found


def _students(schools: list[School], at: datetime) -> dict[int, int]:
    found = (
        Enrolment.objects.filter(student__school__in=schools, period__contains=day_of(at))
        .values("student__school")
        .annotate(number=Count("student", distinct=True))
    )
    return {row["student__school"]: row["number"] for row in found}


def _agreements(schools: list[School], at: datetime) -> dict[int, Counter[str]]:
    """Return for each school how many parties stand red, amber and green."""
    found: dict[int, Counter[str]] = {school.pk: Counter() for school in schools}
    parties = Party.objects.filter(board__in={school.board_id for school in schools})
    for line in register(parties.with_register(), on=day_of(at)):
        colour = LOOKS[line.state][1].replace("info", "warning")
        for school in {key for one in line.arrangements for key in one.school_ids}:  # type: ignore[attr-defined]  # annotated
            if school in found:
                found[school][colour] += 1
    return found


def _purges(schools: list[School]) -> dict[int, tuple[int, Any]]:
    done = PurgeRun.objects.filter(school__in=schools, state=RunState.DONE)
    found = done.values("school").annotate(number=Count("pk"), last=Max("on"))
    return {row["school"]: (row["number"], row["last"]) for row in found}


def figure(name: str, number: int) -> Figure:
    """Return a number of people, unless it is too small."""
    return Figure(name, None if is_small(number) else number)


def staff(school: School, *, at: datetime) -> list[Figure]:
    """Return for each role how many people work in it at a school now."""
    found = people([school], at=at)
    return [
        figure(str(role.label), found[role])
        for role in Role
        if role not in FAMILY and role in found
    ]


def answers(school: School, *, at: datetime) -> list[Answers]:
    """Return what was answered for each purpose, in numbers that point at nobody."""
    return [Answers(total.title, _merged(total)) for total in totals(school, at=at)]


def _merged(total: Total) -> list[Figure]:
    words = {"yes": _("yes"), "no": _("no"), "silent": _("no answer")}
    counts = {"yes": total.yes, "no": total.no, "silent": total.silent}
    return [
        figure(capfirst(" / ".join(words[one] for one in names)), number)
        for names, number in merged(counts)
    ]


def purges(school: School) -> list[Figure]:
    """Return how the purges of a school stand, and how many records went."""
    found = PurgeRun.objects.filter(school=school)
    by_state = dict(found.values_list("state").annotate(number=Count("pk")))
    sums = found.aggregate(records=Sum("done", filter=Q(state=RunState.DONE), default=0))
    return [
        *(Figure(str(RunState(s).label), n) for s, n in sorted(by_state.items())),
        Figure(_("Records deleted"), sums["records"]),
    ]
