"""Who was invited to get an account, how, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from access.choices import InvitationWay
from access.querysets import InvitationQuerySet
from access.rules import INVITATION_TRIES, PROOF_TRIES, PROOFS
from kernel.dates import day_of
from schools.models import School
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import date, datetime

ONE_MICROSECOND = timedelta(microseconds=1)


class Invitation(models.Model):
    """Lets one guardian or one student get an account, once, with a code (uitnodiging).

    It opens nothing by itself: authority and age do. Of the code there is a keyed hash, and
    none before the letter or the e-mail is made. The address says nothing and shows nothing.
    PostgreSQL compares, counts the tries and lets no page alter that number; see the migration
    `invitation_walls`. The code of a student lets nobody in before the sixteenth birthday, as
    the portal knows it at that moment; see `turning_walls`.

    Where `made_by` is empty the portal itself invited a student who turns sixteen. Where
    `withdrawn_by` is, no person withdrew it: another took its place, or the portal ended it.

    `email` is the address that is being proven: of an invitation by e-mail the one that it was
    sent to, of a letter the one that the visitor gave.

    Law: AVG 32(1)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, related_name="invitations", db_index=False
    )
    student = models.ForeignKey(
        Student, models.CASCADE, null=True, related_name="invitations", db_index=False
    )
    way = models.CharField(max_length=10, choices=InvitationWay)
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    period = DateTimeRangeField()
    code_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes.")
    proof_hash = models.CharField(max_length=64, blank=True)
    proof_until = models.DateTimeField(null=True)
    proof_tries = models.PositiveSmallIntegerField(default=0)
    proofs = models.PositiveSmallIntegerField(default=0, help_text="E-mails sent to prove it.")
    proven_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) ^ Q(student__isnull=True),
                name="access_invitation_for_one",
            ),
            models.CheckConstraint(
                condition=Q(way__in=InvitationWay.values), name="access_invitation_known_way"
            ),
            models.CheckConstraint(
                condition=Q(
                    tries__lte=INVITATION_TRIES, proof_tries__lte=PROOF_TRIES, proofs__lte=PROOFS
                ),
                name="access_invitation_few_tries",
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="access_invitation_ends",
            ),
            models.CheckConstraint(
                condition=Q(made_by__isnull=False)
                | Q(way=InvitationWay.EMAIL, student__isnull=False),
                name="access_invitation_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None),
                name="access_invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(withdrawn_at__isnull=False),
                name="access_invitation_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, withdrawn_at=None)
                | Q(email="", proof_hash="", proof_until=None),
                name="access_invitation_over_keeps_no_address",
            ),
            models.UniqueConstraint(
                fields=["guardian"],
                name="access_invitation_one_a_guardian",
                condition=Q(used_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                fields=["student"],
                name="access_invitation_one_a_student",
                condition=Q(used_at=None, withdrawn_at=None),
            ),
        )
        indexes = (
            models.Index(fields=["guardian"], name="access_invitation_guardian"),
            models.Index(fields=["student"], name="access_invitation_student"),
            models.Index(fields=["code_hash"], name="access_invitation_code"),
        )

    def __str__(self) -> str:
        """Return the key, without a person."""
        return f"invitation {self.pk}"

    @property
    def person(self) -> Guardian | Student:
        """Return who is invited."""
        found = self.guardian or self.student
        assert found is not None  # noqa: S101  (PostgreSQL holds it)
        return found

    @property
    def last_day(self) -> date:
        """Return the last day on which the code lets somebody in."""
        return day_of(self.period.upper - ONE_MICROSECOND)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the right code lets somebody in at moment `at`."""
        over = self.used_at or self.withdrawn_at or self.tries >= INVITATION_TRIES
        return not over and at in self.period
