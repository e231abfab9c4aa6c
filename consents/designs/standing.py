"""How often people say yes on each design, for a board; counts, and never a person.

PostgreSQL counts: the first choices about pictures that were made in the portal. What was said
before a design was kept, on paper, or to new words after an earlier choice is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from consents.choices import PurposeKind
from consents.designs.drawn import design_of
from consents.designs.rules import Counted, compared, rise, rose
from consents.models import DesignReview
from consents.policies import boards_watched_by, reviews_closed_by
from kernel.numbers import is_small

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Board

OF_BOARD = "SELECT * FROM consents_designs(%s)"
FOR_PORTAL = "SELECT * FROM consents_designs_for_portal()"


@dataclass(frozen=True, slots=True)
class Line:
    """One design in the table, beside the one it is compared with."""

    counted: Counted
    before: Counted | None
    is_now: bool

    @property
    def people(self) -> int | None:
        """Return how many people chose on it; None where too few to be told."""
        return None if is_small(self.counted.people) else self.counted.people

    @property
    def share(self) -> float | None:
        """Return the share of yes in percent; None where too few chose, or all but a few alike."""
        told = self.counted.has_enough and not nearly_all(self.counted)
        return float(self.counted.share) if told else None

    @property
    def points(self) -> float | None:
        """Return by how many points the share rose; None where one of the two is not told."""
        if self.before is None or nearly_all(self.before) or nearly_all(self.counted):
            return None
        return float(rise(self.before, self.counted))

    @property
    def size(self) -> float:
        """Return by how many points the share rose or fell."""
        return abs(self.points or 0)

    @property
    def rose(self) -> bool:
        """Tell whether more people say yes than may pass unseen."""
        return self.before is not None and rose(self.before, self.counted)

    @property
    def mostly_yes(self) -> bool:
        """Tell of a design on which all but a few said the same, whether that is yes."""
        return self.counted.yes > self.counted.no


@dataclass(frozen=True, slots=True)
class Watched:
    """A board with its designs, the newest first, and what was, or must be, looked into."""

    board: Board
    lines: list[Line]
    reviews: list[DesignReview]
    may_close: bool

    @property
    def open(self) -> list[DesignReview]:
        """Return what must be looked into."""
        return [review for review in self.reviews if review.closed_at is None]

    @property
    def closed(self) -> list[DesignReview]:
        """Return what was looked into."""
        return [review for review in self.reviews if review.closed_at is not None]


def nearly_all(design: Counted) -> bool:
    """Tell whether all but a few said the same, so that the share would tell how few."""
    return is_small(design.yes) or is_small(design.no)


def watched_by(user: User) -> list[Watched]:
    """Return what `user` watches, board by board; three queries, and one for each board."""
    boards = list(boards_watched_by(user))
    reviews = list(DesignReview.objects.visible_to(user).order_by("-opened_at", "-pk"))
    closes = set(reviews_closed_by(user).values_list("pk", flat=True)) if reviews else set()
    return [
        Watched(
            board,
            lines(_counted(OF_BOARD, [board.pk])),
            [review for review in reviews if review.board_id == board.pk],
            may_close=any(r.pk in closes for r in reviews if r.board_id == board.pk),
        )
        for board in boards
    ]


def lines(designs: list[Counted]) -> list[Line]:
    """Return the designs as a table shows them, the newest first."""
    now = design_of(PurposeKind.PICTURES)
    rows = [Line(design, before, design.mark == now) for design, before in compared(designs)]
    return rows[::-1]


def for_portal() -> list[Counted]:
    """Return the designs of the board of the one school that the portal works for, in order."""
    return _counted(FOR_PORTAL, [])


def _counted(question: str, facts: list[int]) -> list[Counted]:
    with connection.cursor() as cursor:
        cursor.execute(question, facts)
        return [Counted(*row) for row in cursor.fetchall()]
