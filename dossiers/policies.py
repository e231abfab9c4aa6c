"""Who reads and writes a compartment of a file, and on the ground of which task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, Func, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from access.choices import Role
from access.matrix import FAMILY, cell
from access.models import Assignment
from dossiers.errors import NotTheirReaderError, NotTheirWriterError
from dossiers.rules import NOTES
from kernel.dates import day_of
from schools.choices import GroupKind
from schools.models import Group
from students.models import Membership, Student, StudentGrant
from students.querysets import grants_of, has_words, own_family, students_where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from dossiers.rules import Compartment
    from students.querysets import StudentQuerySet

    KnownStudent = WithAnnotations[Student, "Rights"]
    OpenedStudent = WithAnnotations[Student, "Opened"]
    GroundedStudent = WithAnnotations[Student, "Grounded"]
    OpenedClass = WithAnnotations[Group, "Grounded"]


class Rights(TypedDict):
    """What stands beside a student: what else one may do, and the class."""

    may_write: bool
    may_see_pictures: bool
    class_name: str | None


class Ground(TypedDict):
    """One task on the ground of which somebody reads."""

    key: int
    role: str
    ends: str | None  # ISO 8601, as JSON carries it


class Grounded(TypedDict):
    """The tasks that open something, beside what they open."""

    ground: list[Ground]


class ClassPage(TypedDict):
    """The page of a class, as another page points to it."""

    public_id: str
    name: str


class Opened(Rights, Grounded):
    """What stands beside a student whose page is opened; `held` are permissions by name."""

    group: ClassPage | None
    held: list[str]
    may_see_birth_date: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """On the ground of what somebody reads: the assignments, and the role for the record."""

    role: str
    assignments: tuple[int, ...]
    emergency_ends: datetime | None = None

    @classmethod
    def of(cls, assignments: QuerySet[Assignment]) -> Basis | None:
        """Return the basis that these assignments make; None where there are none."""
        return cls.on(_ground(assignments))

    @classmethod
    def on(cls, ground: Iterable[Ground]) -> Basis | None:
        """Return the basis that these tasks make, oldest first; None where there are none.

        Emergency access is the basis only of who has no other.
        """
        found = sorted(ground, key=lambda task: (task["role"] == Role.EMERGENCY, task["key"]))
        if not found:
            return None
        first = found[0]
        ends = first["ends"] if first["role"] == Role.EMERGENCY else None
        return cls(
            first["role"],
            tuple(task["key"] for task in found),
            datetime.fromisoformat(ends) if ends else None,
        )


def _ground(assignments: QuerySet[Assignment]) -> QuerySet[Assignment, Any]:
    """Return these assignments as a basis needs them."""
    ends = Func("valid", function="upper", output_field=DateTimeField())
    return assignments.order_by("pk").values_list(
        JSONObject(key="pk", role="role", ends=ends), flat=True
    )


def readers_of(compartment: Compartment) -> tuple[Role, ...]:
    """Return the roles at a school that read a compartment; families have their own page."""
    return tuple(
        role for role in Role if role not in FAMILY and cell(role, compartment.data).reads
    )


def tasks(user: User, compartment: Compartment, *, at: datetime) -> QuerySet[Assignment]:
    """Return the assignments of `user` that open the compartment of anybody at moment `at`."""
    return Assignment.objects.of(user, at=at).filter(role__in=readers_of(compartment))


def works_with(user: User, compartment: Compartment, *, at: datetime) -> bool:
    """Tell whether `user` has a task, now, in which the compartment is read."""
    return tasks(user, compartment, at=at).exists()


def _opening(
    user: User, student: object, compartment: Compartment, *, at: datetime
) -> QuerySet[Assignment]:
    """Return the assignments that open the compartment of a student: a key, or a reference."""
    grants = StudentGrant.objects.filter(
        user=user,
        user__is_active=True,
        content_object=student,
        permission__codename=compartment.read,
        valid__contains=at,
    )
    return Assignment.objects.filter(pk__in=grants.values("assignment"))


def classes_of(user: User, *, at: datetime) -> QuerySet[Group]:
    """Return the groups whose page `user` opens: the own ones, or this year's of the school."""
    mine = tasks(user, NOTES, at=at)
    return Group.objects.filter(
        Q(pk__in=mine.values("group"))
        | Q(
            school__in=mine.values("school"),
            school_year__period__contains=day_of(at),
            kind=GroupKind.BASE,
        )
    )


def students_of(user: User, compartment: Compartment, *, at: datetime) -> QuerySet[KnownStudent]:
    """Return the students of whom `user` reads the compartment, with class and further rights.

    Not the own child, whose compartment a parent may read as well.
    """
    return _with_rights(_read_at_work(user, compartment, at=at), user, compartment, at=at)


def _with_rights(
    students: StudentQuerySet, user: User, compartment: Compartment, *, at: datetime
) -> QuerySet[KnownStudent]:
    writes = grants_of(user, compartment.write, at=at)
    pictures = Student.objects.where(user, "read_consent_answer")
    class_now = Membership.objects.on(day_of(at)).filter(
        student=OuterRef("pk"), group__kind=GroupKind.BASE
    )
    rows = students.annotate(
        may_write=Exists(writes.filter(content_object=OuterRef("pk"))),
        may_see_pictures=Exists(pictures.filter(pk=OuterRef("pk"))),
        class_name=Subquery(class_now.values("group__name")[:1]),
    ).select_related("school")
    return cast("QuerySet[KnownStudent]", rows)


def _read_at_work(user: User, compartment: Compartment, *, at: datetime) -> StudentQuerySet:
    """Return the students of whom `user` reads the compartment by a task at the school."""
    named = Student.objects.filter(pk__in=students_where(user, compartment.read, at=at))
    return named.exclude(pk__in=own_family(user))


def require_student_reader(
    user: User, student: UUID, compartment: Compartment, *, at: datetime
) -> OpenedStudent:
    """Let pass whoever reads the compartment; return the student, and on what ground.

    All that a page about one student says of rights and class comes from one query. It is not
    asked for who is refused anyway: to build it takes longer than all the rest of a refusal.

    Raises:
        NotTheirReaderError: `user` does not, or there is no such student.
    """
    read = _read_at_work(user, compartment, at=at).filter(public_id=student)
    key = read.values_list("pk", flat=True).first()
    if key is None:
        raise NotTheirReaderError
    today = day_of(at)
    page = classes_of(user, at=at).filter(
        memberships__student=OuterRef("pk"), memberships__period__contains=today
    )
    ground = _opening(user, OuterRef(OuterRef("pk")), compartment, at=at)
    held = StudentGrant.objects.filter(
        user=user, content_object=OuterRef("pk"), valid__contains=at
    )
    births = Student.objects.where(user, "read_birth_date").filter(pk=OuterRef("pk"))
    found = Student.objects.filter(pk=key)
    opened = _with_rights(found, user, compartment, at=at).annotate(
        ground=ArraySubquery(_ground(ground)),
        held=ArraySubquery(held.order_by().values("permission__codename").distinct()),
        may_see_birth_date=Exists(births),
        group=Subquery(
            page.order_by("pk").values_list(
                JSONObject(public_id="public_id", name="name"), flat=True
            )[:1]
        ),
    )
    return cast("OpenedStudent", opened.get())


def require_family_reader(
    user: User, student: UUID, compartment: Compartment, *, at: datetime
) -> GroundedStudent:
    """Let pass whoever reads the compartment of the own child, or of oneself.

    Raises:
        NotTheirReaderError: `user` does not, or there is no such student.
    """
    ground = _opening(user, OuterRef(OuterRef("pk")), compartment, at=at)
    rows = Student.objects.filter(
        pk__in=students_where(user, compartment.read, at=at), public_id=student
    ).filter(pk__in=own_family(user))
    found = rows.annotate(ground=ArraySubquery(_ground(ground))).select_related("school").first()
    if found is None:
        raise NotTheirReaderError
    return cast("GroundedStudent", found)


def groups_of(user: User, compartment: Compartment, *, at: datetime) -> QuerySet[Group]:
    """Return the groups of today in which `user` reads the compartment of somebody."""
    known = students_of(user, compartment, at=at).values("pk")
    members = Membership.objects.on(day_of(at)).filter(student__in=known)
    return Group.objects.filter(pk__in=members.values("group")).order_by("kind", "name", "pk")


def students_by_name(user: User, *, at: datetime) -> QuerySet[KnownStudent]:
    """Return the students for whom `user` has a task that names the student: no class."""
    named = tasks(user, NOTES, at=at).values("student")
    return (
        students_of(user, NOTES, at=at).filter(pk__in=named).order_by("surname", "call_name", "pk")
    )


def find_students(user: User, name: str, *, at: datetime) -> QuerySet[KnownStudent]:
    """Return the students whose notes `user` reads and whose name has every word of `name`."""
    found = students_of(user, NOTES, at=at).filter(has_words(name))
    return found.order_by("surname", "call_name", "pk")


def may_write(user: User, student: Student, compartment: Compartment, *, at: datetime) -> bool:
    """Tell whether `user` writes the compartment of `student` at moment `at`."""
    mine = grants_of(user, compartment.write, at=at)
    return mine.filter(content_object=student).exists()


def require_writer(
    user: User, student: Student, compartment: Compartment, *, at: datetime
) -> None:
    """Let pass whoever writes the compartment of `student`.

    Raises:
        NotTheirWriterError: `user` does not.
    """
    if not may_write(user, student, compartment, at=at):
        raise NotTheirWriterError


def require_reader(
    user: User, student: Student, compartment: Compartment, *, at: datetime
) -> Basis:
    """Let pass whoever reads the compartment of `student`; return on what ground.

    Raises:
        NotTheirReaderError: `user` does not.
    """
    basis = Basis.of(_opening(user, student.pk, compartment, at=at))
    if basis is None:
        raise NotTheirReaderError
    return basis


def require_class_reader(user: User, group: UUID, *, at: datetime) -> OpenedClass:
    """Let pass whoever has a task for this class, or its school; return it with the ground.

    Raises:
        NotTheirReaderError: `user` has none, or there is no such class.
    """
    mine = tasks(user, NOTES, at=at).filter(Q(group=OuterRef("pk")) | Q(school=OuterRef("school")))
    opened = classes_of(user, at=at).annotate(ground=ArraySubquery(_ground(mine)))
    found = opened.select_related("school", "school_year").filter(public_id=group).first()
    if found is None:
        raise NotTheirReaderError
    return cast("OpenedClass", found)


def require_basis(ground: Iterable[Ground]) -> Basis:
    """Return the basis that these tasks make.

    Raises:
        NotTheirReaderError: there are none.
    """
    basis = Basis.on(ground)
    if basis is None:
        raise NotTheirReaderError
    return basis
