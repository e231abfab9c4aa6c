"""Words that somebody writes, and the officer who does so, for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services
from consents.models import KeptAnswer, Purpose, Wording
from consents.tests import make
from consents.words.texts import QUESTIONS
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.tests.people import Family
    from consents.words.texts import Text
    from schools.models import School

PROMO = "IMG_PROMO"
NL = next(one.nl for one in QUESTIONS if one.code == make.WEBSITE)
EN = next(one.en for one in QUESTIONS if one.code == make.WEBSITE)
NEWER = replace(NL, kept="Hoogstens 1 jaar.")
POSTER = replace(
    NL,
    title="Op een poster",
    question="Mag de school foto’s op posters zetten?",
    summary="Foto’s op posters van de school.",
)


def officer(of: School) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, of)


def write(actor: User, purpose: Purpose, **other: Any) -> int:  # noqa: ANN401
    """Write the next version, as a page does."""
    facts: dict[str, Any] = {
        "words": {"nl": NEWER},
        "is_material": True,
        "starts_on": timezone.localdate(),
        "based_on": 1,
        "at": timezone.now(),
    }
    with acting_as(actor.pk):
        return services.write_version(actor=actor, purpose=purpose, **(facts | other))


def add(actor: User, school: School, code: str = PROMO, words: Text = POSTER) -> Purpose:
    with acting_as(actor.pk):
        return services.add_purpose(
            actor=actor, school=school, code=code, words={"nl": words}, at=timezone.now()
        )


def end(actor: User, purpose: Purpose) -> Purpose:
    with acting_as(actor.pk):
        return services.end_purpose(actor=actor, purpose=purpose, at=timezone.now())


def shown(purpose: Purpose, *, at: datetime | None = None) -> list[tuple[int, str]]:
    """Return the versions in force, each with its language."""
    rows = Wording.objects.filter(purpose=purpose).in_force(at or timezone.now())
    return sorted(rows.values_list("version", "language"))


def events(name: str) -> list[dict[str, Any]]:
    return list(Event.objects.filter(name=f"consents.{name}").values_list("facts", flat=True))


def keep(of: Family) -> None:
    with as_role("portal_worker"):
        services.keep_answers(school=of.school.pk, at=timezone.now())


def kept_says(of: Family, *, at: datetime) -> bool | None:
    """Return what an open kept answer about the website says of a moment; None where none is."""
    with seeing_all():
        rows = KeptAnswer.objects.open().filter(
            student=of.child, purpose=make.purpose(of.child), effective__contains=at
        )
        return rows.values_list("granted", flat=True).first()
