"""What this room holds about people: holds, and for a while the lines of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from holdings.register import Holding, Kind, declare, nobody
from retention.models import (
    Certificate,
    DoomedFile,
    Hold,
    Ledger,
    Needle,
    PurgeItem,
    PurgeRun,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(Rule, "How long a kind of data is kept.")
nobody(PurgeRun, "Numbers, and which two officers of the school answered for them.")
nobody(PurgeItem, "Points to a student until the purge has ended, and says nothing of one.")
nobody(Ledger, "Numbers beside a keyed mark that means nothing without the key.")
nobody(Certificate, "Numbers, rules, and officers by the reference of their account.")
nobody(Needle, "Keyed marks, to search for what should be gone.")
nobody(DoomedFile, "The name of a file that is about to go; it says nothing of a person.")


@declare
class Holds(Holding[Hold]):
    """That something about a student may not go for now."""

    model = Hold
    what = _("That something about you may not be deleted yet, and why")
    purpose = _("To keep what a complaint, a request or a court case needs")
    source = _("The school")
    kept = _("Five years after leaving")
    ground = "AVG 17(3)(e)"
    readers = "purge_report"
    rules = ("R02",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "student": Kind.LINK,
        "rule": Kind.NONE,
        "reason": Kind.FACT,
        "requested_by": Kind.LINK,
        "starts_on": Kind.FACT,
        "review_on": Kind.FACT,
        "released_at": Kind.FACT,
        "released_by": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Hold]:
        """Return the holds on these students."""
        return Hold.objects.filter(student__in=students)
