"""A purge and the lines of its list."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from retention.choices import Action, ItemState, Problem, RunState, Why
from retention.querysets import PurgeItemQuerySet, PurgeRunQuerySet
from schools.models import School
from students.models import Student

UNAPPROVED = (RunState.PLANNING, RunState.PROPOSED, RunState.CANCELLED, RunState.INVALID)
PARKABLE = (
    RunState.PLANNING,
    RunState.CHECKING,
    RunState.APPROVED,
    RunState.EXECUTING,
    RunState.SCANNING,
)


class PurgeRun(models.Model):
    """One purge of one school (opschoning): a frozen list, two people, and what came of it.

    What fails again and again is parked: it stands still where it was, `parked_in`, until
    somebody lets it try again.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="purge_runs")
    on = models.DateField(help_text="The day for which the list counts.")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_purges"
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="approved_purges"
    )
    approved_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    list_hash = models.CharField(max_length=64, blank=True)
    students = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="Records to delete.")
    done = models.PositiveIntegerField(default=0, help_text="Records of lines that are done.")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often the next piece of work was begun and did not succeed."
    )
    problem = models.CharField(max_length=10, choices=Problem, blank=True)
    parked_in = models.CharField(max_length=10, choices=RunState, blank=True)

    objects = PurgeRunQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="retention_run_known_values"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="retention_run_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False, approved_at__isnull=False)
                | Q(state__in=UNAPPROVED)
                | Q(state=RunState.PARKED, parked_in=RunState.PLANNING),
                name="retention_run_approved_first",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.PARKED, parked_in__in=PARKABLE) & ~Q(problem="")
                | ~Q(state=RunState.PARKED) & Q(parked_in=""),
                name="retention_run_parked_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(problem__in=["", *Problem.values]),
                name="retention_run_known_problem",
            ),
        )
        indexes = (models.Index(fields=["school", "-proposed_at"], name="retention_run_newest"),)

    def __str__(self) -> str:
        """Return day and state."""
        return f"{self.on} {self.state}"


class PurgeItem(models.Model):
    """One line of the list: what one rule says of one kind of data about one student.

    The student is known only as long as the run needs it.
    """

    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="items", db_index=False)
    student = models.ForeignKey(Student, models.SET_NULL, null=True, related_name="purge_items")
    rule = models.CharField(max_length=5)
    decider = models.CharField(max_length=5, blank=True, help_text="The rule that decided.")
    version = models.PositiveSmallIntegerField(help_text="Of the rule that decided.")
    category = models.CharField(max_length=46)
    holding = models.CharField(max_length=60)
    action = models.CharField(max_length=10, choices=Action)
    why = models.CharField(max_length=20, choices=Why)
    reason = models.CharField(max_length=40, blank=True, help_text="Of a hold: code and review.")
    until = models.DateField(null=True)
    destroy_by = models.DateField(null=True)
    rows = models.PositiveIntegerField()
    erased = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.PENDING)

    objects = PurgeItemQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["run", "student", "rule", "holding", "action"], name="retention_item_once"
            ),
            models.CheckConstraint(
                condition=Q(action__in=Action.values)
                & Q(why__in=Why.values)
                & Q(state__in=ItemState.values),
                name="retention_item_known_values",
            ),
        )
        indexes = (
            models.Index(
                fields=["run", "student"],
                name="retention_item_waiting",
                condition=Q(action=Action.DELETE, state=ItemState.PENDING),
            ),
        )

    def __str__(self) -> str:
        """Return rule and action, without a person."""
        return f"{self.rule} {self.action}"
