"""A teacher who is a parent of the school: the parent's pages work, the teacher's stay closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make
from dossiers.tests import make as dossiers
from dossiers.tests.make import WORDS
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.scenario("T43")
def test_a_teacher_reads_the_own_child_as_a_parent_and_never_as_a_teacher(client: Client) -> None:
    klass = dossiers.klass()
    other = students.student(group=klass.group)
    dossiers.follow_up(klass.mentor, klass.student, days=3)
    teacher = make.with_role(Role.MENTOR, klass.group)
    client.force_login(teacher, backend="accounts.backends.SignInBackend")
    notes = f"/leerling/{klass.student.public_id}/"
    assert WORDS in client.get(notes).content.decode()

    make.parent(klass.student, who=teacher)

    assert client.get(notes).status_code == 404
    assert client.post(f"{notes}gesprekken/nieuw/", {}).status_code == 404
    assert WORDS not in client.get(f"/klas/{klass.group.public_id}/").content.decode()
    assert client.get(f"/leerling/{other.public_id}/").status_code == 200
    assert client.get(f"/kind/{klass.student.public_id}/ingezien/").status_code == 200
    assert client.get("/toestemming/").status_code == 200
