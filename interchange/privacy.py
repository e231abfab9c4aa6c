"""What is held about files that came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from holdings.register import Holding, Kind, declare, nobody
from interchange.models import ImportIssue, ImportRun, LeaverProposal

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(ImportIssue, "A line number and a code.")


@declare
class Runs(Holding[ImportRun]):
    """Uploaded files, until they are taken in; after that only numbers."""

    model = ImportRun
    what = _("A file from the administration system, until it has been taken in")
    purpose = _("To bring names, classes and contact data up to date")
    source = _("The administration system of the school")
    kept = _("At most fourteen days; the numbers stay")
    ground = "AVG 6(1)(e)"
    readers = "identity"
    rules = ()
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "by": Kind.LINK,
        "at": Kind.NONE,
        "file": Kind.FILE,
        "sha256": Kind.NONE,
        "format": Kind.NONE,
        "produced_at": Kind.NONE,
        "state": Kind.NONE,
        "counts": Kind.NONE,
        "hold_code": Kind.NONE,
        "confirmed_by": Kind.LINK,
        "applied_at": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[ImportRun]:
        """Return nothing: a file is about a school."""
        del students
        return ImportRun.objects.none()


@declare
class LeaverProposals(Holding[LeaverProposal]):
    """That a student was missing from a file."""

    model = LeaverProposal
    what = _("That you were not in a file of the administration system")
    purpose = _("To ask the school whether you have left")
    source = _("The administration system of the school")
    kept = _("Two years after leaving")
    ground = "AVG 6(1)(e)"
    readers = "identity"
    rules = ("R01",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "student": Kind.LINK,
        "run": Kind.NONE,
        "state": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[LeaverProposal]:
        """Return the proposals about these students."""
        return LeaverProposal.objects.filter(student__in=students)
