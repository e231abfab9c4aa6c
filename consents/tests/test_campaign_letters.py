"""Letters of a campaign: a code for one person, the questions on paper, and on record once."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from access.choices import Role
from access.errors import NotYoursToGiveError
from access.models import Invitation
from access.tests import make as access
from consents import services
from consents.asked import Asked
from consents.campaigns.paper import children_of
from consents.choices import CampaignKind, MessageState
from consents.document.campaign import as_pdf
from consents.errors import CampaignOverError
from consents.tests import make, people
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.tests import pdf
from kernel.tests.roles import seeing_all
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from access.services import Letter
    from accounts.models import User
    from consents.models import Campaign
    from students.models import Guardian

pytestmark = pytest.mark.django_db
BACK = "The form on the back is in Dutch. In the portal you choose in your own language."
ASKS = {
    CampaignKind.ASK: (
        "You choose what the school may do with photos and videos. Yes and no are both fine."
    ),
    CampaignKind.CHECK: (
        "The school asks you to look at your choices about photos and videos."
        " Do you do nothing? Then nothing changes."
    ),
}


def prints(actor: User, asks: Campaign, *, again: bool = False, at: datetime) -> list[Letter]:
    with as_role("portal_web"), acting_as(actor.pk):
        return services.print_letters(actor=actor, campaign=asks, again=again, at=at)


@dataclass
class Waiting:
    """A campaign with two letters that wait: one is beside the clerk, who is a parent too."""

    at: datetime = field(default_factory=timezone.now)
    home: Family = field(default_factory=Family)
    clerk: User = field(init=False)
    without: Guardian = field(init=False)
    beside_clerk: Guardian = field(init=False)
    asks: Campaign = field(init=False)

    def __post_init__(self) -> None:
        """Make the people, and let the worker write down to whom a letter goes."""
        self.clerk = people.administration(self.home)
        self.without = students.guardianship(self.home.child).guardian
        of_clerk = students.student(group=self.home.group)
        access.parent(of_clerk, who=self.clerk)
        self.beside_clerk = students.guardianship(of_clerk).guardian
        self.asks = make.campaign(self.home.school, at=self.at)
        make.runs(self.asks, at=self.at)


def on_paper(there: Waiting, letters: list[Letter]) -> bytes:
    with acting_as(there.clerk.pk):
        return as_pdf(
            letters,
            campaign=there.asks,
            asked=Asked([there.home.school.pk], at=there.at),
            children=children_of(there.clerk, there.asks, at=there.at),
        )


def test_each_letter_has_a_code_is_on_record_once_and_can_be_made_again_that_day() -> None:
    there = Waiting()
    clerk, asks, now = there.clerk, there.asks, there.at

    first = prints(clerk, asks, at=now)
    nothing = prints(clerk, asks, at=now + timedelta(minutes=1))
    again = prints(clerk, asks, again=True, at=now + timedelta(minutes=2))

    assert [letter.person for letter in first] == [there.without]
    assert nothing == []
    assert [letter.person for letter in again] == [there.without]
    assert again[0].code != first[0].code
    (message,) = make.messages(asks, guardian=there.without.pk)
    assert (message.state, message.round, message.done_at) == (MessageState.SENT, 1, now)
    make.runs(asks, at=now + timedelta(days=7))
    assert [m.round for m in make.messages(asks, guardian=there.without.pk)] == [1, 2]
    assert prints(clerk, asks, again=True, at=now + timedelta(days=7)) == []


def test_letters_are_made_by_who_lets_people_in_and_not_for_the_own_family() -> None:
    there = Waiting()
    officer = access.with_role(Role.PRIVACY_OFFICER, there.home.school)

    with pytest.raises(NotYoursToGiveError):
        prints(officer, there.asks, at=there.at)
    with pytest.raises(CampaignOverError):
        prints(there.clerk, there.asks, at=there.at.replace(year=there.at.year + 1))
    prints(there.clerk, there.asks, at=there.at)

    (message,) = make.messages(there.asks, guardian=there.beside_clerk.pk)
    assert message.state == MessageState.WAITING
    with seeing_all():
        assert not Invitation.objects.filter(guardian=there.beside_clerk).exists()


def test_letters_to_the_own_family_that_another_printed_do_not_hide_the_own_batch() -> None:
    there = Waiting()
    colleague = people.administration(there.home)
    own = prints(there.clerk, there.asks, at=there.at)
    to_family = prints(colleague, there.asks, at=there.at + timedelta(minutes=1))

    again = prints(there.clerk, there.asks, again=True, at=there.at + timedelta(minutes=2))

    assert [letter.person for letter in to_family] == [there.beside_clerk]
    assert [letter.person for letter in again] == [letter.person for letter in own]
    assert again


@pytest.mark.law("AVG 7(1)")
def test_the_form_on_the_back_has_each_question_and_the_own_children_alone() -> None:
    there = Waiting()
    sister = there.home.one_more("Yusuf")  # of the other parent, not of this one
    made = prints(there.clerk, there.asks, at=there.at)
    asked = Asked([there.home.school.pk], at=there.at)

    found = PdfReader(io.BytesIO(on_paper(there, made)))

    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert len(found.pages) == 2
    front, back = (" ".join(page.extract_text().split()) for page in found.pages)
    (letter,) = made
    assert f"{letter.code[:4]} {letter.code[4:]}" in front
    assert letter.code[:4] not in back
    assert there.home.child.display_name in back
    assert sister.display_name not in back
    assert not [p for p in asked.purposes if asked.in_dutch(p.pk).title not in back]
    assert "2 november 2024" in back, "the day of the words, by which who types it in chooses them"
    assert "2 / 2" in back


def test_children_of_a_student_of_seventeen_are_the_student() -> None:
    home = Family()
    student, _account = people.student_of_seventeen(home)
    clerk = people.administration(home)
    asks = make.campaign(home.school)

    with acting_as(clerk.pk):
        found = children_of(clerk, asks, at=timezone.now())

    assert found[None, student.pk] == [student]
    assert all(student not in some for (guardian, _), some in found.items() if guardian)


@pytest.mark.law("AVG 12(1)")
@pytest.mark.parametrize("language", ["ar", "tr", "pl", "uk"])
@pytest.mark.parametrize("kind", CampaignKind)
def test_the_front_says_in_each_language_what_is_asked_and_that_the_form_is_in_dutch(
    kind: CampaignKind, language: str
) -> None:
    there = Waiting()
    there.asks.kind = kind
    with translation.override(language):
        said = pdf.words(f"{translation.gettext(ASKS[kind])} {translation.gettext(BACK)}")

    front, form = pdf.pages(on_paper(there, prints(there.clerk, there.asks, at=there.at)))

    assert said <= pdf.words(front)
    assert "Formulier" not in front.replace("formulier", "")
    assert "Formulier: foto’s en video’s" in form


@pytest.mark.parametrize("kind", CampaignKind)
def test_the_form_is_on_the_back_however_long_the_names_are(kind: CampaignKind) -> None:
    there = Waiting()
    there.asks.kind = kind
    there.home.school.name = there.asks.school.name = "Wijngaardenstraatschool " * 8
    letters = prints(there.clerk, there.asks, at=there.at)
    letters[0].person.surname = "Bovenkamp van " * 14

    front, form = pdf.pages(on_paper(there, letters))

    assert pdf.words(letters[0].person.surname) <= pdf.words(front)
    assert letters[0].link in front.replace(" ", "")
    assert "Formulier: foto’s en video’s" in form


def test_the_front_is_read_aloud_in_each_language_and_the_form_in_dutch() -> None:
    there = Waiting()

    found = pdf.languages(on_paper(there, prints(there.clerk, there.asks, at=there.at)))

    assert found[0] == "nl"
    assert [one for one in found if one != "nl"] == ["en", "ar", "tr", "pl", "uk"]
