"""Who was told that a student turns sixteen."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from access.choices import TurningStage, TurningState
from access.querysets import TurningMessageQuerySet
from schools.models import School
from students.models import Guardian, Student

AROUND = "daterange(%(expressions)s, %(expressions)s + 30)"  # days: see `rules.APART`


class TurningMessage(models.Model):
    """One message around the day on which a student turns sixteen (bericht over zestien worden).

    To a guardian, or to the student where that is empty. Written down before it is sent; what
    was sent never changes. To one person about one student there is one of each stage: PostgreSQL
    holds that, for as long as the birthday moves by days and not by months.

    Law: UAVG 5(1); AVG 12(1)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="turning_messages", db_index=False
    )
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, related_name="turning_messages"
    )
    stage = models.CharField(max_length=10, choices=TurningStage)
    turns_on = models.DateField(help_text="The birthday as it was known then.")
    state = models.CharField(max_length=10, choices=TurningState, default=TurningState.WAITING)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = TurningMessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=TurningStage.values, state__in=TurningState.values),
                name="access_turningmessage_known_values",
            ),
            models.CheckConstraint(
                condition=Q(stage=TurningStage.BEFORE) | Q(guardian=None),
                name="access_turningmessage_guardian_before",
            ),
            models.CheckConstraint(
                condition=Q(state=TurningState.WAITING, done_at=None)
                | Q(~Q(state=TurningState.WAITING), done_at__isnull=False),
                name="access_turningmessage_when_done",
            ),
            ExclusionConstraint(
                name="access_turningmessage_once",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    (Coalesce(F("guardian"), Value(0)), RangeOperators.EQUAL),
                    ("stage", RangeOperators.EQUAL),
                    (Func(F("turns_on"), template=AROUND), RangeOperators.OVERLAPS),
                ),
                condition=~Q(state=TurningState.NOT_NEEDED),
            ),
        )
        indexes = (models.Index(fields=["school", "state"], name="access_turningmessage_waiting"),)

    def __str__(self) -> str:
        """Return what became of it, without a person."""
        return self.state
