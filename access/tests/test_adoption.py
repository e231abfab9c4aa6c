"""A board adopts an edition of the matrix; what was adopted stays as it was."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from access import matrix
from access.choices import Body, Category, Council, Role
from access.document import edition
from access.document.standing import of_user
from access.errors import (
    AlreadyAdoptedError,
    CouncilFirstError,
    NotAdoptedYetError,
    NotYoursToAdoptError,
    OtherEditionError,
)
from access.models import Adoption
from access.tests import make
from audit.models import Event
from kernel.tests.roles import as_role
from schools.tests import make as schools

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Board

pytestmark = pytest.mark.django_db


def test_the_officer_registers_and_the_whole_content_is_kept(board: Board, officer: User) -> None:
    made = make.adoption(officer, board)

    assert made.content == edition.content()
    assert Adoption.objects.get().content == edition.content()
    assert made.version == matrix.VERSION
    facts = Event.objects.get(name="access.matrix_adopted").facts
    assert facts["fingerprint"] == made.fingerprint
    assert of_user(officer)[0].is_adopted


@pytest.mark.parametrize(
    "role", [Role.PRINCIPAL, Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATION]
)
def test_nobody_else_registers(board: Board, role: Role) -> None:
    somebody = make.with_role(role, board.schools.get())

    with pytest.raises(NotYoursToAdoptError):
        make.adoption(somebody, board)


def test_an_officer_of_one_school_does_not_speak_for_the_whole_board(board: Board) -> None:
    schools.school(board=board.name)
    somebody = make.with_role(Role.PRIVACY_OFFICER, board.schools.order_by("pk")[0])

    with pytest.raises(NotYoursToAdoptError):
        make.adoption(somebody, board)


def test_an_officer_of_another_board_does_not_register(board: Board) -> None:
    other = make.with_role(Role.PRIVACY_OFFICER, schools.school().board)

    with pytest.raises(NotYoursToAdoptError):
        make.adoption(other, board)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"fingerprint": "0" * 64}, OtherEditionError, id="another text"),
        pytest.param({"adopted_on": date(2026, 11, 3)}, NotAdoptedYetError, id="tomorrow"),
        pytest.param({"council_on": None}, CouncilFirstError, id="council without a day"),
        pytest.param({"council_on": date(2026, 10, 21)}, CouncilFirstError, id="council after"),
        pytest.param({"council": Council.NOT_YET}, CouncilFirstError, id="a day without council"),
    ],
)
def test_a_decision_that_cannot_be_so_is_refused(
    board: Board, officer: User, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        make.adoption(officer, board, **changes)

    assert not Adoption.objects.exists()


def test_a_decision_of_today_without_the_council_is_registered_as_such(
    board: Board, officer: User
) -> None:
    made = make.adoption(
        officer,
        board,
        adopted_on=date(2026, 11, 2),
        council=Council.NOT_YET,
        council_on=None,
        body=Body.SCHOOL_BOARD,
    )

    assert made.council_on is None


def test_registering_twice_is_registering_once(board: Board, officer: User) -> None:
    make.adoption(officer, board)

    with pytest.raises(AlreadyAdoptedError):
        make.adoption(officer, board)

    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    "verb", ["UPDATE access_adoption SET version = '9'", "DELETE FROM access_adoption"]
)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_what_was_adopted_cannot_be_changed(
    board: Board, officer: User, role: str, verb: str
) -> None:
    make.adoption(officer, board)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"council_on": date(2026, 10, 30)}, id="council after the decision"),
        pytest.param({"council": Council.NOT_YET}, id="not asked, and yet on a day"),
        pytest.param({"council_on": None}, id="asked, and no day"),
        pytest.param({"fingerprint": "abc"}, id="no fingerprint"),
        pytest.param({"body": "me"}, id="an unknown body"),
    ],
)
def test_the_database_refuses_what_cannot_be_so(
    board: Board, officer: User, wrong: dict[str, Any]
) -> None:
    made = make.adoption(officer, board)
    made.pk, made.adopted_on = None, date(2026, 10, 21)
    made.public_id = schools.user().audit_ref
    for name, value in wrong.items():
        setattr(made, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_after_a_change_of_the_matrix_it_shows_what_differs_from_what_was_adopted(
    board: Board, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.adoption(officer, board)
    notes = matrix.MATRIX[Category.CONVERSATION_NOTES]
    monkeypatch.setitem(notes, Role.SUBJECT_TEACHER, "R own lesson group")

    (found,) = of_user(officer)

    assert not found.is_adopted
    assert [(one.row, one.column, one.before, one.after) for one in found.differences] == [
        ("conversation_notes", "subject_teacher", "", "R own lesson group")
    ]


def test_the_newest_decision_counts(board: Board, officer: User) -> None:
    make.adoption(officer, board, adopted_on=date(2026, 10, 30))
    make.adoption(officer, board, adopted_on=date(2026, 10, 20))

    (found,) = of_user(officer)

    assert found.adoption is not None
    assert found.adoption.adopted_on == date(2026, 10, 30)


def test_somebody_of_another_board_sees_no_decision_of_this_one(
    board: Board, officer: User
) -> None:
    made = make.adoption(officer, board)
    other = make.with_role(Role.PRINCIPAL, schools.school())
    teacher = make.with_role(Role.SUBJECT_TEACHER, schools.group(board.schools.get()))

    assert set(Adoption.objects.visible_to(teacher)) == {made}
    assert not Adoption.objects.visible_to(other).exists()
