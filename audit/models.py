"""The record of who did what about whom; rows are added, never changed."""

from __future__ import annotations

from django.db import models

from audit.querysets import EventQuerySet


class Event(models.Model):
    """One thing that happened, to one person's data or to none.

    `actor` and `subject` are the `audit_ref` of a person: once that person is purged, the
    row still proves that something happened and no longer says with whom.

    Law: AVG 5(2), 32(1)
    """

    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True, help_text="In which role the actor acted.")
    subject = models.UUIDField(null=True)
    school = models.UUIDField(null=True, help_text="The school whose data it is.")
    facts = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["subject", "-at"],
                name="audit_event_subject",
                condition=models.Q(subject__isnull=False),
            ),
            models.Index(fields=["school", "-at"], name="audit_event_school"),
            models.Index(
                fields=["actor", "-at"],
                name="audit_event_actor",
                condition=models.Q(actor__isnull=False, subject__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return time and name, never a person's name."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.name}"
