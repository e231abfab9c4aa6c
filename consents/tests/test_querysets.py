"""Which questions and choices somebody sees, where row security is gone too."""

from __future__ import annotations

import pytest

from access import grants
from access.choices import Role
from access.tests import make as access
from consents import tasks
from consents.choices import Capacity
from consents.models import Decision, KeptAnswer, Objection, Purpose
from consents.policies import WRITE_TEXTS
from consents.tests import make, people
from consents.tests.people import Family
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from schools.tests.make import NOW
from students.tests import make as students

pytestmark = pytest.mark.django_db


def test_questions_are_seen_where_one_works_or_has_a_child() -> None:
    home, other = Family(), make.school()
    mentor = access.with_role(Role.MENTOR, schools.group(other))

    for user, asks in ((home.parent, {home.school}), (mentor, {other}), (schools.user(), set())):
        found = Purpose.objects.visible_to(user).select_related("school")
        assert {each.school for each in found} == asks


def test_questions_are_read_for_a_school_where_one_has_that_task() -> None:
    own, other = make.school(), make.school()
    officer = access.with_role(Role.PRIVACY_OFFICER, own)
    access.with_role(Role.MENTOR, schools.group(other), who=officer)

    found = Purpose.objects.where(officer, WRITE_TEXTS).select_related("school")

    assert {each.school for each in found} == {own}


def test_who_lost_the_child_lost_the_own_choices_about_it() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    make.choose(home.other, home.child, "no")
    students.now_said_of(home.other, home.child, authority="none")
    grants.sync(schools=[home.school.pk], at=NOW)

    with unwalled("consents"):
        assert Decision.objects.count() == 2
        assert not Decision.objects.visible_to(home.other).exists()
        assert Decision.objects.visible_to(home.parent).get().decided_by == home.parent


def test_of_the_own_child_nobody_reads_at_work_what_the_school_was_told() -> None:
    home = Family()
    neighbour = students.student(home.school)
    clerk = people.administration(home)
    for child in (home.child, neighbour):
        make.objects(clerk, child, by=Capacity.GUARDIAN)
    access.with_role(Role.ADMINISTRATION, home.school, who=home.parent)

    with unwalled("consents"):
        assert Objection.objects.visible_to(clerk).count() == 2
        assert Objection.objects.visible_to(home.parent).get().student == neighbour


def test_answers_that_are_kept_are_seen_by_whom_they_are_for() -> None:
    home, other = Family(), Family()
    with make.as_worker():
        for each in (home, other):
            tasks.keep(school_id=each.school.pk)
    mentor = access.with_role(Role.MENTOR, home.group)

    with unwalled("consents"):
        kept = set(KeptAnswer.objects.values_list("student", flat=True))
        assert kept == {home.child.pk, other.child.pk}
        for user, seen in ((mentor, {home.child.pk}), (schools.user(), set())):
            found = KeptAnswer.objects.visible_to(user)
            assert set(found.values_list("student", flat=True)) == seen
