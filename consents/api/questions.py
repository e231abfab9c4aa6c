"""Read the question of another system: strictly, because a machine can be told what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from consents.api.problems import DAMAGED, Problem, wrong
from consents.api.rules import DAYS_AHEAD, LONGEST_NUMBER, STUDENTS
from kernel import strict_json

PARTS = {"school", "channel", "until", "students"}
SCHOOL = re.compile(r"[0-9]{2}[A-Z]{2}[0-9A-Z]{2}")
CHANNEL = re.compile(r"[A-Z0-9_]{1,40}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Question:
    """Whether these students may be seen in one place, from now up to and including a day."""

    school: str  # BRIN and location, six characters
    channel: str
    until: date
    students: tuple[str, ...]  # numbers of the administration system, each once


def read(body: bytes, *, today: date) -> Question | Problem:
    """Return the question, or what is wrong with it."""
    try:
        sent = strict_json.read(body)
    except (ValueError, RecursionError):
        return DAMAGED
    if not isinstance(sent, dict) or sent.keys() != PARTS:
        return wrong("Send an object with school, channel, until and students, and no more.")
    try:
        return Question(
            school=_like(SCHOOL, sent["school"], "school: BRIN and location, six characters."),
            channel=_like(CHANNEL, sent["channel"], "channel: the code of a question."),
            until=_day(sent["until"], today=today),
            students=_numbers(sent["students"]),
        )
    except Unfit as error:
        return wrong(str(error))


class Unfit(ValueError):  # noqa: N818 - what is wrong, not an error of the portal
    """A part of the question is not as it should be; the words name the part, not its value."""


def _like(form: re.Pattern[str], value: object, what: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Unfit(what)
    return value


def _day(value: object, *, today: date) -> date:
    what = f"until: a day as 2026-12-31, from today up to {DAYS_AHEAD} days ahead."
    try:
        found = date.fromisoformat(_like(DAY, value, what))
    except ValueError as error:
        raise Unfit(what) from error
    if not today <= found <= today + timedelta(days=DAYS_AHEAD):
        raise Unfit(what)
    return found


def _numbers(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= STUDENTS:
        raise Unfit(f"students: a list of 1 to {STUDENTS} student numbers.")
    if not all(isinstance(one, str) and _fits(one) for one in value):
        raise Unfit(f"students: texts of 1 to {LONGEST_NUMBER} characters that can be printed.")
    if len(set(value)) < len(value):
        raise Unfit("students: each number once.")
    return tuple(value)


def _fits(number: str) -> bool:
    return 0 < len(number) <= LONGEST_NUMBER and number.isprintable()
