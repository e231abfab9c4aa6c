"""Files that came in, their problems, and who was missing."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from interchange.choices import Code, Format, LeaverState, RunState, Severity
from interchange.querysets import (
    ImportIssueQuerySet,
    ImportRunQuerySet,
    LeaverProposalQuerySet,
)
from schools.models import School
from students.models import Student

FOLDER = "imports"


def file_path(run: ImportRun, name: str) -> str:
    """Return where an uploaded file waits: a name that says nothing of what is in it."""
    del name
    return f"{FOLDER}/{run.public_id}"


class ImportRun(models.Model):
    """One file for one school, from upload to result. The file itself goes when it is done."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="import_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    file = models.FileField(upload_to=file_path, blank=True, max_length=100)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.CharField(max_length=20, blank=True, choices=Format)
    produced_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    counts = models.JSONField(default=dict, help_text="Numbers only.")
    hold_code = models.CharField(max_length=20, blank=True, help_text="Why a person must confirm.")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values),
                name="interchange_importrun_known_values",
            ),
        )
        indexes = (models.Index(fields=["school", "-at"], name="interchange_run_newest"),)

    def __str__(self) -> str:
        """Return format and state."""
        return f"{self.format} {self.state}"

    @property
    def new(self) -> int:
        """Return how many people are new."""
        return int(self.counts.get("new", 0))

    @property
    def changed(self) -> int:
        """Return how many people are changed."""
        return int(self.counts.get("changed", 0))


class ImportIssue(models.Model):
    """One problem in a file: where it is and what it is called, never what stands there."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="issues")
    severity = models.CharField(max_length=10, choices=Severity)
    code = models.CharField(max_length=30, choices=Code)
    line = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True)

    objects = ImportIssueQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(severity__in=Severity.values),
                name="interchange_importissue_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return code and place."""
        return f"{self.code} {self.line}"


class LeaverProposal(models.Model):
    """A student who is enrolled and stands not in a file of everybody.

    Not in the file is not gone: somebody of the school says which it is.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.OneToOneField(Student, models.CASCADE, related_name="leaver_proposal")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="leaver_proposals")
    state = models.CharField(max_length=10, choices=LeaverState, default=LeaverState.OPEN)

    objects = LeaverProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=LeaverState.values),
                name="interchange_leaverproposal_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the state."""
        return self.state
