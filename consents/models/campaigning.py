"""When a school asks for choices, whom it wrote to, and who said that all is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from consents.campaigns.rules import ROUNDS
from consents.choices import CampaignKind, CampaignScope, MessageState, MessageWay
from consents.querysets import (
    CampaignMessageQuerySet,
    CampaignQuerySet,
    ConfirmationQuerySet,
)
from schools.models import Group, School, SchoolYear
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import datetime

FOR_ONE = Q(guardian__isnull=True) ^ Q(student__isnull=True)


class Campaign(models.Model):
    """A school asks for choices, or whether they are still right (campagne).

    It is about nobody in person. At its end nothing is locked: it says until when the school
    writes, and choosing goes on as ever.

    Law: AVG 4(11), 7(3)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="campaigns")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CampaignKind)
    scope = models.CharField(max_length=10, choices=CampaignScope)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    period = DateTimeRangeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="consents_campaign_one_at_a_time",
                expressions=(
                    ("school", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (Coalesce(F("group"), 0), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CampaignKind.values, scope__in=CampaignScope.values),
                name="consents_campaign_known_values",
            ),
            models.CheckConstraint(
                condition=Q(scope=CampaignScope.GROUP, group__isnull=False)
                | Q(~Q(scope=CampaignScope.GROUP), group=None),
                name="consents_campaign_group_where_asked",
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="consents_campaign_ends",
            ),
        )

    def __str__(self) -> str:
        """Return what it asks."""
        return str(self.get_kind_display())

    @property
    def is_check(self) -> bool:
        """Tell whether it asks if choices are still right."""
        return self.kind == CampaignKind.CHECK

    @property
    def whom(self) -> str:
        """Return whom it is about."""
        return self.group.name if self.group else str(self.get_scope_display())

    def runs(self, at: datetime) -> bool:
        """Tell whether the school writes to anybody for it at `at`."""
        return at in self.period


class CampaignMessage(models.Model):
    """One message of a campaign to one person, about all children at once (bericht).

    Written down before it is sent; what was sent never changes, and stays as the log. There are
    at most three to a person: PostgreSQL holds that too.

    Law: AVG 5(2)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="messages")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    guardian = models.ForeignKey(
        Guardian, models.CASCADE, null=True, related_name="campaign_messages"
    )
    student = models.ForeignKey(
        Student, models.CASCADE, null=True, related_name="campaign_messages"
    )
    round = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=MessageWay)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = CampaignMessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=FOR_ONE, name="consents_campaignmessage_for_one"),
            models.CheckConstraint(
                condition=Q(round__gte=1, round__lte=ROUNDS), name="consents_campaignmessage_few"
            ),
            models.CheckConstraint(
                condition=Q(way__in=MessageWay.values, state__in=MessageState.values),
                name="consents_campaignmessage_known_values",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.WAITING, done_at=None)
                | Q(~Q(state=MessageState.WAITING), done_at__isnull=False),
                name="consents_campaignmessage_when_done",
            ),
            models.UniqueConstraint(
                fields=["campaign", "guardian", "round"],
                name="consents_campaignmessage_guardian_once",
                condition=~Q(state=MessageState.NOT_NEEDED),
            ),
            models.UniqueConstraint(
                fields=["campaign", "student", "round"],
                name="consents_campaignmessage_student_once",
                condition=~Q(state=MessageState.NOT_NEEDED),
            ),
        )
        indexes = (
            models.Index(fields=["school", "done_at"], name="consents_campaignmessage_last"),
        )

    def __str__(self) -> str:
        """Return what became of it, without a person."""
        return self.state

    @property
    def person(self) -> tuple[int | None, int | None]:
        """Return to whom it is: the key of a guardian, or of a student."""
        return self.guardian_id, self.student_id


class Confirmation(models.Model):
    """Somebody said that the choices about one student are still right (bevestiging).

    By a guardian, or by the student where that is empty. It changes no choice: a yes goes on
    resting on the decision that was made.

    Law: AVG 7(1)
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="confirmations")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="confirmations")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, related_name="confirmations")
    at = models.DateTimeField()

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "student", "guardian"],
                name="consents_confirmation_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Return the key, without a person."""
        return f"confirmation {self.pk}"
