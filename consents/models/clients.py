"""Systems of others that ask for answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from consents.api.rules import ALLOWANCE
from consents.querysets import ClientManager
from kernel.dates import ONE_DAY, day_of

if TYPE_CHECKING:
    from datetime import date, datetime

SHA256 = r"^[0-9a-f]{64}$"


class Client(models.Model):
    """A system outside the portal that may ask for answers, with a token (koppeling).

    It may ask about these channels at these schools, until an end, and gets yes or no for the
    student numbers that it sends. Of the token there is a hash, which no role of the running
    portal reads or changes: a new token is a new row. PostgreSQL compares, and counts about how
    many students was asked; see the migration `client_walls`.

    The schools are keys without a reference: row security lets nobody add one where the own task
    does not reach each of them.

    Law: AVG 5(1)(c), 32(1)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True, help_text="On which agreement it rests.")
    schools = ArrayField(models.BigIntegerField())
    channels = ArrayField(models.CharField(max_length=40))
    period = DateTimeRangeField()
    token_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    allowance = models.FloatField(default=ALLOWANCE, help_text="Students left at `counted_at`.")
    counted_at = models.DateTimeField()

    objects = ClientManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(schools__len__gt=0, channels__len__gt=0),
                name="consents_client_for_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="consents_client_ends",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=SHA256),
                name="consents_client_keeps_a_hash",
            ),
        )

    def __str__(self) -> str:
        """Return the key, without a name."""
        return f"client {self.pk}"

    @property
    def last_day(self) -> date:
        """Return the last day on which the token counts."""
        return day_of(self.period.upper - ONE_DAY)

    def counts(self, at: datetime) -> bool:
        """Tell whether the token counts at moment `at`."""
        return self.revoked_at is None and at in self.period
