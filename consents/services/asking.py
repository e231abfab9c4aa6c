"""Let a school ask."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.choices import Language
from audit.services import record
from consents.events import PurposesOffered
from consents.models import Purpose, Wording
from consents.texts import QUESTIONS, Question

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from schools.models import School


@transaction.atomic
def offer_purposes(*, actor: User | None, school: School, at: datetime) -> list[Purpose]:
    """Let a school ask the questions that every school begins with; twice is once."""
    there = set(Purpose.objects.filter(school=school).values_list("code", flat=True))
    made = [
        _offer(question, school, order=number, at=at)
        for number, question in enumerate(QUESTIONS, start=1)
        if question.code not in there
    ]
    if made:
        event = PurposesOffered(purposes=len(made))
        record(event, actor=actor, school=school.public_id, at=at)
    return made


def _offer(question: Question, school: School, *, order: int, at: datetime) -> Purpose:
    purpose = Purpose.objects.create(
        school=school,
        code=question.code,
        reach=question.reach,
        icon=question.icon,
        order=order,
        at_sixteen=question.at_sixteen,
    )
    for language, text in ((Language.DUTCH, question.nl), (Language.ENGLISH, question.en)):
        Wording.objects.create(
            purpose=purpose,
            version=1,
            language=language,
            is_material=True,
            in_force_from=at,
            sha256=text.sha256,
            **asdict(text),
        )
    return purpose
