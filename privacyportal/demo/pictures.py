"""What the schools published with students in it; one picture must come down again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.choices import SignIn
from accounts.models import User
from consents.choices import PublicationKind
from consents.pictures import checking
from consents.policies import decider
from consents.services import Choice, Work, decide, publish
from kernel.database import acting_as
from privacyportal.demo.choices import STORY
from privacyportal.demo.tasks import CLASS, CLERK
from schools.models import Group

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from consents.models import Purpose
    from privacyportal.demo.build import Demo
    from students.models import Student

WEBSITE = "IMG_WEBSITE_PUBLIC"
AT_MOST = 6  # students in one picture
PUBLISHED = {  # by the code of the place
    WEBSITE: Work(
        "Herfstwandeling", PublicationKind.IMAGE, "https://vaartveld.example.org/nieuws/herfst"
    ),
    "IMG_NEWSLETTER": Work("Sportdag van de onderbouw", PublicationKind.PAGE, "Nieuwsbrief 11"),
    "IMG_SCHOOLGUIDE": Work("Schoolgids", PublicationKind.PRINT, "Gedrukt in augustus"),
}


def place(demo: Demo) -> None:
    """Publish as the administration does; then a parent of somebody in it says no."""
    at = timezone.now()  # after the choices were made
    clerk = User.objects.get(email=CLERK)
    group = Group.objects.get(
        school__brin="99CD", name=CLASS, school_year__period__contains=demo.today
    )
    with acting_as(clerk.pk):
        shown = dict(_publish(clerk, group, at=at))
        website = next(purpose for purpose in shown if purpose.code == WEBSITE)
        parents = [(student, _parent_of(student)) for student in reversed(shown[website])]
    student, parent = next((each, found) for each, found in parents if found)
    wording = website.wordings.get(language="nl")
    no = Choice(student, website, says_yes=False, wording=wording)
    with acting_as(parent.pk):
        decide(actor=parent, choices=[no], signed_in=SignIn.PASSWORD, at=timezone.now())


def _parent_of(student: Student) -> User | None:
    """Return a parent who chooses for this student, and is in no story of the demo."""
    parents = User.objects.filter(guardians__guardianships__student=student)
    on = timezone.localdate()
    return next(
        (
            each
            for each in parents.exclude(email=STORY).order_by("pk")
            if decider(each, student, on=on)
        ),
        None,
    )


def _publish(
    clerk: User, group: Group, *, at: datetime
) -> Iterator[tuple[Purpose, list[Student]]]:
    klass = checking.members(clerk, group, at=at)
    for verdict in checking.verdicts(group, klass, at=at):
        work = PUBLISHED.get(verdict.purpose.code)
        may = [student for student in klass if student not in verdict.without_yes][:AT_MOST]
        if work and may:
            publish(actor=clerk, group=group, purpose=verdict.purpose, work=work, shown=may, at=at)
            yield verdict.purpose, may
