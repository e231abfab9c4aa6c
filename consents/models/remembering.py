"""Who is on the list of former students of a school, and what the school writes to them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consents.alumni.rules import Term
from consents.choices import Capacity
from consents.models.asking import Wording
from consents.models.choosing import Decision
from consents.models.inquiring import Inquiry
from consents.querysets import AlumniLetterQuerySet, AlumnusQuerySet
from schools.models import School
from students.models import Student

SUBJECT, TEXT = 100, 2000  # characters


class AlumniLetter(models.Model):
    """An e-mail of a school to its former students: an invitation to a reunion. Never changed."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=SUBJECT)
    text = models.TextField(max_length=TEXT)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    # Emptied by PostgreSQL once the account ends.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )

    objects = AlumniLetterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(subject__regex=r"\S", text__regex=r"\S"),
                name="consents_alumniletter_says_something",
            ),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")), name="consents_alumniletter_years"
            ),
        )

    def __str__(self) -> str:
        """Return the public id."""
        return str(self.public_id)


class Alumnus(models.Model):
    """A former student, or one who is about to leave, who said yes to the list (oud-leerling).

    Until the last day at school it holds an e-mail address alone. Then come the name and the year,
    and from then on it stands apart: it outlives the file of the student on purpose, and rests on
    the yes, of which it keeps the words, the day, and in which capacity it was said. PostgreSQL
    deletes it with a no (see the migration `alumni_walls`).

    Law: AVG 6(1)(a), 7(1), 7(3)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    # All three are emptied once the file of the student ends.
    student = models.OneToOneField(
        Student, models.SET_NULL, null=True, related_name="alumnus", db_constraint=False
    )
    decision = models.OneToOneField(
        Decision, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    inquiry = models.ForeignKey(
        Inquiry, models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    said_by = models.CharField(max_length=10, choices=Capacity)
    said_at = models.DateTimeField()
    email = models.EmailField()
    name = models.CharField(max_length=310, blank=True)
    left_in = models.PositiveSmallIntegerField(null=True, help_text="The year.")
    ends_on = models.DateField(null=True, help_text="The first day after the last.")
    may_stay = models.BooleanField(
        default=True, help_text="Whether the former student can stay when it ends."
    )
    key = models.CharField(max_length=64, unique=True, help_text="A hash of the link.")
    # When the e-mails were sent: that the list now has the name, and whether it is to stay there.
    told_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(
        AlumniLetter,
        models.SET_NULL,
        null=True,
        related_name="waiting",
        help_text="What is still to be sent.",
    )

    objects = AlumnusQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(said_by__in=Capacity.values), name="consents_alumnus_known_values"
            ),
            models.CheckConstraint(
                condition=Q(left_in=None, ends_on=None, name="", letter=None, told_at=None)
                | Q(left_in__isnull=False, ends_on__isnull=False, name__regex=r"\S"),
                name="consents_alumnus_listed_as_a_whole",
            ),
        )
        indexes = (
            models.Index(fields=["school", "left_in", "name"], name="consents_alumnus_list"),
        )

    def __str__(self) -> str:
        """Return the public id: a name has no place in a log."""
        return str(self.public_id)

    @property
    def term(self) -> Term | None:
        """Return how long it holds, as the rule knows it; None before the student left."""
        if self.ends_on is None:
            return None
        return Term(self.ends_on, self.said_by == Capacity.STUDENT, self.may_stay)
