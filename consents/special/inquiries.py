"""What is asked about one student at one moment, and what counts of it. Worked out at reading."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict, cast

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper

from consents.models import Decision, Inquiry
from consents.policies import decider
from consents.querysets import asking
from consents.rules import Custody, Decided, Facts, Span
from consents.special import rules
from kernel.dates import day_of
from students.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from consents.querysets import InquiryQuerySet
    from consents.rules import Answer

    KnownInquiry = WithAnnotations[Inquiry, "Words"]


class Door(StrEnum):
    """The function of the database that gives the facts, each to another kind of caller."""

    READER = "SELECT * FROM consents_inquiry_facts(%s::bigint[], %s)"  # asks it, or decides
    PORTAL = "SELECT * FROM consents_inquiry_facts_for_portal(%s::bigint[], %s)"  # for a school


class Words(TypedDict):
    """What stands beside a question."""

    title: str
    oldest_valid_version: int
    is_asking: bool


@dataclass(slots=True)
class Said:
    """Who has authority, and what was said, about one question."""

    custody: list[Custody] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A question about a child, as whoever decides reads it among the others."""

    inquiry: Inquiry
    title: str
    own: Decision | None


def known(user: User, *, at: datetime) -> QuerySet[KnownInquiry]:
    """Return the questions that `user` may know of, with what an answer to each depends on.

    And whether it is `user` who asks it for the school.
    """
    is_asking = ExpressionWrapper(asking(user), output_field=BooleanField())
    return as_asked(Inquiry.objects.visible_to(user).annotate(is_asking=is_asking), at=at)


def as_asked(rows: InquiryQuerySet, *, at: datetime) -> QuerySet[KnownInquiry]:
    """Return these questions, each with what an answer to it depends on."""
    found = rows.with_words(at).select_related("student__school", "school", "purpose")
    return cast("QuerySet[KnownInquiry]", found)


def one(user: User, inquiry: UUID, *, at: datetime) -> KnownInquiry | None:
    """Return a question, if `user` may know of it."""
    return known(user, at=at).filter(public_id=inquiry).first()


def own(user: User, inquiry: Inquiry) -> Decision | None:
    """Return what `user` last said to it."""
    rows = Decision.objects.visible_to(user).filter(inquiry=inquiry).select_related("wording")
    return max(rows, key=lambda row: row.as_decided.order, default=None)


def answers(rows: Collection[KnownInquiry], *, at: datetime) -> dict[int, Answer]:
    """Return what counts of each, by key, as far as PostgreSQL lets the caller know; 2 queries."""
    worlds = facts_of(rows, at=at)
    return {row.pk: rules.answer(worlds[row.pk], row.terms, at=at) for row in rows}


def facts_of(
    rows: Collection[KnownInquiry], *, at: datetime, door: Door = Door.READER
) -> dict[int, Facts]:
    """Return all that an answer to each question depends on, by key."""
    if not rows:
        return {}
    said = _said([row.pk for row in rows], at=at, door=door)
    enrolled: dict[int, list[Span]] = defaultdict(list)
    for spell in Enrolment.objects.filter(student__in={row.student_id for row in rows}):
        enrolled[spell.student_id].append(Span(spell.period.lower, spell.period.upper))
    return {
        row.pk: Facts(
            born_on=row.student.birth_date,
            enrolled=tuple(enrolled[row.student_id]),
            custody=tuple(said[row.pk].custody),
            decisions=tuple(said[row.pk].decisions),
            objections=(),
            oldest_valid_version=row.oldest_valid_version,
            all_must_agree=row.school.all_guardians_must_agree,
            lapses_at_sixteen=True,
        )
        for row in rows
    }


def answer(row: KnownInquiry, *, at: datetime) -> Answer:
    """Return what counts of one question."""
    return answers([row], at=at)[row.pk]


def answer_for(user: User, row: KnownInquiry, *, at: datetime) -> Answer | None:
    """Return what counts of it, to who decides on it now; None to who decides no more.

    Law: UAVG 5(1)
    """
    if decider(user, row.student, on=day_of(at)) is None:
        return None
    return answer(row, at=at)


def answers_for(user: User, keys: Collection[int], *, at: datetime) -> dict[int, Answer]:
    """Return what counts of these, by key, as far as `user` decides on them now."""
    decided = Inquiry.objects.visible_to(user).for_decider(user).filter(pk__in=keys)
    return answers(list(as_asked(decided, at=at)), at=at) if keys else {}


def _said(keys: list[int], *, at: datetime, door: Door) -> dict[int, Said]:
    found: dict[int, Said] = defaultdict(Said)
    with connection.cursor() as cursor:
        cursor.execute(door, [keys, at])
        for row in cursor.fetchall():
            _keep(found, *row)
    return found


def _keep(  # noqa: PLR0913, PLR0917 - the columns of the function
    found: dict[int, Said],
    kind: str,
    inquiry: int,
    guardian: int,
    starts: date | None,
    ends: date | None,
    outcome: str,
    at: datetime,
    number: int,
    version: int,
    said_on: date | None,
) -> None:
    if kind == "decision":
        said = Decided(guardian, outcome, at, number, version, said_on)
        found[inquiry].decisions.append(said)
    else:
        span = Span(starts, ends)
        found[inquiry].custody.append(Custody(guardian, span, kind == "represents"))
