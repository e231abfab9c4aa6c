"""Where other systems are told that answers may have changed, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from consents.choices import DeliveryKind, DeliveryState, Trouble
from consents.models.clients import Client
from consents.querysets import DeliveryQuerySet, WebhookQuerySet
from consents.webhooks.rules import LONGEST_ADDRESS, TRIES
from schools.models import School


class Webhook(models.Model):
    """The address at which a system is told to ask again (meldadres).

    Another address is another row. It counts from when it answered a first message: only the
    portal itself, which sends, writes that down. The address can be a secret of the other end:
    the pages give it to who writes for each school of the system, while PostgreSQL gives the row
    to who writes for one of them. It is in no event, log or e-mail.

    Law: AVG 32(1)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=LONGEST_ADDRESS)
    set_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="When it first answered.")
    failing_since = models.DateTimeField(null=True, help_text="Until somebody tries again.")
    alerted_at = models.DateTimeField(null=True, help_text="When the officers were told.")
    ended_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=Q(ended_at=None),
                name="consents_webhook_one_for_each_client",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://"), name="consents_webhook_is_https"
            ),
        )

    def __str__(self) -> str:
        """Return the key, without the address."""
        return f"webhook {self.pk}"


class Delivery(models.Model):
    """A message to a system, written down before it goes: ask again about one school.

    It holds nobody and no answer. `looked_at` is up to when answers were compared: what turns
    later is found from there, so a system has one open message at most and changes of meanwhile
    come together in the next. A try is counted before it is made; all have the same number.

    Law: AVG 5(1)(c)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=DeliveryKind)
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    channels = ArrayField(models.CharField(max_length=40), default=list)
    looked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=DeliveryState, default=DeliveryState.OPEN.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="From when it is tried, or tried again.")
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the last answer.")
    trouble = models.CharField(max_length=15, choices=Trouble, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("webhook",),
                condition=Q(state=DeliveryState.OPEN),
                name="consents_delivery_one_open",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeliveryKind.PING, school=None, channels__len=0)
                | Q(kind=DeliveryKind.CHANGE, school__isnull=False, channels__len__gt=0),
                name="consents_delivery_about_a_school",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values, trouble__in=["", *Trouble.values]),
                name="consents_delivery_known_values",
            ),
            models.CheckConstraint(
                condition=Q(tries__lte=TRIES), name="consents_delivery_not_for_ever"
            ),
        )
        indexes = (
            models.Index(
                fields=["webhook", "school", "-looked_at"], name="consents_delivery_newest"
            ),
        )

    def __str__(self) -> str:
        """Return the number, without where it goes."""
        return f"delivery {self.pk}"
