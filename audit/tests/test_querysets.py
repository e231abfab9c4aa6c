"""Questions to the record: what one person did with the data of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

import pytest

from audit.events import Event as Kind
from audit.models import Event
from audit.services import record
from schools.tests.make import NOW, user

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Looked(Kind):
    """Somebody looked at something, in this file alone."""

    name: ClassVar[str] = "audit.tests_looked"


def test_what_somebody_did_with_data_of_others_is_of_that_person_and_about_somebody() -> None:
    actor, other, subject = user(), user(), uuid4()
    mine = record(Looked(), actor=actor, subject=subject, at=NOW)
    record(Looked(), actor=other, subject=subject, at=NOW)
    record(Looked(), actor=actor, at=NOW)

    assert list(Event.objects.by(actor.audit_ref)) == [mine]
