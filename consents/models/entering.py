"""What proves a choice that reached the school outside the portal."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from consents.choices import Capacity, Channel, ScanKind
from consents.models.choosing import Receipt
from consents.querysets import EvidenceQuerySet
from schools.models import School
from students.models import Guardian, Student

NOTE_LENGTHS = (10, 200)  # characters
OUTSIDE = (Channel.PAPER, Channel.PHONE, Channel.DESK)


class Evidence(models.Model):
    """A paper form, a call or a visit, as the administration wrote it down (bewijsstuk).

    Added, never changed. A paper has its scan, in the file store under a random name; a call or
    a visit has a note. The school is that of the student, which PostgreSQL holds, as it holds
    that decisions say of their evidence what the evidence says.

    Law: AVG 7(1): the school must be able to show that consent was given.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    form_key = models.UUIDField(help_text="Of the page: the same form sent twice is one.")
    student = models.ForeignKey(Student, models.CASCADE, related_name="evidence")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    receipt = models.OneToOneField(
        Receipt, models.DO_NOTHING, related_name="evidence", db_constraint=False
    )
    inquiry = models.ForeignKey(
        "consents.Inquiry",
        models.DO_NOTHING,
        null=True,
        related_name="evidence",
        db_constraint=False,
    )
    capacity = models.CharField(max_length=10, choices=Capacity)
    # The next two are emptied by PostgreSQL once the row they point to ends.
    guardian = models.ForeignKey(
        Guardian, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    channel = models.CharField(max_length=10, choices=Channel)
    said_on = models.DateField(help_text="The date on the paper, or the day of the call.")
    note = models.CharField(max_length=NOTE_LENGTHS[1], blank=True)
    file = models.FileField(max_length=100, blank=True)
    kind = models.CharField(max_length=4, choices=ScanKind, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="In bytes.")
    at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["student", "form_key"], name="consents_evidence_once"),
            models.UniqueConstraint(
                fields=["file"], name="consents_evidence_own_file", condition=~Q(file="")
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values)
                & Q(channel__in=OUTSIDE)
                & Q(kind__in=["", *ScanKind.values]),
                name="consents_evidence_known_values",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(file="") & ~Q(kind=""),
                    channel=Channel.PAPER,
                    note="",
                    sha256__regex="^[0-9a-f]{64}$",
                    size__gt=0,
                )
                | Q(
                    ~Q(channel=Channel.PAPER),
                    note__regex=f"^.{{{NOTE_LENGTHS[0]},}}$",
                    file="",
                    kind="",
                    sha256="",
                    size=0,
                ),
                name="consents_evidence_scan_or_note",
            ),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.GUARDIAN) | Q(guardian=None),
                name="consents_evidence_one_signer",
            ),
        )

    def __str__(self) -> str:
        """Return how it reached the school, without a person."""
        return self.channel

    @property
    def said_by(self) -> str:
        """Return who said it, by name; where that row has ended, in which capacity."""
        if self.guardian:
            return self.guardian.full_name
        is_student = self.capacity == Capacity.STUDENT
        return self.student.display_name if is_student else self.get_capacity_display()

    @property
    def signer_has_account(self) -> bool:
        """Tell whether whoever said it can be told by e-mail, and change it in the portal."""
        by = self.guardian if self.capacity == Capacity.GUARDIAN else self.student
        return by is not None and by.user_id is not None

    @property
    def has_scan(self) -> bool:
        """Tell whether there is a scan to open."""
        return bool(self.file)
