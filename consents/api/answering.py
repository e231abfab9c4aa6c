"""Answer another system: yes or no for each student number that it sends, and nothing else.

Who asks has no account: PostgreSQL knows the system by the hash of its token, and gives what the
rule needs about its own schools and channels alone. A number that no student of the school has
gets the same no as a student without a yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from audit.services import record, record_each
from consents.answers import Door, asked_at, changes_of, facts_of
from consents.api.problems import NO_TOKEN, NOT_YOURS, Problem, too_often
from consents.api.rules import expires, may_appear
from consents.events import AnswerRead, ClientAnswered, ClientRefused
from consents.models import Client
from kernel.database import holding_key
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from consents.api.questions import Question


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a student of the school gets; `subject` is who it is in the record."""

    number: str
    subject: UUID
    granted: bool


def enter(key: str, *, asked: int) -> int | Problem:
    """Return which system holds the token with hash `key`, and count about how many it asks.

    By the clock and the count of PostgreSQL. What is refused later counts as well.
    """
    with holding_key(key), connection.cursor() as cursor:
        cursor.execute("SELECT client, wait FROM consents_client_enters(%s)", [asked])
        found = cursor.fetchone()
    if found is None:
        return NO_TOKEN
    client, wait = found
    return too_often(wait) if wait else int(client)


def answer(
    key: str, *, client_id: int, question: Question, at: datetime
) -> dict[str, Any] | Problem:
    """Return what is to be signed, or why the system may not ask this; put it on record.

    One row on record for the question, and one for each student that it was about; what was
    refused is on record too.

    Law: AVG 5(1)(c), 6(1)(a)
    """
    with transaction.atomic(), holding_key(key):
        client = Client.objects.filter(pk=client_id).first()
        if client is None:  # it ended in this very moment
            return NO_TOKEN
        school = _school(client, question)
        if school is None or question.channel not in client.channels:
            refused = ClientRefused(client=client.pk, asked=len(question.students))
            record(refused, actor=None, at=at)
            return NOT_YOURS
        verdicts = _verdicts(school, question, at=at)
        number = str(uuid4())
        _record(client, school, question, verdicts, number=number, at=at)
    granted = {one.number for one in verdicts if one.granted}
    return {
        "iss": settings.PORTAL_URL,
        "aud": str(client.public_id),
        "jti": number,
        "iat": int(at.timestamp()),
        "exp": int(expires(at=at, until=question.until).timestamp()),
        "school": question.school,
        "channel": question.channel,
        "until": question.until.isoformat(),
        "may_appear": {one: one in granted for one in question.students},
    }


def _school(client: Client, question: Question) -> School | None:
    known = School.objects.with_brin(question.school)
    return known.filter(pk__in=client.schools).first()


def _verdicts(school: School, question: Question, *, at: datetime) -> list[Verdict]:
    """Return the verdict for each number that a student of the school has."""
    asked = [one for one in asked_at([school.pk], at=at) if one.code == question.channel]
    there = Student.objects.filter(school=school, las_key__in=question.students)
    students = list(there.only("las_key", "audit_ref", "birth_date", "school"))
    changes = changes_of(asked)
    worlds = facts_of(students, asked, until=at, door=Door.CLIENT)
    return [
        Verdict(
            student.las_key,
            student.audit_ref,
            any(
                may_appear(
                    worlds[student.pk, one.pk], changes[one.pk], since=at, until=question.until
                )
                for one in asked
            ),
        )
        for student in students
    ]


def _record(
    client: Client,
    school: School,
    question: Question,
    verdicts: list[Verdict],
    *,
    number: str,
    at: datetime,
) -> None:
    about = {
        "client": client.pk,
        "purpose": question.channel,
        "until": question.until.isoformat(),
        "answer": number,
    }
    event = ClientAnswered(
        **about,  # type: ignore[arg-type]  # by name
        asked=len(question.students),
        known=len(verdicts),
        granted=sum(one.granted for one in verdicts),
    )
    record(event, actor=None, school=school.public_id, at=at)
    for granted in (True, False):
        record_each(
            AnswerRead(**about, granted=granted),  # type: ignore[arg-type]  # by name
            actor=None,
            subjects=[one.subject for one in verdicts if one.granted is granted],
            school=school.public_id,
            at=at,
        )
