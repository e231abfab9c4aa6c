"""Words in a language of their own: written by a person, shown as they are, kept as proof."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from consents.models import Decision, Purpose, Wording
from consents.tests import make
from consents.tests.forms import OVERVIEW
from consents.tests.people import Family
from consents.tests.wordings import EN, NEWER, NL, officer, write
from consents.words import soundness
from consents.words.readability import read
from consents.words.texts import Text
from kernel.tests.roles import seeing_all

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
ARABIC = Text(
    title="على موقع المدرسة",
    question="هل يجوز للمدرسة وضع الصور على موقعها؟",
    summary="صور ومقاطع فيديو على موقع المدرسة.",
    audience="يستطيع كل الناس على الإنترنت رؤية الصور.",
    kept="سنتان على الأكثر.",
    explanation="لا تضع المدرسة اسم {name} مع الصورة.",
    on_yes="تضع المدرسة الصور على موقعها.",
    on_withdrawal="تزيل المدرسة الصور خلال خمسة أيام عمل.",
)


@pytest.fixture
def home() -> Family:
    return Family()


def reader(user: User, language: str = "ar") -> Client:
    """Return the browser of somebody who reads a language."""
    user.language = language
    user.save(update_fields=["language"])
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def newest() -> Decision:
    """Return the last decision, with its words."""
    with seeing_all():
        return Decision.objects.select_related("wording", "receipt").latest("pk")


@pytest.mark.law("AVG 7(1)")
def test_the_evidence_says_that_arabic_was_shown_and_shows_it_again(home: Family) -> None:
    about = make.purpose(home.child)
    clerk = officer(home.school)
    sent = {"do": "save", "changes": "minor", "based_on": "1"}
    sent |= {"starts_on": f"{timezone.localdate()}"}
    for language, text in {"nl": NEWER, "en": EN, "ar": ARABIC}.items():
        sent |= {f"{language}_{part}": words for part, words in asdict(text).items()}

    wrote = reader(clerk, "nl").post(
        reverse("consents:write_version", args=[about.public_id]), sent
    )

    assert wrote.status_code == 302
    with seeing_all():
        facts = Event.objects.get(name="consents.words_written").facts
    assert facts["languages"] == ["ar", "en", "nl"]

    client = reader(home.parent)
    page = client.get(OVERVIEW).content.decode()
    name = f"{home.child.public_id}_{about.public_id}"
    (card,) = re.findall(rf'<fieldset[^>]*id="vraag-{name}".*?</fieldset>', page, re.DOTALL)
    assert ARABIC.title in card
    assert f'name="{name}_words" value="2.ar"' in card
    assert 'lang="nl"' not in card

    client.post(OVERVIEW, {name: "yes", f"{name}_words": "2.ar"})

    made = newest()
    assert (made.wording.version, made.wording.language) == (2, "ar")
    assert made.wording.question == ARABIC.question
    assert made.wording.sha256 == ARABIC.sha256
    for place in (f"/toestemming/bewijs/{made.receipt.public_id}/", "/toestemming/geschiedenis/"):
        again = reader(home.parent, "nl").get(place).content.decode()
        assert f'<span lang="ar" dir="auto">{ARABIC.title}</span>' in again


@pytest.mark.law("AVG 7(1)")
def test_where_there_is_no_arabic_dutch_was_shown_and_the_evidence_says_so(home: Family) -> None:
    about = make.purpose(home.child)
    client = reader(home.parent)
    with translation.override("ar"):
        told = translation.gettext(
            "This question is not there in your language. You read it in Dutch."
        )

    page = client.get(OVERVIEW).content.decode()
    name = f"{home.child.public_id}_{about.public_id}"
    (card,) = re.findall(rf'<fieldset[^>]*id="vraag-{name}".*?</fieldset>', page, re.DOTALL)

    assert told in card
    assert f'<p lang="nl" dir="auto">{NL.summary}</p>' in card
    client.post(OVERVIEW, {name: "yes", f"{name}_words": "1.nl"})
    assert newest().wording.language == "nl"


def test_a_language_that_is_not_shown_cannot_be_chosen_from(home: Family) -> None:
    about = make.purpose(home.child)
    write(officer(home.school), about, words={"nl": NEWER, "ar": ARABIC})
    name = f"{home.child.public_id}_{about.public_id}"

    answer = reader(home.parent).post(OVERVIEW, {name: "yes", f"{name}_words": "2.tr"})

    assert answer.status_code == 422
    with seeing_all():
        assert not Decision.objects.exists()


@pytest.mark.parametrize(("mark", "is_right"), [("؟", True), ("?", True), ("", False)])
def test_a_question_ends_as_its_language_ends_a_question(mark: str, is_right: bool) -> None:  # noqa: FBT001
    asks = replace(ARABIC, question=ARABIC.question.rstrip("؟") + mark)

    found = [field for field, _ in soundness.flaws(make.WEBSITE, {"nl": NL, "ar": asks})]

    assert found == ([] if is_right else ["ar_question"])


def test_only_dutch_is_held_to_a_score_and_a_sentence_ends_at_an_arabic_mark() -> None:
    long = replace(ARABIC, explanation="كلمة " * 30 + ".")

    assert not soundness.flaws(make.WEBSITE, {"nl": NL, "ar": long})
    checked = soundness.check(long, "ar").fields["explanation"]
    assert checked.score is None
    assert len(checked.long_sentences) == 1
    assert not read("كلمة " * 15 + "؟ " + "كلمة " * 15 + ".").long_sentences


def test_a_language_that_nobody_wrote_stays_folded_and_empty(home: Family) -> None:
    about: Purpose = make.purpose(home.child)
    write(officer(home.school), about, words={"nl": NEWER, "ar": ARABIC})
    clerk = reader(officer(home.school), "nl")
    address = reverse("consents:write_version", args=[about.public_id])

    page = clerk.get(address).content.decode()

    cards = {card[:2]: card for card in page.split('<h2 id="taal-')[1:]}
    assert '<details class="pp-more" open>' in cards["ar"]
    assert '<details class="pp-more">' in cards["pl"]
    assert "<details" not in cards["nl"] + cards["en"]
    assert 'data-preview="ar"' in page
    assert 'data-preview="pl"' not in page
    assert Wording.objects.filter(purpose=about, language="pl").count() == 0
