"""Schools, and what hangs from them, are seen by who works there, while the task lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from access.choices import Role
from access.tests.make import with_role
from schools.models import Board, Group, School, StaffMember
from schools.querysets import schools_where
from schools.tests import make
from schools.tests.make import NOW

pytestmark = pytest.mark.django_db


def test_who_works_at_a_school_sees_that_one_its_board_and_its_groups() -> None:
    own, other = make.school(), make.school()
    here, _ = make.group(own), make.group(other)
    clerk = with_role(Role.ADMINISTRATION, own)
    with_role(Role.ADMINISTRATION, other)

    assert list(School.objects.visible_to(clerk)) == [own]
    assert list(Board.objects.visible_to(clerk)) == [own.board]
    assert list(Group.objects.visible_to(clerk)) == [here]


def test_a_school_is_found_for_what_one_may_do_there_and_for_nothing_else() -> None:
    own, other = make.school(), make.school()
    person = with_role(Role.PRIVACY_OFFICER, own)
    with_role(Role.PRINCIPAL, other, who=person)

    assert set(School.objects.where(person, "read_agreements")) == {own, other}
    assert list(School.objects.where(person, "write_agreements")) == [own]


def test_a_task_opens_a_school_from_its_first_day_to_its_last() -> None:
    own = make.school()
    last_day = date(2027, 7, 31)
    clerk = with_role(Role.ADMINISTRATION, own, first_day=NOW.date(), last_day=last_day)

    def opened(at: datetime) -> list[int]:
        return [row["content_object_id"] for row in schools_where(clerk, "read_school", at=at)]

    assert opened(NOW) == [own.pk]
    assert not opened(datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert not opened(datetime(2027, 8, 1, 12, tzinfo=UTC))


def test_an_account_that_is_closed_opens_no_school() -> None:
    clerk = with_role(Role.ADMINISTRATION, make.school())
    clerk.is_active = False

    assert not School.objects.visible_to(clerk).exists()


def test_colleagues_are_seen_by_who_manages_access_at_their_school() -> None:
    own, other = make.school(), make.school()
    principal = with_role(Role.PRINCIPAL, own)
    with_role(Role.ATTENDANCE_COORDINATOR, other, who=principal)
    here, _ = (
        StaffMember.objects.create(school=school, las_key="m1", surname="Vis")
        for school in (own, other)
    )

    assert list(StaffMember.objects.visible_to(principal)) == [here]
