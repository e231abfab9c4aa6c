"""Answers that are worked out beforehand."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from consents.choices import Capacity, Reason
from consents.models.asking import Purpose
from consents.querysets import (
    KeptAnswerQuerySet,
)
from schools.models import School
from students.models import Student


class KeptAnswer(models.Model):
    """An answer of the rule, worked out beforehand: when it counts, and when that was known.

    For speed: a list of a class reads these instead of every decision. A row is about the time
    from when it was made, birthdays and dates of authority to come included, until PostgreSQL
    closes `known`: it does so the moment anything changes on which the answer rests (see the
    migration `kept_answers`). Where no open row is, the rule is asked.

    What is closed stays, and says what the portal answered then.

    Law: AVG 7(1)
    """

    # PostgreSQL would lock the student to hold this, while somebody who chooses waits for us.
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", db_index=False)
    effective = DateTimeRangeField()
    known = DateTimeRangeField()
    granted = models.BooleanField()
    reason = models.CharField(max_length=20, choices=Reason)
    deciders = ArrayField(models.CharField(max_length=10, choices=Capacity))
    decision_at = models.DateTimeField(null=True)
    wording_version = models.PositiveSmallIntegerField(null=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(effective__isempty=False, known__isempty=False)
                & Q(effective__lower_inf=False, known__lower_inf=False),
                name="consents_keptanswer_lasts",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="consents_keptanswer_known_values"
            ),
            ExclusionConstraint(
                name="consents_keptanswer_one",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["student", "purpose"],
                name="consents_keptanswer_open",
                condition=Q(known__upper_inf=True),
            ),
            models.Index(
                F("school"),
                Func("known", function="upper", output_field=models.DateTimeField()),
                name="consents_keptanswer_since",
            ),
        )

    def __str__(self) -> str:
        """Return the reason, without a person."""
        return self.reason
