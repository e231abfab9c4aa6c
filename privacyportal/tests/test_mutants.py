"""Which tests meet the portal without one of its guards."""

from __future__ import annotations

import pytest

from launch.mutants import PROMISES, WALLED, Guard, Reached, _tests
from launch.places import ROOT

HOLDING = {
    "access_invitation": "access/tests/test_invitations.py",
    "consents_decision": "retention/tests/test_consent.py",
    "consents_keptanswer": "consents/tests/test_kept.py",
    "consents_objection": "consents/tests/test_objections.py",
    "consents_takedown": "consents/tests/test_publication_walls.py",
    "dossiers_followup": "retention/tests/test_walls.py",
    "students_guardianship": "consents/tests/test_walls.py",
    "students_identitynumber": "students/tests/test_numbers.py",
}


def test_what_no_test_reaches_still_meets_who_reads_the_pages() -> None:
    guard = Guard("a page", "access", "access/views/tasks.py", "", range(1, 9))

    assert _tests(0, guard, Reached()) == [PROMISES]
    assert (ROOT / PROMISES).exists()


@pytest.mark.parametrize(("table", "holding"), HOLDING.items())
def test_a_policy_first_meets_the_walls_and_what_names_its_table(table: str, holding: str) -> None:
    room = table.partition("_")[0]
    guard = Guard(table, room, statement=f"DROP POLICY {table}_read ON {table}", table=table)

    first, second, last = (_tests(number, guard, Reached()) for number in range(3))

    assert holding in first + second
    assert "privacyportal/tests/test_walls.py" in first
    assert not set(first) & set(second)
    assert all((ROOT / name).exists() for name in first + second)
    assert (last[0], {*last}) == (room, {*WALLED})
