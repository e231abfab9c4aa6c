"""What stands on a card is narrowed to who reads it, also where row security is gone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kernel.tests.roles import unwalled
from students.fields import card
from students.policies import cards_of
from students.tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("room", "field"), [("students", "guardians"), ("numbers", "number")])
def test_a_card_that_was_looked_up_for_another_person_shows_less(room: str, field: str) -> None:
    scene, at = people.scene(), timezone.now()
    student = cards_of(scene.clerk, at=at).get(pk=scene.student.pk)
    stranger = people.stranger(scene)

    with unwalled(room):
        known, unknown = (card(student, user, at=at) for user in (scene.clerk, stranger))

    assert getattr(known, field)
    assert not getattr(unknown, field)
