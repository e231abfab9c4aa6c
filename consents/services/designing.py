"""Watch whether a change of the page makes more people say yes; say what a look found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consents import policies
from consents.designs.rules import compared, rose
from consents.designs.standing import for_portal
from consents.errors import AlreadyLookedError, NothingFoundError, NotYoursToCloseError
from consents.events import DesignReviewClosed, DesignReviewOpened
from consents.models import DesignReview
from consents.models.designing import FINDING_LENGTHS
from kernel.database import acting_for_school

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.designs.rules import Counted
    from schools.models import Board, School


def review_designs(*, board: Board, at: datetime) -> int:
    """Write down where the share of yes rose too much after a change; return how many are new.

    Looks at all that was chosen and not at what happened since the last time, so a night that was
    missed is made up for. Each pair of designs is written down once, whatever follows.

    Law: AVG 4(11)
    """
    school = board.schools.order_by("pk").first()
    if school is None:
        return 0
    with acting_for_school(school.pk):
        return sum(
            _open(school, before, after, at=at)
            for after, before in compared(for_portal())
            if before is not None and rose(before, after)
        )


def _open(school: School, before: Counted, after: Counted, *, at: datetime) -> bool:
    review, is_new = DesignReview.objects.get_or_create(
        board_id=school.board_id,
        before=before.mark,
        after=after.mark,
        defaults={
            "since_before": before.since,
            "since_after": after.since,
            "yes_before": before.yes,
            "no_before": before.no,
            "yes_after": after.yes,
            "no_after": after.no,
            "opened_at": at,
        },
    )
    if is_new:
        event = DesignReviewOpened(review=review.pk, before=before.mark, after=after.mark)
        record(event, actor=None, at=at)
    return is_new


@transaction.atomic
def close_design_review(
    *, actor: User, review: DesignReview, finding: str, at: datetime
) -> DesignReview:
    """Say what a look at the pages found; what was said first stays. The same twice is once.

    Raises:
        NotYoursToCloseError: `actor` does not write what all schools of the board ask.
        NothingFoundError: too few or too many words.
        AlreadyLookedError: something else was found, and written down.
    """
    mine = policies.reviews_closed_by(actor).filter(pk=review.pk)
    if not mine.exists():
        raise NotYoursToCloseError
    found = mine.open().select_for_update(of=("self",)).first()
    written = finding.strip()
    if found is None:
        closed = mine.get()
        if closed.finding != written:
            raise AlreadyLookedError
        return closed
    fewest, most = FINDING_LENGTHS
    if not fewest <= len(written) <= most:
        raise NothingFoundError
    found.closed_at, found.finding = at, written
    found.save(update_fields=["closed_at", "finding"])
    record(DesignReviewClosed(review=found.pk), actor=actor, at=at)
    return found
