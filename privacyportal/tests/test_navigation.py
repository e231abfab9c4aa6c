"""The menu and the name above it are of the own school."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make as access
from privacyportal.navigation import brand, waiting
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db


def emergency(school: School) -> None:
    student = students.student(school)
    access.emergency(access.with_role(Role.PRINCIPAL, school), student)


def test_the_name_above_a_page_is_that_of_the_own_school() -> None:
    _first, own = schools.school(), schools.school()

    assert brand(access.with_role(Role.ADMINISTRATION, own)).name == own.name
    assert brand(access.parent(students.student(own))).name == own.name


def test_what_waits_is_what_one_judges_oneself() -> None:
    own, other = schools.school(), schools.school()
    for school in (own, other):
        emergency(school)
    officer = access.with_role(Role.PRIVACY_OFFICER, own.board)

    assert waiting(officer, "access:emergency_reviews") == 1
