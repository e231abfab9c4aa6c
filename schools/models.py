"""Board, school, school year, group and staff."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from guardian.models import UserObjectPermissionBase

from schools.choices import GroupKind, LegalForm, Sector
from schools.querysets import BoardQuerySet, GroupQuerySet, SchoolQuerySet, StaffQuerySet

BRAND = "#0b6e6e"


class Board(models.Model):
    """The controller: it answers for what its schools do (bevoegd gezag)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    colour = models.CharField(max_length=7, default=BRAND, help_text="House colour, as #rrggbb.")

    objects = BoardQuerySet.as_manager()

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class School(models.Model):
    """A school, or one location of it, known by its BRIN and location number."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="schools")
    brin = models.CharField(max_length=4)
    location = models.CharField(max_length=2, default="00")
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=10, choices=Sector)
    legal_form = models.CharField(max_length=10, choices=LegalForm, default=LegalForm.PRIVATE)
    colour = models.CharField(max_length=7, default=BRAND, help_text="House colour, as #rrggbb.")
    website = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    all_guardians_must_agree = models.BooleanField(
        default=False,
        help_text="False: one guardian's yes counts unless another says no (BW 1:253i).",
    )

    objects = SchoolQuerySet.as_manager()

    class Meta:
        permissions = (
            ("read_school", "Work at the school"),
            ("read_identity", "Read who its students are"),
            ("write_identity", "Import people"),
            ("read_birth_date", "Read the whole birth date of its students"),
            ("read_contact", "Read contact data"),
            ("read_secret_contact", "Read contact data that is secret"),
            ("read_authority", "Read authority and restrictions"),
            ("write_authority", "Keep authority and restrictions"),
            ("reveal_bsn", "Reveal a citizen service number, with a reason"),
            ("read_religion", "Read which religion families had recorded"),
            ("read_consent_answer", "Read who may be in the picture"),
            ("read_consent_history", "Read the proof of consent"),
            ("write_consent_history", "Write down what parents and students told the school"),
            ("read_agreements", "Read the agreement register"),
            ("write_agreements", "Keep the agreement register"),
            ("read_purge_report", "Read purge reports"),
            ("propose_purge", "Propose a purge"),
            ("approve_purge", "Approve a purge"),
            ("read_access_admin", "Read who has access"),
            ("write_access_admin", "Confirm who has access"),
            ("appoint_staff", "Give tasks for the whole school"),
            ("appoint_care_team", "Say who is in the care team of a student"),
            ("break_glass", "Take emergency access to one student"),
            ("review_access", "Review who used which access"),
            ("sign_access_review", "Sign a review of access"),
            ("adopt_matrix", "Register that the matrix was adopted"),
            ("read_consent_texts", "Read what parents and students are asked"),
            ("write_consent_texts", "Write what parents and students are asked"),
            ("read_counts", "Read numbers of a school"),
        )
        constraints = (
            models.UniqueConstraint(fields=["brin", "location"], name="schools_school_brin"),
            models.CheckConstraint(
                condition=models.Q(brin__regex=r"^[0-9]{2}[A-Z]{2}$")
                & models.Q(location__regex=r"^[0-9A-Z]{2}$"),
                name="schools_school_brin_form",
            ),
            models.CheckConstraint(
                condition=models.Q(sector__in=Sector.values)
                & models.Q(legal_form__in=LegalForm.values),
                name="schools_school_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_secondary(self) -> bool:
        """Tell whether years are counted from 1 again."""
        return self.sector == Sector.SECONDARY


class SchoolYear(models.Model):
    """A school year, from 1 August up to and including 31 July."""

    name = models.CharField(max_length=9, unique=True)
    period = DateRangeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^[0-9]{4}-[0-9]{4}$"),
                name="schools_schoolyear_name_form",
            ),
        )

    def __str__(self) -> str:
        """Return the name, as schools write it."""
        return self.name


class Group(models.Model):
    """A class or a teaching group in one school year (stamgroep, lesgroep)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="groups")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="groups")
    las_key = models.CharField(max_length=256, help_text="Key in the administration system.")
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=GroupKind, default=GroupKind.BASE)
    year_level = models.CharField(max_length=2, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["school", "school_year", "las_key"], name="schools_group_las_key"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=GroupKind.values), name="schools_group_known_values"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class StaffMember(models.Model):
    """Somebody who works at a school, as the administration system knows that person.

    Being here gives access to nothing: that takes an assignment.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="staff")
    las_key = models.CharField(max_length=256)
    call_name = models.CharField(max_length=64, blank=True)
    initials = models.CharField(max_length=20, blank=True)
    name_prefix = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="employments"
    )
    missing_since = models.DateField(
        null=True, help_text="No longer in a file of all colleagues since this day."
    )

    objects = StaffQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "las_key"], name="schools_staff_las_key"),
        )

    def __str__(self) -> str:
        """Return the public id: a name has no place in a log."""
        return str(self.public_id)

    @property
    def full_name(self) -> str:
        """Return the name as one says it."""
        parts = (self.call_name or self.initials, self.name_prefix, self.surname)
        return " ".join(part for part in parts if part)


class SchoolGrant(UserObjectPermissionBase):
    """What a user may do for a whole school, and from when to when; written by `access` only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    permission = models.ForeignKey(
        "auth.Permission", models.CASCADE, related_name="+", db_index=False
    )
    content_object = models.ForeignKey(School, models.CASCADE, related_name="grants")
    valid = DateTimeRangeField()
    assignment = models.BigIntegerField(help_text="The access.Assignment that gives it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "assignment"],
                name="schools_schoolgrant_once",
            ),
        )

    def __str__(self) -> str:
        """Return the period alone."""
        return str(self.valid)
