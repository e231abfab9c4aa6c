"""Who opens which page about students, and what somebody may see of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from kernel.dates import day_of
from schools.choices import GroupKind
from schools.models import Group, School, SchoolGrant
from students.models import Enrolment, Membership, Student, StudentGrant

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations
    from psycopg.types.range import Range

    from accounts.models import User

    KnownStudent = WithAnnotations[Student, "InClass"]
    SeenStudent = WithAnnotations[Student, "Seen"]

RIGHTS = (
    "read_birth_date",
    "read_contact",
    "read_secret_contact",
    "read_authority",
    "read_restriction",
    "reveal_bsn",
    "write_identity",
)


class InClass(TypedDict):
    """What stands beside a student in a list."""

    class_name: str | None


class Seen(TypedDict):
    """What stands beside a student whose card is opened, besides a `may_` for each right."""

    groups_now: list[dict[str, str]]
    periods: list[Range[date]]


def students_of(
    user: User, *, name: str = "", group: Group | None = None, at: datetime
) -> QuerySet[KnownStudent]:
    """Return the students whom `user` knows by working at their school, each with the class.

    Only those whose name has every word of `name`, and who are in `group` at moment `at`.
    """
    known = Student.objects.at_work_of(user).named(name)
    if group is not None:
        known = known.in_group(group.pk, on=day_of(at))
    class_now = Membership.objects.on(day_of(at)).filter(
        student=OuterRef("pk"), group__kind=GroupKind.BASE
    )
    rows = known.annotate(class_name=Subquery(class_now.values("group__name")[:1]))
    return cast("QuerySet[KnownStudent]", rows.by_name())


def works_with_students(user: User) -> bool:
    """Tell whether `user` works where students are known: at a school, or with some of them."""
    at_school = School.objects.where(user, "read_identity").exists()
    return at_school or Student.objects.at_work_of(user).exists()


def groups_of(user: User, *, at: datetime) -> QuerySet[Group]:
    """Return the groups of today in which `user` knows somebody."""
    mine = Membership.objects.on(day_of(at)).filter(student__in=Student.objects.at_work_of(user))
    return Group.objects.filter(pk__in=mine.values("group")).order_by("kind", "name", "pk")


def cards_of(user: User, *, at: datetime) -> QuerySet[SeenStudent]:
    """Return the students whose card `user` opens, each with what `user` holds on the student."""
    held = {
        f"may_{each}": Exists(Student.objects.where(user, each).filter(pk=OuterRef("pk")))
        for each in RIGHTS
    }
    member = Membership.objects.on(day_of(at)).filter(student=OuterRef("pk"))
    group = JSONObject(name="group__name", kind="group__kind")
    enrolled = Enrolment.objects.filter(student=OuterRef("pk")).order_by("period")
    rows = (
        Student.objects.at_work_of(user)
        .annotate(
            **held,
            groups_now=ArraySubquery(
                member.order_by("group__kind", "group__name").values_list(group)
            ),
            periods=ArraySubquery(enrolled.values("period")),
        )
        .select_related("school")
    )
    return cast("QuerySet[SeenStudent]", rows)


def sight_of(student: SeenStudent) -> frozenset[str]:
    """Return what somebody holds on a student besides knowing of that student: see `RIGHTS`."""
    return frozenset(each for each in RIGHTS if getattr(student, f"may_{each}"))


def grounds_of(user: User, student: Student, *, at: datetime) -> tuple[int, ...]:
    """Return the assignments by which `user` knows `student`."""
    asked = {"user": user, "permission__codename": "read_identity", "valid__contains": at}
    by_name = StudentGrant.objects.filter(content_object=student, **asked)
    by_school = SchoolGrant.objects.filter(content_object=student.school_id, **asked)
    found = by_name.values_list("assignment", flat=True).union(
        by_school.values_list("assignment", flat=True)
    )
    return tuple(sorted(found))
