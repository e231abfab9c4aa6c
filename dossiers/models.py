"""What is written about a student, and what was agreed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.choices import Category, Kind
from dossiers.querysets import EntryQuerySet, FollowUpQuerySet
from dossiers.rules import BODY_LENGTH, FOLLOW_UP_LENGTH, TITLE_LENGTH
from schools.models import School
from students.models import Student


class Entry(models.Model):
    """One piece of a student's file (leerlingdossier): a note of a talk, a test result, ….

    Entries are added, never changed: a correction is a new version that points to the old
    one. The student's entries go with the student, and never wait for the person who wrote
    them. An author whose account ends leaves the name behind: a note that nobody wrote could
    not be weighed by the parents who may read it.

    Two references are held by PostgreSQL itself (see the migration `walls`): the school is
    the student's, and `author` empties when the account ends. No role may change an entry, so
    Django could not do that.

    Law: AVG 5(1)(d), 5(1)(f)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="entries", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=20, choices=Category)
    kind = models.CharField(max_length=15, choices=Kind, blank=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    held_on = models.DateField(help_text="The day it is about.")
    body = models.CharField(max_length=BODY_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    author_name = models.CharField(max_length=200)
    supersedes = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="replaced_by"
    )
    created_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(category__in=Category.values) & Q(kind__in=["", *Kind.values]),
                name="dossiers_entry_known_values",
            ),
            models.CheckConstraint(
                condition=(Q(category=Category.CONVERSATION_NOTE) & ~Q(kind=""))
                | (~Q(category=Category.CONVERSATION_NOTE) & Q(kind="")),
                name="dossiers_entry_kind_of_talk",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(body="") & ~Q(author_name=""),
                name="dossiers_entry_says_something",
            ),
            models.UniqueConstraint(
                fields=["id", "student", "category"], name="dossiers_entry_of_student"
            ),
        )
        indexes = (
            models.Index(fields=["student", "category", "-held_on"], name="dossiers_entry_newest"),
        )

    def __str__(self) -> str:
        """Return the category, without words of the entry."""
        return self.category


class FollowUp(models.Model):
    """What was agreed in a talk, and when to come back to it (afspraak).

    Student and category are those of the entry, held so by PostgreSQL: row-level security
    asks the same of both tables. Once ticked off, `done_at` says when.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="follow_ups")
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    category = models.CharField(max_length=20, choices=Category)
    text = models.CharField(max_length=FOLLOW_UP_LENGTH, blank=True)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="dossiers_followup_known_values"
            ),
        )
        indexes = (models.Index(fields=["student", "due_on"], name="dossiers_followup_due"),)

    def __str__(self) -> str:
        """Return the day, without words of what was agreed."""
        return str(self.due_on)
