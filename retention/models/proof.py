"""What proves a purge, and what is needed to finish it."""

from __future__ import annotations

from django.db import models

from retention.models.runs import PurgeRun


class Ledger(models.Model):
    """That something of somebody was deleted; rows are added, never changed.

    `subject` is a keyed mark: with the key a restored person can be recognised and purged
    again, without it the mark says nothing.

    Law: AVG 5(2)
    """

    run = models.ForeignKey(PurgeRun, models.PROTECT, related_name="ledger")
    subject = models.CharField(max_length=64)
    counts = models.JSONField(help_text="Records by rule and holding; numbers only.")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "subject"], name="retention_ledger_once"),
        )

    def __str__(self) -> str:
        """Return the moment."""
        return f"{self.at:%Y-%m-%d %H:%M}"


class Certificate(models.Model):
    """What a purge deleted, on whose word, by which rules (verklaring van vernietiging).

    Law: Archiefbesluit 1995 8; AVG 5(2)
    """

    run = models.OneToOneField(PurgeRun, models.PROTECT, related_name="certificate")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the mark of the content."""
        return self.sha256


class Needle(models.Model):
    """Something to search for after a purge: a keyed mark of a name, a number, an address.

    The words themselves are not here. A text is searched by marking its words in the same
    way, so the search can be done again as long as old backups exist; then these rows go.
    """

    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="needles")
    kind = models.CharField(max_length=10)
    holding = models.CharField(max_length=60)
    row = models.BigIntegerField()
    words = models.PositiveSmallIntegerField(help_text="How many words the mark is of.")
    first = models.BinaryField(help_text="Mark of the first word, cut short.")
    mark = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["run", "holding", "row", "kind", "mark"], name="retention_needle_once"
            ),
        )

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


class DoomedFile(models.Model):
    """A file whose row is gone: it goes right after, even if the process dies in between."""

    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="doomed_files")
    name = models.CharField(max_length=250)

    def __str__(self) -> str:
        """Return the number of the row."""
        return str(self.pk)
