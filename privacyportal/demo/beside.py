"""A school that asks more than pictures, and parents who gave their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.choices import SignIn
from accounts.models import User
from consents.alumni.register import class_of
from consents.errors import NotTheDeciderError
from consents.services import Choice, add_purpose, ask_class, decide
from consents.special.transfer import needs_no_consent
from consents.words.texts import ADDED
from kernel.database import acting_as
from kernel.dates import day_of
from privacyportal.demo.choices import STORY
from schools.choices import GroupKind, Sector
from schools.models import Group, School
from students.models import Student

if TYPE_CHECKING:
    from consents.models import Purpose

CLASS_LIST = "CONTACT_CLASSLIST"
OFFICER = "karin.deboer@waterkant.example.org"
CLERK = "els.dewit@kersenhof.example.org"


def make() -> None:
    """Let the primary school ask; of the parents who can sign in all but one give their number."""
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
    _ask_who_leaves(school)
    parents = User.objects.filter(guardians__school=school).exclude(email=STORY).distinct()
    for user in parents.order_by("pk"):
        _say_yes(user, school, asked[CLASS_LIST])


def _ask_who_leaves(school: School) -> None:
    """Let the administration ask the last class whether it joins the list of former students."""
    clerk, at = User.objects.get(email=CLERK), timezone.now()
    groups = Group.objects.filter(school=school, kind=GroupKind.BASE)
    last = groups.filter(school_year__period__contains=day_of(at)).order_by("-year_level", "name")
    with acting_as(clerk.pk):
        found = class_of(clerk, last[0].public_id, at=at)
        if found is None:
            return
        ask_class(
            actor=clerk,
            group=found.group,
            students=[student.public_id for student in found.to_ask],
            why="Om de leerling uit te nodigen voor een reünie.",
            at=at,
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
