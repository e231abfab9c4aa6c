"""One question more or less: what may be asked, and what becomes of its choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from consents.errors import (
    AlreadyAskedError,
    AskedElsewhereError,
    NoConsentNeededError,
    NotAskedError,
    UnsoundWordsError,
)
from consents.models import Purpose
from consents.tests import make
from consents.tests.people import Family
from consents.words.catalogue import ELSEWHERE, WITHOUT_CONSENT, NoConsent
from kernel.database import as_role

if TYPE_CHECKING:
    from accounts.models import User

from consents.tests.wordings import (
    NL,
    POSTER,
    PROMO,
    add,
    end,
    events,
    keep,
    kept_says,
    officer,
    shown,
    write,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OF_EVERY_SECTOR = [one for one in WITHOUT_CONSENT if isinstance(one, NoConsent)]


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def po(home: Family) -> User:
    return officer(home.school)


@pytest.fixture
def about(home: Family) -> Purpose:
    return make.purpose(home.child)


@pytest.mark.scenario("T15")
@pytest.mark.law("AVG 4(11)")
@pytest.mark.parametrize("free", OF_EVERY_SECTOR, ids=lambda one: one.code)
def test_t15_what_needs_no_consent_cannot_be_asked(home: Family, po: User, free: Any) -> None:  # noqa: ANN401
    with pytest.raises(NoConsentNeededError) as refused:
        add(po, home.school, free.code)

    said = str(refused.value)
    assert said.startswith(str(NoConsentNeededError.says))
    assert str(free.why) in said
    assert free.ground in said
    assert not Purpose.objects.filter(code=free.code).exists()


@pytest.mark.parametrize("other", ELSEWHERE, ids=lambda one: one.code)
def test_what_is_asked_in_another_way_cannot_be_asked_here(
    home: Family,
    po: User,
    other: Any,  # noqa: ANN401
) -> None:
    with pytest.raises(AskedElsewhereError, match=str(other.why).split(".", maxsplit=1)[0]):
        add(po, home.school, other.code)

    assert not Purpose.objects.filter(code=other.code).exists()


def test_a_code_that_nobody_knows_is_no_question(home: Family, po: User) -> None:
    with pytest.raises(NotAskedError):
        add(po, home.school, "ANYTHING")


def test_a_question_is_added_with_the_audience_of_the_catalogue(home: Family, po: User) -> None:
    made = add(po, home.school)

    assert (made.reach, made.icon, made.is_active) == ("public", "megaphone", True)
    assert PROMO in make.codes(home.school)
    assert events("purpose_added") == [{"purpose": PROMO, "version": 1}]
    assert make.choose(
        home.parent, home.child, "yes", code=PROMO, shown=make.words(made), at=timezone.now()
    )


def test_a_question_that_asks_for_two_places_is_not_added(home: Family, po: User) -> None:
    both = replace(POSTER, question="Mag de school foto’s op posters en op Instagram zetten?")

    with pytest.raises(UnsoundWordsError) as refused:
        add(po, home.school, words=both)

    assert [field for field, _ in refused.value.flaws] == ["nl_question"]
    assert "Instagram" in refused.value.flaws[0][1]
    assert PROMO not in make.codes(home.school)


def test_a_school_asks_a_question_once(home: Family, po: User) -> None:
    with pytest.raises(AlreadyAskedError):
        add(po, home.school, make.WEBSITE, NL)


def test_a_question_that_ends_is_asked_no_more_and_its_choices_stay(
    home: Family, po: User, about: Purpose
) -> None:
    made = make.choose(home.parent, home.child, "yes", at=timezone.now())
    keep(home)

    end(po, about)
    end(po, about)

    assert make.WEBSITE not in make.codes(home.school)
    assert make.outcomes(home.child) == ["granted"]
    assert kept_says(home, at=timezone.now()) is None
    assert events("purpose_ended") == [{"purpose": make.WEBSITE}]
    assert made in make.receipts()
    with pytest.raises(NotAskedError):
        write(po, about)
    about.refresh_from_db()
    with pytest.raises(NotAskedError):
        make.choose(home.parent, home.child, "no", at=timezone.now())


def test_a_question_that_is_asked_anew_asks_everybody_again(
    home: Family, po: User, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    end(po, about)

    again = add(po, home.school, make.WEBSITE, NL)

    assert again.pk == about.pk
    assert shown(about) == [(2, "nl")]
    assert not make.counts(home.child, at=timezone.now()).granted


def test_no_page_deletes_a_question_or_its_words() -> None:
    for table in ("consents_purpose", "consents_wording"):
        for role in ("portal_web", "portal_worker"):
            with (
                pytest.raises(Exception, match="permission denied"),
                transaction.atomic(),
                as_role(role),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - tables named here


def test_no_page_changes_what_a_question_is_about(about: Purpose) -> None:
    for column, value in (("reach", "group"), ("code", "OTHER"), ("at_sixteen", "carries_over")):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            as_role("portal_web"),
        ):
            Purpose.objects.filter(pk=about.pk).update(**{column: value})
