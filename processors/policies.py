"""Who keeps the register of agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from processors.errors import NotYourRegisterError
from processors.querysets import WRITE
from schools.models import Board, School

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def boards_kept_by(user: User) -> QuerySet[Board]:
    """Return the boards whose register `user` keeps."""
    keys = School.objects.where(user, WRITE).values("board_id")
    return Board.objects.visible_to(user).filter(pk__in=keys).order_by("name")


def may_keep(user: User, board: Board) -> bool:
    """Tell whether `user` keeps the register of `board`."""
    return School.objects.where(user, WRITE).filter(board=board).exists()


def require_keeper(user: User, board: Board) -> None:
    """Let pass whoever keeps the register of `board`.

    Raises:
        NotYourRegisterError: `user` does not.
    """
    if not may_keep(user, board):
        raise NotYourRegisterError
