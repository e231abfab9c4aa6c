"""A no that was told to the school."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from consents.choices import Capacity
from consents.models.asking import Purpose
from consents.querysets import (
    ObjectionQuerySet,
)
from schools.models import School
from students.models import Student


class Objection(models.Model):
    """A no that somebody told the school, instead of choosing in the portal (bezwaar).

    Of a student below sixteen, whose own wish wins where it comes to a picture; or of somebody
    who decides, as soon as the school knows that the parents do not agree. It stands until it
    is lifted; without a purpose it is about all pictures. The school is that of the student,
    which PostgreSQL holds.

    Law: BW 1:253i; UAVG 5(3)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="objections")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, null=True, related_name="objections")
    by = models.CharField(max_length=10, choices=Capacity)
    period = DateTimeRangeField()
    # The next two are emptied by PostgreSQL once the account ends.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(by__in=Capacity.values), name="consents_objection_known_values"
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False),
                name="consents_objection_begins",
            ),
            ExclusionConstraint(
                name="consents_objection_once",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("by", RangeOperators.EQUAL),
                    (Coalesce("purpose_id", 0), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        """Return in which capacity it was said, without a person."""
        return self.by
