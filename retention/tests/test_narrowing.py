"""Pages about purges and holds show the own school, and none of another board's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.database import as_role
from retention import services
from retention.choices import Reason
from retention.models import Hold, Rule
from retention.tests import make

if TYPE_CHECKING:
    from django.test import Client

    from retention.tests.make import Place

pytestmark = pytest.mark.django_db


def held(at: Place) -> Hold:
    return services.place_hold(
        actor=at.clerk,
        school=at.school,
        reason=Reason.COMPLAINT,
        review_on=timezone.localdate() + timedelta(days=30),
        at=timezone.now(),
    )


@pytest.fixture
def places(client: Client) -> tuple[Place, Place]:
    """Make two schools of two boards; the administration of the first is signed in."""
    own, other = make.place(), make.place()
    client.force_login(own.clerk)
    return own, other


def test_a_list_of_holds_has_those_of_the_own_school(
    client: Client, places: tuple[Place, Place]
) -> None:
    mine, _theirs = (held(at) for at in places)

    assert list(client.get(reverse("retention:holds")).context["page"]) == [mine]


def test_a_list_of_purges_has_those_of_the_own_school_and_counts_its_late_holds(
    client: Client, places: tuple[Place, Place]
) -> None:
    mine, _theirs = (make.proposed(at) for at in places)
    for at in places:
        held(at)
    today = timezone.localdate()
    Hold.objects.update(starts_on=today - timedelta(days=90), review_on=today - timedelta(days=1))

    context = client.get(reverse("retention:runs")).context

    assert list(context["page"]) == [mine]
    assert context["late"] == 1


def test_forms_offer_the_own_school_and_the_kinds_of_its_board(
    client: Client, places: tuple[Place, Place]
) -> None:
    own, _other = places
    code = Rule.objects.filter(board=own.school.board).order_by("code")[0].code
    with as_role("portal_owner"):
        Rule.objects.filter(board=own.school.board, code=code).delete()

    purge, hold = (
        client.get(reverse(route)).context["form"]
        for route in ("retention:new", "retention:add_hold")
    )

    for form in (purge, hold):
        assert list(form.fields["school"].queryset) == [own.school]
    kinds = dict(hold.fields["rule"].choices)
    assert len(kinds) > 1
    assert code not in kinds
