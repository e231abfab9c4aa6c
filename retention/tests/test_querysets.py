"""Rules, holds and purges are seen where one reads about purges, and at no other school."""

from __future__ import annotations

from datetime import timedelta

import pytest

from access.choices import Role
from access.tests.make import with_role
from retention import services
from retention.choices import Reason
from retention.models import Hold, PurgeItem, PurgeRun, Rule
from retention.tests import make
from schools.tests.make import user

pytestmark = pytest.mark.django_db


def test_who_reads_about_purges_does_so_for_the_own_school() -> None:
    own, other = make.place(), make.place()
    for at in (own, other):
        make.leaver(at.school)
        make.proposed(at)
        services.place_hold(
            actor=at.clerk,
            school=at.school,
            reason=Reason.COMPLAINT,
            review_on=make.NOW.date() + timedelta(days=30),
            at=make.NOW,
        )

    for at in (own, other):
        reader = with_role(Role.PRIVACY_OFFICER, at.school)
        boards = Rule.objects.visible_to(reader).values_list("board", flat=True)
        assert set(boards) == {at.school.board_id}
        assert Hold.objects.visible_to(reader).get().school == at.school
        assert PurgeRun.objects.visible_to(reader).get().school == at.school
        runs = PurgeItem.objects.visible_to(reader).values_list("run__school", flat=True)
        assert set(runs) == {at.school.pk}
    coordinator = with_role(Role.CARE_COORDINATOR, own.school)
    for rows in (Rule, Hold, PurgeRun, PurgeItem):
        assert rows.objects.exists()
        assert not rows.objects.visible_to(user()).exists()
        assert not rows.objects.visible_to(coordinator).exists()
