"""About which students a campaign is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consents.choices import CampaignScope
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from datetime import date

    from consents.models import Campaign
    from students.querysets import StudentQuerySet


def students_of(campaign: Campaign, *, on: date) -> StudentQuerySet:
    """Return who is enrolled on day `on` and whom the campaign is about.

    Whoever comes while it runs is asked too. It narrows nothing to a person: the portal itself
    asks, or a page that says first whom somebody may know.
    """
    here = Student.objects.filter(school=campaign.school_id)
    if campaign.scope == CampaignScope.NEWCOMERS:
        return here.filter(
            enrolments__period__contains=on,
            enrolments__period__startswith__gte=day_of(campaign.period.lower),
        )
    enrolled = here.enrolled(on=on)
    return enrolled.in_group(campaign.group_id, on=on) if campaign.group_id else enrolled
