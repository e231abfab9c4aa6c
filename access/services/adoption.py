"""Register that a board adopted the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from access import policies
from access.choices import Council
from access.document import edition
from access.errors import (
    AlreadyAdoptedError,
    CouncilFirstError,
    NotAdoptedYetError,
    OtherEditionError,
)
from access.events import MatrixAdopted
from access.models import Adoption
from audit.services import record
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from access.choices import Body
    from accounts.models import User
    from schools.models import Board


@transaction.atomic
def adopt(  # noqa: PLR0913  (a decision is a board, a text, a day, a body and a council)
    *,
    actor: User,
    board: Board,
    fingerprint: str,
    adopted_on: date,
    body: Body,
    council: Council,
    council_on: date | None = None,
    at: datetime,
) -> Adoption:
    """Register that `board` adopted the edition with this fingerprint, which is the one here.

    Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)

    Raises:
        NotYoursToAdoptError: `actor` does not register decisions of this board.
        OtherEditionError: the matrix of the portal is another one by now.
        NotAdoptedYetError: the day of the decision has yet to come.
        CouncilFirstError: no day for what the council said, or one after the decision.
        AlreadyAdoptedError: it is registered.
    """
    policies.require_adopter(actor, board)
    content = edition.content()
    if edition.fingerprint(content) != fingerprint:
        raise OtherEditionError
    if adopted_on > day_of(at):
        raise NotAdoptedYetError
    _require_council(council, council_on, adopted_on)
    made = Adoption(
        board=board,
        version=content["version"],
        fingerprint=fingerprint,
        content=content,
        adopted_on=adopted_on,
        body=body,
        council=council,
        council_on=council_on,
        registered_by=actor,
        registered_at=at,
    )
    _place(made)
    event = MatrixAdopted(
        version=made.version,
        fingerprint=fingerprint,
        adopted_on=adopted_on.isoformat(),
        council=council,
    )
    for school in board.schools.order_by("pk"):
        record(event, actor=actor, school=school.public_id, at=at)
    return made


def _require_council(council: Council, spoke_on: date | None, adopted_on: date) -> None:
    was_asked = council != Council.NOT_YET
    if was_asked != (spoke_on is not None) or (spoke_on is not None and spoke_on > adopted_on):
        raise CouncilFirstError


def _place(made: Adoption) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAdoptedError from error
