"""A choice keeps on which design it was made, and how the person had signed in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from accounts.choices import SignIn
from consents.choices import PurposeKind
from consents.designs.drawn import design_of
from consents.models import Decision
from consents.tests import designs, make, paper, people
from consents.tests.designs import current
from consents.tests.forms import OVERVIEW, filled
from consents.tests.people import Family
from consents.tests.receipts import RECORD
from kernel.tests.roles import seeing_all, unwalled

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User


PASSWORD = "a long enough password"


@pytest.fixture
def home(db: None) -> Family:  # noqa: ARG001 - asked for its effect
    return Family()


def officer_of(home: Family) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, home.school.board)


@pytest.mark.asking(5)
@pytest.mark.law("AVG 7(1)")
def test_a_choice_keeps_on_which_design_it_was_made_and_how_one_signed_in(
    client: Client, home: Family
) -> None:
    home.parent.set_password(PASSWORD)
    home.parent.save(update_fields=["password"])
    client.post("/inloggen/", {"login": home.parent.email, "password": PASSWORD})

    client.post(OVERVIEW, filled(home.child, "yes"))

    with seeing_all():
        made = Decision.objects.select_related("wording", "receipt").get()
    assert (made.design, made.signed_in) == (
        current(),
        SignIn.PASSWORD,
    )
    assert made.wording.language == "nl"
    assert made.wording.sha256
    assert made.decided_by_id == home.parent.pk
    assert (made.channel, made.student_id) == ("portal", home.child.pk)
    answer = client.get(reverse(RECORD, args=[made.receipt.public_id]))
    (record,) = json.loads(answer.content)["dpv:hasRecordOfActivity"]
    (event,) = record["dpv:hasConsentStatus"]
    assert event["schema:instrument"]["schema:version"] == made.design
    assert event["dct:provenance"]["dct:type"] == "password"


def test_a_page_of_its_own_has_a_design_of_its_own(home: Family) -> None:
    make.asks_for_religion(home.school)
    make.believes(home.parent, home.child)

    with seeing_all():
        assert Decision.objects.get().design == design_of(PurposeKind.RELIGION) != current()


@pytest.mark.asking(5)
def test_who_signed_in_by_no_password_is_not_said_to_have_had_one(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)

    client.post(OVERVIEW, filled(home.child, "yes"))

    with seeing_all():
        assert Decision.objects.get().signed_in == SignIn.OTHER


@pytest.mark.asking(5)
@pytest.mark.law("AVG 7(1)")
def test_the_officer_reads_both_where_the_portal_was_used_and_neither_of_paper(
    client: Client, home: Family
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    on_paper = paper.Call(code=make.INSTAGRAM, at=timezone.now())
    paper.tells(people.administration(home), home.child, home.parent, "yes", on_paper)
    client.force_login(officer_of(home))

    page = client.get(reverse("consents:student", args=[home.child.public_id]))

    made = [line.made for line in page.context["proof"].lines if line.made]
    assert [(one.design, one.signed_in) for one in made] == [(current(), SignIn.PASSWORD)]
    assert made[0].design in page.content.decode()


@pytest.mark.asking(5)
@pytest.mark.law("AVG 7(1)")
def test_no_choice_in_the_portal_is_added_without_and_what_is_there_never_changes(
    home: Family,
) -> None:
    make.choose(home.parent, home.child, "yes")
    lies: tuple[tuple[dict[str, str], str], ...] = (
        ({"design": "", "signed_in": ""}, "says on which design"),
        ({"design": ""}, "says on which design"),
        ({"signed_in": ""}, "how_made"),
        ({"signed_in": "magic"}, "how_made"),
        ({"design": "newest"}, "how_made"),
    )
    for lie, guard in lies:
        with pytest.raises(IntegrityError, match=guard), unwalled("consents"):
            once_more(**lie)
    for change in ({"design": "0" * 12}, {"signed_in": "other"}, {"design": "", "signed_in": ""}):
        with pytest.raises(IntegrityError, match="never changed"), unwalled("consents"):
            Decision.objects.update(**change)


def once_more(**facts: str) -> None:
    """Add the one choice that is there once more, with other facts."""
    again = Decision.objects.get()
    again.pk = None
    for name, value in facts.items():
        setattr(again, name, value)
    again.save(force_insert=True)


def test_a_choice_from_before_stays_and_its_links_can_still_be_emptied(home: Family) -> None:
    designs.from_before(home)

    with unwalled("consents"):
        assert Decision.objects.filter(design="").update(decided_by=None) == 1
