"""Students, their enrolments and groups, and the people who care for them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Right
from guardian.models import UserObjectPermissionBase

from schools.models import Group, School
from students.choices import Authority, GuardianKind, NumberKind, Relation, Restriction
from students.querysets import (
    EnrolmentQuerySet,
    GuardianQuerySet,
    GuardianshipQuerySet,
    IdentityNumberManager,
    MembershipQuerySet,
    StudentQuerySet,
)
from students.rules import DIGITS, SHOWN_DIGITS


def photo_path(student: Student, name: str) -> str:
    """Return where a photo is kept: a name that says nothing of whom it shows."""
    del student, name
    return f"photos/{uuid4()}.jpg"


class Student(models.Model):
    """Somebody who goes, or went, to one school (leerling).

    A child that moves to another school of the board becomes another student there: each
    school keeps, and ends, its own file.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    audit_ref = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="students")
    las_key = models.CharField(max_length=256, blank=True, help_text="Student number.")
    call_name = models.CharField(max_length=64, blank=True)
    first_names = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=20, blank=True)
    name_prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    birth_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    photo = models.FileField(upload_to=photo_path, blank=True, max_length=100)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="student"
    )

    objects = StudentQuerySet.as_manager()

    class Meta:
        permissions = (
            ("read_identity", "Read who the student is"),
            ("read_birth_date", "Read the whole birth date"),
            ("read_contact", "Read contact data"),
            ("read_secret_contact", "Read contact data that is secret"),
            ("read_authority", "Read authority and restrictions"),
            ("read_restriction", "Know that there is a restriction"),
            ("read_conversation_notes", "Read conversation notes"),
            ("write_conversation_notes", "Write conversation notes"),
            ("read_care_notes", "Read notes of the care team"),
            ("write_care_notes", "Write notes of the care team"),
            ("read_lesson_advice", "Read advice for lessons"),
            ("write_lesson_advice", "Write advice for lessons"),
            ("read_religion", "Read which religion the family had recorded"),
            ("read_consent_answer", "Read what may be done with pictures"),
            ("read_consent_history", "Read own decisions"),
            ("read_access_log", "Read who looked"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["school", "las_key"],
                name="students_student_las_key",
                condition=~models.Q(las_key=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(call_name="", surname=""), name="students_student_has_name"
            ),
        )
        indexes = (
            models.Index(fields=["school", "surname", "call_name"], name="students_student_list"),
        )

    def __str__(self) -> str:
        """Return the public id: a name has no place in a log."""
        return str(self.public_id)

    @property
    def display_name(self) -> str:
        """Return the name as one says it: `Sam van der Tweeling`."""
        parts = (self.call_name or self.first_names, self.name_prefix, self.surname)
        return " ".join(part for part in parts if part)

    @property
    def short_name(self) -> str:
        """Return the call name, which is what a parent says."""
        return self.call_name or self.first_names or self.surname


class Enrolment(models.Model):
    """A period in which a student was enrolled (inschrijving); retroactive change is normal.

    The period runs up to, not including, the day after deregistration. A student who has
    left has a last enrolment with an end. The terms of BBWPO 9 and BBWVO 6 run from it.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="enrolments")
    period = DateRangeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="students_enrolment_no_overlap",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__lower_inf=False),
                name="students_enrolment_begins",
            ),
        )

    def __str__(self) -> str:
        """Return the period alone."""
        return str(self.period)


class Membership(models.Model):
    """A student's period in a group; it follows the administration system."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    period = DateRangeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="students_membership_no_overlap",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__lower_inf=False),
                name="students_membership_begins",
            ),
        )

    def __str__(self) -> str:
        """Return the period alone."""
        return str(self.period)


class Guardian(models.Model):
    """Somebody who cares for students of one school (ouder, verzorger, voogd).

    Two guardians with one mailbox stay two guardians.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="guardians")
    las_key = models.CharField(max_length=256, blank=True)
    kind = models.CharField(max_length=12, choices=GuardianKind, default=GuardianKind.PERSON)
    call_name = models.CharField(max_length=64, blank=True)
    initials = models.CharField(max_length=20, blank=True)
    name_prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, help_text="Or the name of the institution.")
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    address_is_secret = models.BooleanField(default=False)
    phone_is_secret = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="guardians"
    )

    objects = GuardianQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["school", "las_key"],
                name="students_guardian_las_key",
                condition=~models.Q(las_key=""),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=GuardianKind.values),
                name="students_guardian_known_values",
            ),
            models.CheckConstraint(
                condition=models.Q(phone_is_secret=False) | models.Q(mobile=""),
                name="students_guardian_secret_phone_not_held",
            ),
        )

    def __str__(self) -> str:
        """Return the public id: a name has no place in a log."""
        return str(self.public_id)

    @property
    def full_name(self) -> str:
        """Return the name as one says it."""
        parts = (self.call_name or self.initials, self.name_prefix, self.surname)
        return " ".join(part for part in parts if part)


class Guardianship(models.Model):
    """A guardian's period with a student, and the authority in that period (gezag).

    After a divorce authority stays joint unless a court says otherwise. The school is that of
    the guardian and of the student, which PostgreSQL holds; row security asks it.

    Law: BW 1:245, 1:253i; UAVG 5(1)
    """

    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="guardianships")
    student = models.ForeignKey(Student, models.CASCADE, related_name="guardianships")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    relation = models.CharField(max_length=15, choices=Relation, default=Relation.OTHER)
    authority = models.CharField(max_length=12, choices=Authority, default=Authority.UNKNOWN)
    restriction = models.CharField(max_length=15, choices=Restriction, default=Restriction.NONE)
    period = DateRangeField()
    evidence = models.CharField(
        max_length=30, blank=True, help_text="What the authority rests on: a code, never a copy."
    )
    priority = models.PositiveSmallIntegerField(default=1)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="students_guardianship_no_overlap",
                expressions=(
                    ("guardian", RangeOperators.EQUAL),
                    ("student", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(relation__in=Relation.values)
                & models.Q(authority__in=Authority.values)
                & models.Q(restriction__in=Restriction.values),
                name="students_guardianship_known_values",
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False),
                name="students_guardianship_lasts",
            ),
        )

    def __str__(self) -> str:
        """Return the period alone."""
        return str(self.period)


class IdentityNumber(models.Model):
    """The number by which the government knows a student (persoonsgebonden nummer).

    Kept apart from the student, because the law lets a school use it for few things only. The
    roles of pages and jobs may not read `number`: they see that there is one and how it ends.
    It is entered by `students_enter_number` and shown by `students_reveal_bsn`, which put that
    on record (see the migrations `identity_number`, and `number_walls` of `access`).

    What PostgreSQL holds and Django cannot say: the test of eleven, the school being the
    student's, and `entered_by` emptying when the account ends.

    Law: WVO 8.10, 8.17; UAVG 46
    """

    student = models.OneToOneField(
        Student, models.CASCADE, related_name="identity_number", db_constraint=False
    )
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=15, choices=NumberKind)
    number = models.CharField(max_length=DIGITS)
    ending = models.GeneratedField(
        expression=Right("number", SHOWN_DIGITS),
        output_field=models.CharField(max_length=SHOWN_DIGITS),
        db_persist=True,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    entered_at = models.DateTimeField()

    objects = IdentityNumberManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["school", "number"], name="students_identitynumber_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=NumberKind.values),
                name="students_identitynumber_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the kind, without a digit."""
        return self.kind


class StudentGrant(UserObjectPermissionBase):
    """What a user may do with one student's data, and from when to when.

    Written by `access` only; read by `visible_to`, by the permission backend and by
    PostgreSQL's row-level security.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    permission = models.ForeignKey(
        "auth.Permission", models.CASCADE, related_name="+", db_index=False
    )
    content_object = models.ForeignKey(Student, models.CASCADE, related_name="grants")
    valid = DateTimeRangeField()
    assignment = models.BigIntegerField(help_text="The access.Assignment that gives it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "assignment", "valid"],
                name="students_studentgrant_once",
            ),
        )

    def __str__(self) -> str:
        """Return the period alone."""
        return str(self.valid)
