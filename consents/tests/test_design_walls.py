"""PostgreSQL gives totals and looks to who watches over a board, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from access.choices import Role
from access.tests import make as access
from consents.tests import make, people
from consents.tests.people import Family
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from schools.tests.make import NOW

if TYPE_CHECKING:
    from accounts.models import User

FOUND = "The button for yes came first on a narrow screen."


OPENS = """
INSERT INTO consents_designreview (public_id, board_id, before, after, since_before, since_after,
  yes_before, no_before, yes_after, no_after, opened_at, finding)
VALUES (gen_random_uuid(), %s, '000000000000', '111111111111', now(), now(), 1, 1, 2, 1, now(), '')
"""


@pytest.fixture
def home(db: None) -> Family:  # noqa: ARG001 - asked for its effect
    return Family()


def officer_of(home: Family) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, home.school.board)


def run(statement: str, *facts: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return int(cursor.rowcount)


WALL = {  # rows of looks, and of totals, by raw SQL
    "nobody": (0, 0),
    "parent": (0, 0),
    "mentor": (0, 0),
    "administration": (1, 1),
    "administration elsewhere": (0, 0),
    "privacy officer": (1, 1),
    "data protection officer": (0, 0),
    "board staff": (0, 0),
    "privacy officer of one school of two": (0, 0),
}


def everybody(home: Family, of_one: User) -> dict[str, User | None]:
    school = home.school
    return {
        "nobody": None,
        "parent": home.parent,
        "mentor": access.with_role(Role.MENTOR, home.group),
        "administration": people.administration(home),
        "administration elsewhere": access.with_role(Role.ADMINISTRATION, make.school()),
        "privacy officer": access.with_role(Role.PRIVACY_OFFICER, school.board),
        "data protection officer": access.with_role(Role.DATA_PROTECTION_OFFICER, school.board),
        "board staff": access.with_role(Role.BOARD_STAFF, school.board),
        "privacy officer of one school of two": of_one,
    }


def test_the_database_gives_totals_and_looks_to_who_reads_all_that_the_board_asks(
    home: Family,
) -> None:
    other = Family()
    schools.school(board=other.school.board.name)
    of_one = access.with_role(Role.PRIVACY_OFFICER, other.school)
    for each in (home, other):
        make.choose(each.parent, each.child, "yes")
        make.design_review(each.school.board)

    found = {}
    for name, user in everybody(home, of_one).items():
        about = other if user == of_one else home
        with acting_as(user.pk if user else None):
            found[name] = (
                run("SELECT FROM consents_designreview WHERE board_id = %s", board(about)),
                run("SELECT * FROM consents_designs(%s)", board(about)),
            )

    assert found == WALL


def board(of: Family) -> int:
    return of.school.board_id


def test_the_worker_reads_totals_of_the_board_of_its_one_school_alone(home: Family) -> None:
    other = Family()
    make.choose(other.parent, other.child, "yes")
    question = "SELECT * FROM consents_designs_for_portal()"

    with as_role("portal_worker"):
        assert run(question) == 0
        with acting_for_school(home.school.pk):
            assert run(question) == 0
        with acting_for_school(other.school.pk):
            assert run(question) == 1


@pytest.mark.parametrize(
    "question",
    ["SELECT * FROM consents_designs_of({board})", "SELECT * FROM consents_designs_for_portal()"],
)
def test_pages_cannot_count_without_being_asked_who_they_are(home: Family, question: str) -> None:
    officer = officer_of(home)

    with acting_as(officer.pk), pytest.raises(DatabaseError, match="permission denied"):
        run_alone(question.format(board=board(home)))


def run_alone(statement: str) -> int:
    with transaction.atomic():
        return run(statement)


def test_the_database_closes_a_look_once_and_by_who_writes_what_is_asked(home: Family) -> None:
    make.design_review(home.school.board)
    close = "UPDATE consents_designreview SET closed_at = now(), finding = 'ten words or more'"
    clerk, officer = people.administration(home), officer_of(home)

    with acting_as(clerk.pk):
        assert run(close) == 0
    with acting_as(officer.pk):
        for other in ("yes_after = 999", "told_at = now()", "before = 'aaaaaaaaaaaa'"):
            with pytest.raises(DatabaseError, match="permission denied"):
                run_alone(f"UPDATE consents_designreview SET {other}")  # noqa: S608 - written above
        assert run(close) == 1
        assert run(close) == 0


def test_the_worker_writes_a_look_down_and_tells_of_it_once_for_the_board_it_works_for(
    home: Family,
) -> None:
    make.design_review(home.school.board)
    other = Family()
    told = "UPDATE consents_designreview SET told_at = now()"

    with as_role("portal_worker"):
        assert run(told) == 0
        with acting_for_school(other.school.pk):
            assert run(told) == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                run(OPENS, board(home))
            assert run(OPENS, board(other)) == 1
        with acting_for_school(home.school.pk):
            assert run(told) == 1
            assert run(told) == 0
            with pytest.raises(DatabaseError, match="permission denied"):
                run_alone("UPDATE consents_designreview SET closed_at = now()")


@pytest.mark.parametrize(
    ("facts", "guard"),
    [
        ({"yes_after": 550, "no_after": 450}, "_rose"),
        ({"after": "0" * 12}, "_two_designs"),
        ({"after": "newest"}, "_two_designs"),
        ({"finding": FOUND}, "_says_what_was_found"),
        ({"closed_at": NOW, "finding": "short"}, "_says_what_was_found"),
        ({"closed_at": NOW}, "_says_what_was_found"),
        ({}, "_once"),
    ],
)
def test_no_look_is_there_without_a_rise_or_closed_without_words(
    home: Family, facts: dict[str, object], guard: str
) -> None:
    review = make.design_review(home.school.board)

    review.pk, review.public_id = None, uuid4()
    for name, value in facts.items():
        setattr(review, name, value)

    with pytest.raises(IntegrityError, match=guard), unwalled("consents"):
        review.save(force_insert=True)
