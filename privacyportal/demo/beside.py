"""A school that asks more than pictures, in more languages, and parents who gave their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.choices import Language, SignIn
from accounts.models import User
from consents.errors import NotTheDeciderError
from consents.services import Choice, add_purpose, approve_translations, decide
from consents.special.transfer import needs_no_consent
from consents.words.texts import ADDED
from consents.words.wordings import translated
from kernel.database import acting_as
from privacyportal.demo.choices import STORY
from schools.choices import Sector
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from consents.models import Purpose

CLASS_LIST = "CONTACT_CLASSLIST"
OFFICER = "karin.deboer@waterkant.example.org"
APPROVED = (Language.ARABIC, Language.TURKISH)  # the others wait, so that there is a page to see


def make() -> None:
    """Let the primary school ask; of the parents who can sign in all but one give their number.

    Then it has two translations read.
    """
    school = School.objects.with_brin("99AB").get()
    officer = User.objects.get(email=OFFICER)
    with acting_as(officer.pk):
        asked = {
            text.code: add_purpose(
                actor=officer,
                school=school,
                code=text.code,
                words={"nl": text.nl, "en": text.en},
                at=timezone.now(),
            )
            for text in ADDED
            if not needs_no_consent(text.code, (), sector=Sector(school.sector))
        }
    parents = User.objects.filter(guardians__school=school).exclude(email=STORY).distinct()
    for user in parents.order_by("pk"):
        _say_yes(user, school, asked[CLASS_LIST])
    with acting_as(officer.pk):
        for language in APPROVED:
            at = timezone.now()
            texts = {one.text.sha256 for one in translated(school, language, at=at)}
            approve_translations(
                actor=officer, school=school, language=language, approved=texts, at=at
            )


def _say_yes(user: User, school: School, purpose: Purpose) -> None:
    wording = purpose.wordings.get(language="nl")
    with acting_as(user.pk):
        children = Student.objects.visible_to(user).filter(school=school).order_by("pk")
        chosen = [Choice(child, purpose, says_yes=True, wording=wording) for child in children]
        try:
            decide(actor=user, choices=chosen, signed_in=SignIn.PASSWORD, at=timezone.now())
        except NotTheDeciderError:
            return  # among the children is one who decides alone
