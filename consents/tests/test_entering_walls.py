"""Two walls round the evidence of what was told outside the portal, and what stays as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.choices import Channel
from consents.models import Evidence
from consents.tests import make, paper
from consents.tests.paper import Call, tells
from consents.tests.walls import Household
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all, unwalled
from schools.tests.make import NOW
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
SEES_ALL = {"administration": 3, "privacy officer": 3, "data protection officer": 3}
SEES = SEES_ALL | {"parent": 1, "other parent": 1, "student of seventeen": 1}


@pytest.fixture
def house() -> Household:
    """Let the school write down what both parents said, and a student."""
    made = Household()
    clerk, child = made.somebody("administration"), made.home.child
    tells(clerk, child, made.home.parent, "yes")
    tells(clerk, child, made.home.other, "no", Call(channel=Channel.PHONE))
    tells(clerk, made.brother, None, "no")
    return made


def run(statement: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@pytest.mark.law("AVG 5(1)(f)")
def test_raw_sql_reaches_the_own_evidence_and_that_of_the_own_school(house: Household) -> None:
    for role in ("portal_web", "portal_worker"):
        for who, user in house.people.items():
            with as_role(role), acting_as(user.pk if user else None):
                assert run("TABLE consents_evidence") == SEES.get(who, 0), (role, who)


def test_the_querysets_hold_where_row_security_is_gone(house: Household) -> None:
    with unwalled("consents"):
        assert Evidence.objects.count() == 3
        for who in house.people.keys() - {"nobody"}:
            found = Evidence.objects.visible_to(house.somebody(who))
            assert found.count() == SEES.get(who, 0), who


def test_a_parent_reads_nothing_that_the_other_parent_signed(house: Household) -> None:
    with acting_as(house.home.parent.pk):
        (found,) = Evidence.objects.all()
        assert found.guardian == house.home.parent.guardians.get()
    access.with_role(Role.PRIVACY_OFFICER, house.home.school, who=house.home.other)
    with acting_as(house.home.other.pk):
        of_child = Evidence.objects.filter(student=house.home.child)
        assert [row.guardian for row in of_child] == [house.home.other.guardians.get()]
    with unwalled("consents"):
        of_child = Evidence.objects.visible_to(house.home.other).filter(student=house.home.child)
        assert of_child.count() == 1


def test_a_parent_whose_authority_ended_reads_the_own_form_no_more(house: Household) -> None:
    parent, home = house.home.parent, house.home
    students.now_said_of(parent, home.child, authority="none")
    grants.sync(schools=[home.school.pk], at=NOW)

    with acting_as(parent.pk):
        assert run("TABLE consents_evidence") == 0
    with unwalled("consents"):
        assert not Evidence.objects.visible_to(parent).exists()


def test_the_owner_of_the_tables_sees_nothing_without_saying_so(house: Household) -> None:
    del house
    with as_role("portal_owner"):
        assert run("TABLE consents_evidence") == 0


EVIDENCE = """
INSERT INTO consents_evidence (public_id, form_key, student_id, school_id, receipt_id, capacity,
  guardian_id, entered_by_id, channel, said_on, note, file, kind, sha256, size, at)
SELECT gen_random_uuid(), gen_random_uuid(), %(student)s, %(school)s, %(receipt)s, %(capacity)s,
  %(guardian)s, %(by)s, %(channel)s, %(said_on)s::date, %(note)s, '', '', '', 0, now()
"""


def honest(house: Household) -> dict[str, Any]:
    clerk, home = house.somebody("administration"), house.home
    with acting_as(clerk.pk), connection.cursor() as cursor:
        mother = home.parent.guardians.get().pk
        cursor.execute("SELECT consents_receipt_for(%s, %s, now())", [home.child.pk, mother])
        (receipt,) = cursor.fetchone()
    return {
        "student": home.child.pk,
        "school": home.school.pk,
        "receipt": receipt,
        "capacity": "guardian",
        "guardian": mother,
        "by": clerk.pk,
        "channel": "phone",
        "said_on": "2026-11-01",
        "note": paper.NOTE,
    }


def write(actor: User, facts: dict[str, Any]) -> int:
    with acting_as(actor.pk), transaction.atomic():
        written = run(EVIDENCE, facts)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        return written


def test_only_the_administration_writes_evidence_and_in_its_own_name(house: Household) -> None:
    facts, clerk = honest(house), house.somebody("administration")

    for who in house.people.keys() - {"nobody", "administration"}:
        user = house.somebody(who)
        with pytest.raises(DatabaseError, match="row-level security"):
            write(user, facts | {"by": user.pk})
    lies: tuple[dict[str, Any], ...] = (
        {"by": house.home.parent.pk},
        {"capacity": "student"},
        {"guardian": None},
        {
            "student": house.elsewhere.pk,
            "school": house.elsewhere.school_id,
            "guardian": house.somebody("parent of another school").guardians.get().pk,
        },
    )
    for lie in lies:
        with pytest.raises(DatabaseError, match="row-level security"):
            write(clerk, facts | lie)
    assert write(clerk, facts) == 1


def test_what_must_never_be_written_is_refused_by_postgresql(house: Household) -> None:
    facts = honest(house)
    lies: tuple[tuple[dict[str, Any], str], ...] = (
        ({"channel": "portal"}, "known_values"),
        ({"channel": "paper"}, "scan_or_note"),
        ({"note": "Short"}, "scan_or_note"),
        ({"note": ""}, "scan_or_note"),
        ({"said_on": "2999-01-01"}, "said_before"),
        ({"receipt": -1}, "evidence_receipt"),
    )

    for lie, guard in lies:
        with pytest.raises(IntegrityError, match=guard):
            write(house.somebody("administration"), facts | lie)
    assert write(house.somebody("administration"), facts) == 1


def test_postgresql_knows_no_signer_without_authority_on_that_day(house: Household) -> None:
    written = honest(house)
    cases: tuple[dict[str, Any], ...] = (
        {"authority": "none"},
        {"restriction": "no_contact"},
        {"period": (date(2026, 11, 2), None)},
    )

    for facts in cases:
        undo = transaction.savepoint()
        students.now_said_of(house.home.parent, house.home.child, **facts)
        with pytest.raises(IntegrityError, match="no authority on that day"):
            write(house.somebody("administration"), written)
        transaction.savepoint_rollback(undo)


def test_evidence_cannot_be_at_another_school_than_its_student(house: Household) -> None:
    stranger = house.somebody("parent of another school").guardians.get().pk
    facts = honest(house) | {"student": house.elsewhere.pk, "guardian": stranger}

    with pytest.raises(IntegrityError, match="same_school"):
        write(house.somebody("administration"), facts)


def test_nobody_else_makes_a_receipt_for_somebody(house: Household) -> None:
    home = house.home
    facts = (home.child.pk, home.other.guardians.get().pk)
    for who in ("parent", "mentor", "privacy officer", "administration elsewhere"):
        with (
            acting_as(house.somebody(who).pk),
            pytest.raises(DatabaseError, match="no receipt"),
            transaction.atomic(),
        ):
            run("SELECT consents_receipt_for(%s, %s, now())", facts)


def test_a_receipt_is_for_nobody_who_is_no_guardian_of_the_student(house: Household) -> None:
    stranger = house.somebody("parent of another school").guardians.get().pk
    with (
        acting_as(house.somebody("administration").pk),
        pytest.raises(DatabaseError, match="no receipt"),
        transaction.atomic(),
    ):
        run("SELECT consents_receipt_for(%s, %s, now())", (house.home.child.pk, stranger))


DECISION = """
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, said_on, evidence_id, receipt_id, design,
  signed_in, at)
SELECT %(student)s, p.school_id, p.id, w.id, 'granted', '', %(capacity)s, %(guardian)s, %(by)s,
  %(channel)s, %(said_on)s, %(evidence)s, %(receipt)s, %(design)s, %(signed_in)s, %(at)s
FROM consents_purpose p JOIN consents_wording w ON w.purpose_id = p.id AND w.language = 'nl'
WHERE p.school_id = %(school)s AND p.code = 'IMG_SOCIAL_INSTAGRAM'
"""


def as_evidence(row: Evidence) -> dict[str, Any]:
    return {
        "student": row.student_id,
        "school": row.school_id,
        "capacity": row.capacity,
        "guardian": row.guardian_id,
        "by": row.entered_by_id,
        "channel": row.channel,
        "said_on": row.said_on,
        "evidence": row.pk,
        "receipt": row.receipt_id,
        "design": "",
        "signed_in": "",
        "at": row.at,
    }


def decide(actor: User, facts: dict[str, Any]) -> int:
    with acting_as(actor.pk), transaction.atomic():
        written = run(DECISION, facts)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        return written


def test_a_decision_says_what_its_evidence_says(house: Household) -> None:
    clerk, (first, second, third) = house.somebody("administration"), paper.kept()
    facts = as_evidence(first)
    lies: tuple[tuple[dict[str, Any], str], ...] = (
        ({"student": house.brother.pk}, "as_evidence"),
        ({"guardian": second.guardian_id}, "decision_signer"),
        ({"receipt": second.receipt_id}, "as_evidence"),
        ({"channel": "phone"}, "as_evidence"),
        ({"said_on": "2026-01-01"}, "as_evidence"),
        ({"evidence": third.pk}, "as_evidence"),
        ({"at": "2026-11-21"}, "as_evidence"),
        ({"capacity": "student", "guardian": None}, "as_evidence"),
        ({"evidence": None}, "row-level security"),
        ({"said_on": None}, "has_evidence"),
        ({"channel": "portal", "design": "0123456789ab", "signed_in": "password"}, "has_evidence"),
        ({"design": "0123456789ab", "signed_in": "password"}, "how_made"),
        ({"by": house.home.parent.pk}, "row-level security"),
        ({"guardian": None}, "row-level security"),
    )

    for lie, guard in lies:
        with pytest.raises(DatabaseError, match=guard):
            decide(clerk, facts | lie)
    assert decide(clerk, facts) == 1
    with pytest.raises(IntegrityError, match="once_a_paper"):
        decide(clerk, facts)


def test_who_decides_in_the_portal_brings_no_evidence(house: Household) -> None:
    facts = as_evidence(paper.kept()[0])
    page = {"design": "0123456789ab", "signed_in": "password"}
    own = {"evidence": None, "said_on": None, "channel": "portal", **page}

    for who in house.people.keys() - {"nobody", "administration"}:
        user = house.somebody(who)
        with pytest.raises(DatabaseError, match="row-level security"):
            decide(user, facts | {"by": user.pk})
    assert decide(house.home.parent, facts | own | {"by": house.home.parent.pk}) == 1


def test_nobody_rewrites_evidence(house: Household) -> None:
    changes = ("said_on = '2026-01-01'", "sha256 = repeat('0', 64)", "note = 'x'")
    for change in (*changes, "entered_by_id = 1"):
        statement = f"UPDATE consents_evidence SET {change}"  # noqa: S608 - words of this file
        for role in ("portal_web", "portal_worker", "portal_purge"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                as_role(role),
                acting_as(house.somebody("administration").pk),
            ):
                run(statement)
        with (
            unwalled("consents"),
            pytest.raises(IntegrityError, match="never changed"),
            transaction.atomic(),
        ):
            run(statement)


def test_no_page_and_no_job_deletes_evidence(house: Household) -> None:
    for role in ("portal_web", "portal_worker"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            as_role(role),
            acting_as(house.somebody("administration").pk),
        ):
            run("DELETE FROM consents_evidence")


def test_the_purge_deletes_no_evidence_that_nobody_approved(house: Household) -> None:
    del house
    with seeing_all():
        assert run("TABLE consents_evidence") == 3
        assert run("DELETE FROM consents_evidence") == 0


def test_evidence_outlives_the_row_of_the_guardian_and_the_clerk(house: Household) -> None:
    guardian = house.home.parent.guardians.get().pk
    with unwalled("consents"):
        run("DELETE FROM students_guardianship WHERE guardian_id = %s", (guardian,))
        run("DELETE FROM students_guardian WHERE id = %s", (guardian,))
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert paper.kept()[0].guardian is None
    assert not make.counts(house.home.child).granted
