"""A review of access as a file: export only, one row a finding, no name of a student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from kernel.dates import day_of
from kernel.exports import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise

    from access.review.pages import Line

COLUMNS: dict[StrPromise, Callable[[Line], object]] = {
    gettext_lazy("Finding"): lambda line: line.kind,
    gettext_lazy("Person"): lambda line: line.who,
    gettext_lazy("Role"): lambda line: line.role,
    gettext_lazy("For"): lambda line: line.scope,
    gettext_lazy("Number"): lambda line: line.finding.count or "",
    gettext_lazy("Number of students"): lambda line: line.finding.students or "",
    gettext_lazy("Day"): lambda line: line.finding.on,
    gettext_lazy("Decision"): lambda line: line.decision,
    gettext_lazy("Decided by"): lambda line: (
        line.finding.decided_by.display_name if line.finding.decided_by else ""
    ),
    gettext_lazy("Decided on"): lambda line: (
        day_of(line.finding.decided_at) if line.finding.decided_at else ""
    ),
}


class ReviewSheet(Sheet["Line"]):
    """The findings of one review; no file holds more than the screen."""

    title = gettext_lazy("Review of access")
    columns = COLUMNS
