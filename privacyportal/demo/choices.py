"""Choices of the parents who can sign in: most said something, some did not."""

from __future__ import annotations

import random

from django.utils import timezone

from accounts.choices import SignIn
from accounts.models import User
from consents.errors import NotTheDeciderError
from consents.models import Purpose, Wording
from consents.services import Choice, decide
from kernel.database import acting_as
from students.models import Student

SHARE_THAT_ANSWERS, SHARE_OF_YES = 0.85, 0.7
STORY = "fatima.elidrissi@example.org"


def make() -> None:
    """Let each parent choose for each child, the same way each time the demo is made."""
    at = timezone.now()
    dice = random.Random(1)  # noqa: S311 - a demonstration, no secret
    wordings = {w.purpose_id: w for w in Wording.objects.filter(language="nl").in_force(at)}
    purposes = list(Purpose.objects.asked())
    for user in User.objects.filter(guardians__isnull=False).distinct().order_by("pk"):
        children = Student.objects.visible_to(user).order_by("pk")
        chosen = [
            Choice(child, purpose, dice.random() < SHARE_OF_YES, wordings[purpose.pk])
            for child in children
            for purpose in purposes
            if purpose.school_id == child.school_id and dice.random() < SHARE_THAT_ANSWERS
        ]
        if user.email == STORY:
            chosen = chosen[:-1]  # one question stays open, to try
        try:
            with acting_as(user.pk):
                decide(actor=user, choices=chosen, signed_in=SignIn.PASSWORD, at=at)
        except NotTheDeciderError:
            continue  # among the children is one who decides alone
