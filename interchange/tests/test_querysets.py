"""Imports and missing students are seen by the administration of that school."""

from __future__ import annotations

import pytest

from access.choices import Role
from access.tests.make import parent, with_role
from interchange.models import ImportRun, LeaverProposal
from schools.tests.make import NOW
from students.tests.make import student

pytestmark = pytest.mark.django_db


def test_the_administration_sees_the_own_school_and_does_not_decide_about_the_own_child() -> None:
    here, elsewhere = student(), student()
    own = student(here.school)
    runs = {}
    for missing in (here, own, elsewhere):
        run = ImportRun.objects.create(school=missing.school, at=NOW)
        LeaverProposal.objects.create(student=missing, run=run)
        runs[missing] = run
    clerk = parent(own, who=with_role(Role.ADMINISTRATION, here.school))

    assert set(ImportRun.objects.visible_to(clerk)) == {runs[here], runs[own]}
    assert LeaverProposal.objects.visible_to(clerk).get().student == here
    principal = with_role(Role.PRINCIPAL, here.school)
    assert not ImportRun.objects.visible_to(principal).exists()
    assert not LeaverProposal.objects.visible_to(principal).exists()
