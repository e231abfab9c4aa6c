"""Who brings people in: the administration, at the own school."""

from __future__ import annotations

import pytest

from access.choices import Role
from access.tests.make import with_role
from interchange import policies
from interchange.errors import NotTheImporterError
from schools.tests import make

pytestmark = pytest.mark.django_db


def test_the_administration_brings_people_in_at_the_own_school_alone() -> None:
    own, other = make.school(), make.school()
    clerk = with_role(Role.ADMINISTRATION, own)

    assert policies.may_import(clerk, own)
    policies.require_importer(clerk, own)
    for person, school in ((clerk, other), (with_role(Role.PRINCIPAL, own), own)):
        assert not policies.may_import(person, school)
        with pytest.raises(NotTheImporterError):
            policies.require_importer(person, school)
