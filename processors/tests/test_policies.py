"""Who keeps the register: of the own board, and of that alone."""

from __future__ import annotations

import pytest

from access.choices import Role
from access.tests.make import with_role
from processors import policies
from processors.errors import NotYourRegisterError
from processors.tests import make
from schools.tests import make as schools

pytestmark = pytest.mark.django_db


def test_the_officer_keeps_the_register_of_the_own_board_alone() -> None:
    own, elsewhere = schools.school().board, schools.school()
    other = elsewhere.board
    officer = make.officer(own)
    with_role(Role.PRINCIPAL, elsewhere, who=officer)

    assert policies.may_keep(officer, own)
    assert not policies.may_keep(officer, other)
    assert list(policies.boards_kept_by(officer)) == [own]
    policies.require_keeper(officer, own)
    with pytest.raises(NotYourRegisterError):
        policies.require_keeper(officer, other)


def test_who_reads_the_register_does_not_keep_it() -> None:
    school = schools.school()
    principal = with_role(Role.PRINCIPAL, school)

    assert not policies.may_keep(principal, school.board)
    assert not policies.boards_kept_by(principal).exists()
    with pytest.raises(NotYourRegisterError):
        policies.require_keeper(principal, school.board)
