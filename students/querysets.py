"""Questions to students and their guardians; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from schools.querysets import schools_where
from students.choices import DECIDING, Restriction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from accounts.models import User
    from schools.models import School
    from students.choices import Authority
    from students.models import (
        Enrolment,
        Guardian,
        Guardianship,
        IdentityNumber,
        Membership,
        Student,
        StudentGrant,
    )

# What can also be held for a whole school; content of dossiers never is.
SCHOOL_PERMISSIONS = frozenset(
    {
        "read_identity",
        "read_birth_date",
        "read_contact",
        "read_secret_contact",
        "read_authority",
        "read_consent_answer",
        "read_consent_history",
        "read_religion",
        "reveal_bsn",
        "write_identity",
    }
)
UNACCENTED = "__unaccent__icontains"
NAMES = ("call_name", "first_names", "name_prefix", "surname")


HELD = """
SELECT g.content_object_id FROM {} g
WHERE g.user_id = %s AND g.valid @> %s
  AND g.permission_id = ANY (ARRAY(SELECT id FROM auth_permission WHERE codename = %s))
"""
FAMILY = "SELECT unnest(access_family_of(%s))"
BY_NAME = HELD.format("students_studentgrant")
BY_SCHOOL = f"""
SELECT s.id FROM students_student s
WHERE s.school_id IN ({HELD.format("schools_schoolgrant")})
  AND s.id NOT IN ({FAMILY})
"""  # noqa: S608 - fixed words


def students_where(user: User, permission: str, *, at: datetime | None = None) -> RawSQL:
    """Return the keys of the students on whom `user` holds `permission` by name, at `at`.

    For use behind `__in`. It says what `grants_of` says, written out: this stands in nearly
    every query of the portal, and to build it took longer than to answer it.

    The query starts from the user's own grants, so a large school costs no more than a small
    one. Nobody sees everything.
    """
    return RawSQL(BY_NAME, _held(user, permission, at=at))  # noqa: S611  (fixed words)


def _students_known(user: User, permission: str) -> RawSQL:
    """Return the keys of the students on whom `user` holds `permission`, by name or by school.

    By school means: not the own child. Written out, as `students_where` is.
    """
    held = _held(user, permission, at=None)
    return RawSQL(f"{BY_NAME} UNION ALL {BY_SCHOOL}", [*held, *held, user.pk])  # noqa: S611  (fixed words)


def _held(user: User, permission: str, *, at: datetime | None) -> list[Any]:
    """Return what `HELD` asks for; who may not sign in is equal to nobody."""
    return [user.pk if user.is_active else None, at or timezone.now(), permission]


def grants_of(
    user: User, permission: str, *, at: datetime | None = None
) -> models.QuerySet[StudentGrant]:
    """Return the grants by which `user` holds `permission` on students by name, at `at`."""
    grants: models.QuerySet[StudentGrant] = apps.get_model(
        "students", "StudentGrant"
    )._base_manager.all()
    return grants.filter(
        user=user.pk if user.is_active else None,
        permission__codename=permission,
        valid__contains=at or timezone.now(),
    )


def own_family(user: User) -> RawSQL:
    """Return the keys of the students who are `user`, or in whose file `user` is a guardian.

    For use behind `__in`.

    With authority or without: nobody reaches the own child by a task at the school. PostgreSQL
    answers, whoever the transaction works for: were rows that row security hides left out, a
    page would show what it must not.
    """
    return RawSQL(FAMILY, [user.pk])  # noqa: S611  (fixed words)


def guardians_of_family(user: User) -> RawSQL:
    """Return the keys of the guardians of `user`'s own family: oneself, and the other parent.

    For use behind `__in`. What `own_family` says of students.
    """
    return RawSQL("SELECT unnest(access_guardians_around(%s))", [user.pk])


def family_among(users: Collection[int], student: Student) -> models.QuerySet[User, Any]:
    """Return the keys of those of `users` who are `student`, or a guardian in its file.

    What `own_family` says, asked about one student and many people.
    """
    everyone: models.QuerySet[User] = apps.get_model("accounts", "User")._base_manager.all()
    theirs = models.Func(
        models.F("pk"),
        function="access_family_of",
        output_field=ArrayField(models.BigIntegerField()),
    )
    found = everyone.filter(pk__in=users).annotate(family=theirs)
    return found.filter(family__contains=[student.pk]).values_list("pk", flat=True)


def has_words(name: str) -> Q:
    """Return the condition that a student's name has every word of `name`.

    Neither case nor accents matter: `zoe` finds Zoë.
    """
    words = (
        reduce(or_, (Q(**{f"{field}{UNACCENTED}": word}) for field in NAMES))
        for word in name.split()
    )
    return reduce(and_, words, Q())


class StudentQuerySet(models.QuerySet["Student"]):
    """Students; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the students whom `user` may know of."""
        return self.where(user, "read_identity")

    def where(self, user: User, permission: str) -> Self:
        """Keep the students on whom `user` holds `permission`, by name or by school."""
        if permission not in SCHOOL_PERMISSIONS:
            return self.filter(pk__in=students_where(user, permission))
        return self.filter(pk__in=_students_known(user, permission))

    def at_work_of(self, user: User) -> Self:
        """Keep the students whom `user` may know of by a task at their school.

        Not the own child, nor oneself: those are met as a parent, or as a student.
        """
        return self.visible_to(user).exclude(pk__in=own_family(user))

    def by_name(self) -> Self:
        """Order as a class list: by surname without its prefix."""
        return self.order_by("surname", "call_name", "pk")

    def named(self, name: str) -> Self:
        """Keep whose name has every word of `name`."""
        return self.filter(has_words(name))

    def with_number(self, school: School, number: str) -> Self:
        """Keep the student whom the administration of `school` knows by this number."""
        return self.filter(school=school, las_key=number)

    def enrolled(self, *, on: date) -> Self:
        """Keep who is enrolled on day `on`; nobody is so twice."""
        return self.filter(enrolments__period__contains=on)

    def in_group(self, group: int, *, on: date) -> Self:
        """Keep the members of a group on day `on`."""
        return self.filter(memberships__group=group, memberships__period__contains=on)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments."""

    def visible_to(self, user: User) -> Self:
        """Keep the enrolments of students whom `user` may know of."""
        students: StudentQuerySet = apps.get_model("students", "Student")._default_manager.all()
        return self.filter(student__in=students.visible_to(user))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships of groups."""

    def on(self, day: date) -> Self:
        """Keep the memberships that hold on `day`."""
        return self.filter(period__contains=day)


class GuardianQuerySet(models.QuerySet["Guardian"]):
    """Guardians; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own guardian rows, and those of schools whose contacts it may read."""
        return self.filter(Q(user=user) | Q(school__in=schools_where(user, "read_contact")))


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    """Who is guardian of whom."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own guardianships, and those where it may read who has authority.

        Of the own child nobody reads the rows of others by a task for the whole school.
        """
        guardians: models.QuerySet[Guardian] = apps.get_model(
            "students", "Guardian"
        )._base_manager.all()
        own = guardians.filter(user=user.pk if user.is_active else None)
        return self.filter(
            Q(guardian__in=own.values("pk"))
            | Q(school__in=schools_where(user, "read_authority"))
            & ~Q(student__in=own_family(user))
            | Q(student__in=students_where(user, "read_authority"))
        )

    def on(self, day: date) -> Self:
        """Keep the guardianships that hold on `day`."""
        return self.filter(period__contains=day)

    def deciding(self, authority: Iterable[Authority] = DECIDING) -> Self:
        """Keep those with an authority that decides, and no restriction."""
        return self.filter(authority__in=authority, restriction=Restriction.NONE)


class IdentityNumberQuerySet(models.QuerySet["IdentityNumber"]):
    """Identity numbers: that there is one, its kind and how it ends."""

    def visible_to(self, user: User) -> Self:
        """Keep those of students whose number `user` may ask for."""
        students: StudentQuerySet = apps.get_model("students", "Student")._default_manager.all()
        return self.filter(student__in=students.where(user, "reveal_bsn"))


class IdentityNumberManager(models.Manager.from_queryset(IdentityNumberQuerySet)):  # type: ignore[misc]  # made at run time
    """Leaves the number itself where it is: no role of the pages may read that column."""

    def get_queryset(self) -> IdentityNumberQuerySet:
        """Return the rows without the number."""
        rows: IdentityNumberQuerySet = super().get_queryset().defer("number")
        return rows
