"""Who has which task for whom, and what the administration proposes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from access import matrix
from access.choices import Body, Council, ProposalState, Role, Scope, Secrecy, Source
from access.querysets import (
    AdoptionQuerySet,
    AssignmentQuerySet,
    ConfidentialityQuerySet,
    ProposalQuerySet,
)
from kernel.dates import ONE_DAY, day_of
from schools.models import Board, Group, School, StaffMember
from students.models import Student

if TYPE_CHECKING:
    from datetime import date, datetime

A_MOMENT = timedelta(microseconds=1)
SCOPES = ("student", "group", "school", "board")


def _only(scope: str) -> Q:
    """Return the condition that `scope`, and no other, is filled in."""
    return Q(**{f"{name}__isnull": name != scope for name in SCOPES})


def _role_fits_scope() -> Q:
    """Return the condition that the matrix knows the role for the kind of scope."""
    fits = Q()
    for scope in SCOPES:
        roles = sorted(role for role, scopes in matrix.SCOPES.items() if scope in scopes)
        fits |= Q(**{f"{scope}__isnull": False, "role__in": roles})
    return fits


def _no_overlap(scope: str) -> ExclusionConstraint:
    """Return the constraint that one person has a task once at a time."""
    return ExclusionConstraint(
        name=f"access_assignment_once_per_{scope}",
        expressions=(
            ("user", RangeOperators.EQUAL),
            ("role", RangeOperators.EQUAL),
            (scope, RangeOperators.EQUAL),
            ("valid", RangeOperators.OVERLAPS),
        ),
        condition=Q(**{f"{scope}__isnull": False}),
    )


class Assignment(models.Model):
    """A person's task for a student, a group, a school or a board, from when to when.

    The one table that decides access. What it opens stands in the matrix.

    Law: AVG 5(1)(f), 32(4)
    """

    public_id = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role)
    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="assignments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="assignments")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="assignments")
    board = models.ForeignKey(Board, models.PROTECT, null=True, related_name="assignments")
    valid = DateTimeRangeField(help_text="Up to, not including, the end.")
    source = models.CharField(max_length=15, choices=Source)
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=_only("student") | _only("group") | _only("school") | _only("board"),
                name="access_assignment_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values) & Q(source__in=Source.values),
                name="access_assignment_known_values",
            ),
            models.CheckConstraint(
                condition=_role_fits_scope(), name="access_assignment_role_fits_scope"
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False, valid__lower_inf=False),
                name="access_assignment_begins",
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for=None)
                | (Q(valid__upper_inf=False) & ~Q(stands_in_for=F("user"))),
                name="access_assignment_stand_in_ends",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role=Role.EMERGENCY, source=Source.BREAK_GLASS)
                    & Q(valid__upper_inf=False, created_by=F("user"))
                )
                | (~Q(role=Role.EMERGENCY) & ~Q(source=Source.BREAK_GLASS)),
                name="access_assignment_emergency",
            ),
            *(_no_overlap(scope) for scope in SCOPES),
        )

    def __str__(self) -> str:
        """Return role and period, without a person."""
        return f"{self.role} {self.valid}"

    @property
    def scope(self) -> Scope:
        """Return what the assignment is about."""
        return next(Scope(name) for name in SCOPES if getattr(self, f"{name}_id") is not None)

    @property
    def first_day(self) -> date:
        """Return the day on which it begins."""
        return day_of(self.valid.lower)

    @property
    def last_day(self) -> date | None:
        """Return the last day on which it holds; None where it has no end.

        A task that ends at midnight does not hold on the day that begins then.
        """
        upper: datetime | None = self.valid.upper
        return None if upper is None else day_of(upper - A_MOMENT)


class Confidentiality(models.Model):
    """That somebody promised to keep silent about students' health, at one school.

    Nobody joins a care team without it.

    Law: UAVG 30(4)
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="confidentiality"
    )
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=Secrecy)
    period = DateRangeField(help_text="From the day it was signed.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ConfidentialityQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="access_confidentiality_once",
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    ("school", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Secrecy.values)
                & Q(period__isempty=False, period__lower_inf=False),
                name="access_confidentiality_known_values",
            ),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("user")), name="access_confidentiality_by_another"
            ),
        )

    def __str__(self) -> str:
        """Return basis and period, without a person."""
        return f"{self.basis} {self.period}"


class Proposal(models.Model):
    """A link between a member of staff and a group or student, as a file claims it.

    It opens nothing until somebody of the school confirms it.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="proposals")
    role = models.CharField(max_length=30, choices=Role)
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="proposals")
    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="proposals")
    period = DateRangeField()
    evidence = models.CharField(max_length=20, help_text="How sure the file was: a code.")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    assignment = models.ForeignKey(
        Assignment, models.SET_NULL, null=True, related_name="proposals"
    )
    missing_since = models.DateField(
        null=True, help_text="Confirmed, but no longer in the file since this day."
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(group__isnull=False, student__isnull=True)
                | Q(group__isnull=True, student__isnull=False),
                name="access_proposal_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values) & Q(state__in=ProposalState.values),
                name="access_proposal_known_values",
            ),
            models.CheckConstraint(
                condition=Q(missing_since=None) | Q(state=ProposalState.CONFIRMED),
                name="access_proposal_missing_once_confirmed",
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "group"],
                name="access_proposal_once_per_group",
                condition=Q(group__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "student"],
                name="access_proposal_once_per_student",
                condition=Q(student__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return role and state, without a person."""
        return f"{self.role} {self.state}"

    @property
    def last_day(self) -> date | None:
        """Return the last day of the period; None where it has no end."""
        upper: date | None = self.period.upper
        return upper - ONE_DAY if upper else None


class Right(models.Model):
    """The matrix as rows, for PostgreSQL to read; written at migration, from `matrix.py`."""

    role = models.CharField(max_length=30)
    permission = models.ForeignKey("auth.Permission", models.CASCADE, related_name="+")
    target = models.CharField(max_length=15)
    until_sixteen = models.BooleanField(default=False)
    while_enrolled = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["role", "permission", "target"], name="access_right_once"
            ),
        )

    def __str__(self) -> str:
        """Return role and target."""
        return f"{self.role} {self.target}"


class Adoption(models.Model):
    """That a board adopted one edition of the matrix (vaststelling); added, never changed.

    It holds the whole edition as it was, so that every day can be answered for.

    Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="adoptions")
    version = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    content = models.JSONField()
    adopted_on = models.DateField()
    body = models.CharField(max_length=15, choices=Body)
    council = models.CharField(max_length=10, choices=Council)
    council_on = models.DateField(null=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["board", "fingerprint", "adopted_on"], name="access_adoption_once"
            ),
            models.CheckConstraint(
                condition=Q(body__in=Body.values, council__in=Council.values)
                & Q(fingerprint__regex=r"^[0-9a-f]{64}$")
                & ~Q(version=""),
                name="access_adoption_known_values",
            ),
            models.CheckConstraint(
                condition=Q(council=Council.NOT_YET, council_on=None)
                | (
                    ~Q(council=Council.NOT_YET)
                    & Q(council_on__isnull=False, council_on__lte=F("adopted_on"))
                ),
                name="access_adoption_council_came_first",
            ),
        )

    def __str__(self) -> str:
        """Return version and day."""
        return f"{self.version} {self.adopted_on}"
