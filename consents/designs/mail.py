"""Tell the privacy officers of a board, once, that a look is needed; without figures.

Written down as `told_at` in the transaction of the sending: a letter that a crash sends twice has
the same Message-ID, which mail programs show once.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from consents.models import DesignReview
from consents.policies import officers_of
from kernel.database import acting_for_school
from kernel.letters import each_by_itself, letter, send_each

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage
    from django.db.models import QuerySet

    from schools.models import Board

logger = logging.getLogger(__name__)


def tell(board: Board, *, at: datetime) -> int:
    """Write once of each look that is open and that nobody heard of; return how many letters.

    Raises:
        OSError: of one nobody could be told, and it waits on. It holds up no other.
    """
    school = board.schools.order_by("pk").first()
    if school is None:
        return 0
    untold = DesignReview.objects.open().filter(board=board, told_at=None)
    with acting_for_school(school.pk):
        keys = list(untold.order_by("pk").values_list("pk", flat=True))
    rows = [untold.filter(pk=key) for key in keys]
    return each_by_itself(partial(_tell, school.pk, one, board, at=at) for one in rows)


def officers(board: Board, *, at: datetime) -> QuerySet[User]:
    """Return who is privacy officer of each school of a board, so of all that it is about."""
    found = User.objects.all()
    for school in board.schools.all():
        found = found.filter(pk__in=officers_of(school, at=at).values("pk"))
    return found.order_by("pk")


def _tell(school: int, rows: QuerySet[DesignReview], board: Board, *, at: datetime) -> int:
    with acting_for_school(school):
        review = rows.select_for_update(of=("self",), skip_locked=True).first()
        if review is None:  # another worker tells it now, or somebody closed it
            return 0
        letters = [_letter(review, to) for to in officers(board, at=at)]
        if not letters:
            logger.warning("Design review %d: there is nobody to tell.", review.pk)
            return 0
        sent = send_each(letters)
        review.told_at = at
        review.save(update_fields=["told_at"])
        return sent


def _letter(review: DesignReview, to: User) -> EmailMessage:
    with translation.override(to.language_at_work):
        lines = (
            _("The page on which parents choose about photos changed. Since then more say yes."),
            _("Maybe the page pushes people to yes. Look at it, and write down what you find."),
            _("Numbers are not in this e-mail. Sign in to see it:"),
            f"{settings.PORTAL_URL}{reverse('consents:designs')}",
        )
        subject = _("Look at the page on which parents choose (%(reference)s)") % {
            "reference": review.reference
        }
        mark = ("design", review.public_id, to.public_id)
        return letter(subject, lines, to=to.email, mark=mark)
