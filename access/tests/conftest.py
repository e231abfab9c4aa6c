"""A board that adopts the matrix, and who registers that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make
from schools.tests import make as schools

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Board


@pytest.fixture
def board(db: None) -> Board:  # noqa: ARG001 - asked for its effect
    """Return the board of one school."""
    return schools.school().board


@pytest.fixture
def officer(board: Board) -> User:
    """Return the privacy officer of that board."""
    return make.with_role(Role.PRIVACY_OFFICER, board)
