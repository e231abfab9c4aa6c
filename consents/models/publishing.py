"""What a school made public with students in it, and what must come down again."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from consents.choices import InPicture, PublicationKind, TakeDownState, TakenDown
from consents.models.asking import Purpose
from consents.querysets import AppearanceQuerySet, PublicationQuerySet, TakeDownQuerySet
from schools.models import School
from students.models import Student


class Publication(models.Model):
    """Something that a school made public with students in it (publicatie).

    The portal holds no picture and recognises no face: a person says who is in it. What was
    lawful on that day stays lawful; only `removed_at` is ever filled in later.

    Law: AVG 5(2), 7(1), 7(3)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="publications")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=10, choices=PublicationKind)
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=300, help_text="An address, or where it hangs or lies.")
    published_at = models.DateTimeField()
    # Emptied by PostgreSQL once the account ends.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    removed_at = models.DateTimeField(null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PublicationKind.values),
                name="consents_publication_known_values",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=models.F("published_at")),
                name="consents_publication_removed_later",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(kind=PublicationKind.PRINT),
                name="consents_publication_print_stays",
            ),
        )
        indexes = (
            models.Index(fields=["school", "-published_at"], name="consents_publication_newest"),
        )

    def __str__(self) -> str:
        """Return the kind: a title might name somebody."""
        return self.kind

    @property
    def is_print(self) -> bool:
        """Tell whether it is on paper, which nobody takes back."""
        return self.kind == PublicationKind.PRINT

    @property
    def is_address(self) -> bool:
        """Tell whether the place is an address that a browser can open."""
        return self.place.startswith(("https://", "http://"))


class Appearance(models.Model):
    """A student in something that was made public (in beeld), as it was decided that moment.

    Shown only by a yes that counted when it was published; otherwise made unrecognisable. Row
    security asks the school, which is that of the student and of the publication.

    Law: AVG 7(1)
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="appearances")
    student = models.ForeignKey(Student, models.CASCADE, related_name="appearances")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    state = models.CharField(max_length=15, choices=InPicture)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["publication", "student"], name="consents_appearance_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=InPicture.values), name="consents_appearance_known_values"
            ),
        )

    def __str__(self) -> str:
        """Return how somebody is in it, without a person."""
        return self.state


class TakeDown(models.Model):
    """The work of taking a picture of one student down after a no (weghalen).

    One for each student in a publication, ever: what was promised to a family is done, also
    where somebody says yes again meanwhile. Printed matter is not taken back: there the row
    says that it is not printed again, and nothing is left to do.

    Law: AVG 7(3), 17(1)(b)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    appearance = models.OneToOneField(Appearance, models.CASCADE, related_name="take_down")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="take_downs")
    student = models.ForeignKey(Student, models.CASCADE, related_name="take_downs")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    state = models.CharField(max_length=10, choices=TakeDownState)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    how = models.CharField(max_length=15, choices=TakenDown, blank=True)
    note = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    # Emptied by PostgreSQL once the account ends.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=[TakeDownState.OPEN, TakeDownState.NO_REPRINT],
                    how="",
                    note="",
                    done_at=None,
                    done_by=None,
                )
                | Q(state=TakeDownState.DONE, how__in=TakenDown.values, done_at__isnull=False),
                name="consents_takedown_has_proof",
            ),
        )
        indexes = (
            models.Index(
                fields=["school", "due_on"],
                name="consents_takedown_open",
                condition=Q(state=TakeDownState.OPEN),
            ),
        )

    def __str__(self) -> str:
        """Return the state, without a person."""
        return self.state

    @property
    def reference(self) -> str:
        """Return a short number that stands in e-mails instead of a name."""
        return self.public_id.hex[:6].upper()
