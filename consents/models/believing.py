"""The religion of a student, as long as somebody wants it to be known."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from consents.models.choosing import Decision
from consents.querysets import ReligionQuerySet
from schools.models import School
from students.models import Student

LENGTH = 60


class Religion(models.Model):
    """What a family had the school write down, of its own accord (geloofsovertuiging).

    It stands on a yes. With the no that follows, whoever says it, PostgreSQL deletes the row in
    the same transaction (see the migration `religion_walls`); the decisions stay and say that it
    was there, not what it was. It is added, and never changed.

    Law: AVG 9(2)(a); UAVG 22(2)(a)
    """

    student = models.OneToOneField(Student, models.CASCADE, related_name="religion")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    # Its row ends with the decision, which PostgreSQL sees to.
    decision = models.OneToOneField(
        Decision, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    value = models.CharField(max_length=LENGTH)
    at = models.DateTimeField()

    objects = ReligionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(value=""), name="consents_religion_says_something"
            ),
        )

    def __str__(self) -> str:
        """Say nothing of it."""
        return str(self.pk)
