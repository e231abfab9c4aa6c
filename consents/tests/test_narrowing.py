"""What pages about pictures narrow themselves holds where row security is gone."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.api.pages import overview as systems
from consents.campaigns.paper import children_of
from consents.campaigns.response import post
from consents.choices import CampaignKind, Capacity, Channel
from consents.errors import NotInGroupError
from consents.models import Decision, Receipt
from consents.pictures.checking import members
from consents.pictures.coming_down import coming_down
from consents.policies import checks_for, proofs_of
from consents.proof import proof
from consents.services import stop_campaign
from consents.services.publishing import _require_members
from consents.tests import clients, make, paper, people
from consents.tests.people import Family
from consents.words.wordings import overview
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import StudentGrant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from consents.models import Objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Iterator[Family]:
    """Make a family in which one parent says yes and the other no."""
    made = Family()
    make.choose(made.parent, made.child, "yes")
    make.choose(made.other, made.child, "no")
    with unwalled("consents"):
        yield made


def told(home: Family) -> Objection:
    with as_role("portal_web"):
        clerk = people.administration(home)
        return make.objects(clerk, home.child, by=Capacity.STUDENT, at=timezone.now())


def test_a_parent_reads_back_the_own_choices_alone(client: Client, home: Family) -> None:
    client.force_login(home.parent)

    past = client.get(reverse("consents:history")).context["page"]
    overview = client.get(reverse("consents:overview")).context

    assert {made.guardian.user for made in past} == {home.parent}
    assert overview["past_total"] == 1


def test_a_receipt_is_for_whom_it_was_given_to(client: Client, home: Family) -> None:
    client.force_login(home.parent)
    mine, theirs = (Receipt.objects.get(given_to=user) for user in (home.parent, home.other))
    misplaced = Decision.objects.get(receipt=mine)
    misplaced.pk, misplaced.receipt = None, theirs
    misplaced.save(force_insert=True)

    def status(receipt: Receipt) -> int:
        return client.get(reverse("consents:receipt", args=[receipt.public_id])).status_code

    assert status(mine) == HTTPStatus.OK
    assert status(theirs) == HTTPStatus.NOT_FOUND


def test_a_receipt_says_nothing_of_a_child_that_one_may_not_see_any_more(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)
    mine = reverse("consents:receipt", args=[Receipt.objects.get(given_to=home.parent).public_id])
    rows = StudentGrant.objects.filter(user=home.parent)
    with as_role("portal_purge"):
        rows._raw_delete("default")  # no look at other tables, which it may not read

    assert client.get(mine).status_code == HTTPStatus.NOT_FOUND


def test_what_the_school_was_told_is_shown_to_who_reads_the_proof(home: Family) -> None:
    told(home)
    with as_role("portal_web"):
        call = paper.Call(channel=Channel.PHONE, at=timezone.now())
        paper.tells(people.administration(home), home.child, home.parent, "yes", call)
        officer = access.with_role(Role.PRIVACY_OFFICER, home.school.board)
        stranger = schools.user()
    student = proofs_of(officer, at=timezone.now()).get(pk=home.child.pk)

    known, unknown = (proof(student, user, at=timezone.now()) for user in (officer, stranger))

    assert known.told
    assert known.entered
    assert not unknown.told
    assert not unknown.entered


def test_whoever_lifts_a_no_of_another_school_learns_nothing_by_it(
    client: Client, home: Family
) -> None:
    made = told(home)
    with as_role("portal_web"):
        client.force_login(access.with_role(Role.ADMINISTRATION, make.school()))

    answer = client.post(reverse("consents:lift", args=[made.public_id]))

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert Event.objects.filter(name="access.denied").latest("pk").subject is None


def test_a_family_is_told_of_the_own_pictures_and_a_class_list_is_of_whose_answer_one_reads(
    home: Family,
) -> None:
    now = timezone.now()
    with as_role("portal_web"):
        make.choose(home.other, home.child, "yes")
        teacher = people.subject_teacher(home)
        make.publishes(teacher, home.group, home.child)
        make.choose(home.other, home.child, "no", at=now)
        stranger = schools.user()

    for user, told, known in (
        (home.parent, 1, [home.child]),
        (teacher, 1, [home.child]),
        (stranger, 0, []),
    ):
        assert len(coming_down(user, [home.child.pk], at=now)) == told
        assert members(user, home.group, at=now) == known


def test_a_choice_is_added_to_no_receipt_of_another(home: Family) -> None:
    mine, theirs = (Receipt.objects.get(given_to=user) for user in (home.parent, home.other))

    for code, onto in ((make.INSTAGRAM, theirs), (make.CLASS_PHOTO, mine)):
        made = make.choose(home.parent, home.child, "yes", code=code, onto=onto)
        assert made
        assert made.given_to == home.parent
        assert (made == mine) is (onto == mine)


def test_in_a_picture_is_nobody_whose_answer_one_does_not_read(home: Family) -> None:
    now, picked = timezone.now(), {home.child.pk}
    with as_role("portal_web"):
        teacher, stranger = people.subject_teacher(home), schools.user()

    _require_members(teacher, home.group, picked, at=now)
    with pytest.raises(NotInGroupError):
        _require_members(stranger, home.group, picked, at=now)


def test_what_a_school_asks_is_listed_for_who_reads_it_there(home: Family) -> None:
    with as_role("portal_web"):
        officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
        access.with_role(Role.MENTOR, schools.group(make.school()), who=officer)

    (found,) = overview(officer, at=timezone.now())

    assert found.school == home.school


def test_an_officer_reads_the_systems_of_the_own_schools_alone(home: Family) -> None:
    with as_role("portal_web"):
        officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
        elsewhere = schools.school()
        stranger = access.with_role(Role.PRIVACY_OFFICER, elsewhere)
        for who, school in ((officer, home.school), (stranger, elsewhere)):
            clients.add(who, school)
    now = timezone.now()

    with unwalled("clients"):
        assert systems(home.parent, at=now) is None
        found = systems(officer, at=now)

    assert found is not None
    assert [line.schools for line in found.lines] == [(home.school,)]


def test_who_asks_elsewhere_counts_none_of_these_messages(home: Family) -> None:
    later = NOW + timedelta(days=1)
    with as_role("portal_web"):
        officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
        stranger = access.with_role(Role.PRIVACY_OFFICER, schools.school())
        asks = make.campaign(home.school, CampaignKind.CHECK, by=officer, at=later)
    make.runs(asks, at=later)

    with unwalled("consents"):
        assert post(officer, asks, at=later).went
        assert not post(stranger, asks, at=later).went


def test_who_knows_a_student_and_not_the_parents_learns_of_none_who_decides(home: Family) -> None:
    with as_role("portal_web"):
        asks = make.campaign(home.school, CampaignKind.CHECK)
        teacher, clerk = people.subject_teacher(home), people.administration(home)

    with unwalled("students"):
        assert children_of(clerk, asks, at=NOW)
        assert not children_of(teacher, asks, at=NOW)


def test_who_said_of_last_year_that_it_is_right_is_asked_again_this_year(home: Family) -> None:
    first, second = NOW + timedelta(days=1), NOW + timedelta(days=60)
    with as_role("portal_web"):
        officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
        before = make.campaign(home.school, CampaignKind.CHECK, by=officer, at=first)
    make.runs(before, at=first)
    with as_role("portal_web"):
        make.confirms(home.parent, at=first)
        with acting_as(officer.pk):
            stop_campaign(actor=officer, campaign=before, at=first + timedelta(days=1))
        asks = make.campaign(home.school, CampaignKind.CHECK, by=officer, at=second)
    make.runs(asks, at=second)

    assert [one.campaign for one in checks_for(home.parent, at=second)] == [asks]
