"""From assignments and the matrix to grants. Pure: no database, no clock, no request.

This is the specification; the function `access_sync` in PostgreSQL does the same for
whole schools at once, and a property test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from access.choices import Category, Level, Role, Scope
from access.matrix import DUTIES, FAMILY, FIELDS, GLIMPSES, SCOPES, WHILE_ENROLLED, cell
from kernel.dates import working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from access.matrix import Cell


class Target(StrEnum):
    """On what a grant lies, and how an assignment comes to it."""

    STUDENT = "student"  # one student, by name or as member of a group
    EACH_STUDENT = "each_student"  # every student of the school, by name
    SCHOOL = "school"


# Content of dossiers lies on students by name, also for who works for a whole school: so
# that row-level security has one list to compare with.
CONTENT = frozenset({Category.CONVERSATION_NOTES, Category.CARE_NOTES, Category.LESSON_ADVICE})
STUDENT_CATEGORIES = (
    Category.IDENTITY,
    Category.CONTACT,
    Category.AUTHORITY,
    Category.CONVERSATION_NOTES,
    Category.CARE_NOTES,
    Category.LESSON_ADVICE,
    Category.RELIGION,
    Category.CONSENT_ANSWER,
    Category.CONSENT_HISTORY,
    Category.ACCESS_LOG,
)
SCHOOL_CATEGORIES = (
    Category.IDENTITY,
    Category.CONTACT,
    Category.AUTHORITY,
    Category.BSN,
    Category.RELIGION,
    Category.CONSENT_ANSWER,
    Category.CONSENT_HISTORY,
    Category.AGREEMENTS,
    Category.PURGE_REPORT,
    Category.ACCESS_ADMIN,
)
WRITTEN_PER_STUDENT = CONTENT
WRITTEN_PER_SCHOOL = frozenset(
    {
        Category.IDENTITY,
        Category.AUTHORITY,
        Category.CONSENT_HISTORY,
        Category.AGREEMENTS,
        Category.ACCESS_ADMIN,
    }
)
UNTIL_SIXTEEN = frozenset({Category.ACCESS_LOG})
# What is, or would be, in the file of one student; the rest is about the school.
OF_A_STUDENT = tuple(
    category
    for category in Category
    if category
    not in {
        Category.AGREEMENTS,
        Category.BREACHES_AND_REQUESTS,
        Category.PURGE_REPORT,
        Category.ACCESS_ADMIN,
    }
)
REASON_LENGTH = 20  # characters; less explains nothing to somebody else
EMERGENCIES_A_WEEK = 3
WEEK_DAYS = 7
REVIEW_WORKING_DAYS = 3
CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without what is read as something else: 0 O 1 I L
CODE_LENGTH = 8
INVITATION_DAYS = 30
INVITATION_TRIES = 5
INVITATION_GONE_DAYS = 90
PROOF_LENGTH = 6
PROOF_MINUTES = 15
PROOF_TRIES = 5
PROOFS = 5  # e-mails that one invitation can send: nobody's mailbox is filled by it
LETTERS = 500  # in one file


@dataclass(frozen=True, slots=True)
class Right:
    """One permission that a role has, on which kind of target."""

    role: Role
    permission: str
    target: Target
    until_sixteen: bool = False
    while_enrolled: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; None is open. The end is not part of it."""

    starts: datetime | None
    ends: datetime | None

    def until(self, moment: datetime | None) -> Span:
        """Return the part before `moment`."""
        if moment is None or (self.ends is not None and self.ends <= moment):
            return self
        return Span(self.starts, moment)

    def within(self, other: Span) -> Span:
        """Return the part that lies in `other` too."""
        starts = max((s for s in (self.starts, other.starts) if s), default=None)
        return Span(starts, self.ends).until(other.ends)

    def holds(self, at: datetime) -> bool:
        """Tell whether `at` lies in the span."""
        return not (self.starts and at < self.starts) and not (self.ends and at >= self.ends)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left."""
        return bool(self.starts and self.ends and self.starts >= self.ends)


@dataclass(frozen=True, slots=True)
class Reach:
    """An assignment brought to one target: whom it is about, and when."""

    assignment: int
    user: int
    role: Role
    scope: Scope
    target: Target
    object_id: int
    span: Span
    sixteen_at: datetime | None = None
    enrolled: tuple[Span, ...] = ()  # of the student; not asked of a school
    is_own_family: bool = False  # the user is a guardian of the student, or is the student


class Bar(StrEnum):
    """Why a task that reaches a student opens nothing of a category."""

    CLOSED = "closed"  # the matrix gives the role nothing, or not the whole category
    OTHER_MOMENT = "other_moment"
    SIXTEEN = "sixteen"
    NOT_ENROLLED = "not_enrolled"
    OWN_CHILD = "own_child"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a task does for one category at a moment: from when to when it is open, or why not."""

    cell: Cell
    span: Span | None
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission of one user on one student or school, in a stretch of time."""

    user: int
    permission: str
    on_school: bool
    object_id: int
    span: Span
    assignment: int


def rights() -> list[Right]:
    """Return what the matrix gives to each role as permissions that rows enforce."""
    return [right for role in Role for right in _rights_of(role)]


def _rights_of(role: Role) -> Iterator[Right]:
    for category in STUDENT_CATEGORIES:
        yield from _on_students(role, category)
    if role in FAMILY or role == Role.EMERGENCY:
        return
    yield Right(role, "read_school", Target.SCHOOL)
    if not SCOPES[role] & {Scope.SCHOOL, Scope.BOARD}:
        return
    for category in SCHOOL_CATEGORIES:
        yield from _on_schools(role, category)
    yield from (Right(role, duty, Target.SCHOOL) for duty, who in DUTIES.items() if role in who)


def _on_schools(role: Role, category: Category) -> Iterator[Right]:
    allowed = cell(role, category)
    if allowed.reads:
        yield Right(role, f"read_{category}", Target.SCHOOL)
    if allowed.writes and category in WRITTEN_PER_SCHOOL:
        yield Right(role, f"write_{category}", Target.SCHOOL)
    if allowed.level == Level.MASKED:
        yield Right(role, f"reveal_{category}", Target.SCHOOL)
    yield from (Right(role, field, Target.SCHOOL) for field in _fields(role, category))


def _on_students(role: Role, category: Category) -> Iterator[Right]:
    allowed = cell(role, category)
    by_school = Scope.SCHOOL in SCOPES[role] or Scope.BOARD in SCOPES[role]
    if by_school and category not in CONTENT:
        return
    target = Target.EACH_STUDENT if by_school else Target.STUDENT
    names = [f"read_{category}"] if allowed.reads else []
    names += _fields(role, category)
    if allowed.writes and category in WRITTEN_PER_STUDENT:
        names.append(f"write_{category}")
    yield from (
        Right(
            role,
            name,
            target,
            until_sixteen=category in UNTIL_SIXTEEN and role == Role.GUARDIAN,
            while_enrolled=role in WHILE_ENROLLED,
        )
        for name in names
    )


def _fields(role: Role, category: Category) -> list[str]:
    """Return the fields of a category that this role sees: beside the rest of it, or alone."""
    if not cell(role, category).reads:
        return [name for name, (of, who) in GLIMPSES.items() if of == category and role in who]
    return [
        name for name, (of, without) in FIELDS.items() if of == category and role not in without
    ]


def derive(reaches: Iterable[Reach], *, at: datetime) -> set[Grant]:
    """Return the grants that these reaches give, leaving out what has ended before `at`."""
    known = rights()
    grants: set[Grant] = set()
    for reach in reaches:
        if reach.scope not in SCOPES[reach.role] or _works_with_own_family(reach):
            continue
        for right in known:
            if right.role == reach.role and right.target == reach.target:
                grants |= {_grant(reach, right, span) for span in _spans(reach, right, at=at)}
    return grants


def _works_with_own_family(reach: Reach) -> bool:
    """Tell whether somebody would look at the own child with the eyes of the school."""
    return reach.is_own_family and reach.role not in FAMILY and reach.target != Target.SCHOOL


def _spans(reach: Reach, right: Right, *, at: datetime) -> Iterator[Span]:
    """Yield the stretches in which a reach gives a right, but for those that ended before `at`."""
    whole = reach.span.until(reach.sixteen_at) if right.until_sixteen else reach.span
    for span in _parts(reach, whole, while_enrolled=right.while_enrolled):
        if span.ends is None or span.ends > at:
            yield span


def _parts(reach: Reach, whole: Span, *, while_enrolled: bool) -> list[Span]:
    """Cut `whole` to the enrolments of the student, for who loses access on leaving."""
    parts = [whole.within(each) for each in reach.enrolled] if while_enrolled else [whole]
    return [part for part in parts if not part.is_empty]


def opening(reach: Reach, category: Category, *, at: datetime) -> Opening:
    """Say whether this reach opens `category` of the student at moment `at`, and why not.

    The same rules as `derive`, asked for one student, one category and one moment: also for
    categories that no row enforces, and for moments whose rows are gone or yet to come.
    """
    allowed = cell(reach.role, category)
    if reach.scope not in SCOPES[reach.role] or not allowed.reads:
        return Opening(allowed, None, Bar.CLOSED)
    if not reach.span.holds(at):
        return Opening(allowed, None, Bar.OTHER_MOMENT)
    if _works_with_own_family(reach):
        return Opening(allowed, None, Bar.OWN_CHILD)
    ends_at_sixteen = category in UNTIL_SIXTEEN and reach.role == Role.GUARDIAN
    whole = reach.span.until(reach.sixteen_at) if ends_at_sixteen else reach.span
    if not whole.holds(at):
        return Opening(allowed, None, Bar.SIXTEEN)
    for part in _parts(reach, whole, while_enrolled=reach.role in WHILE_ENROLLED):
        if part.holds(at):
            return Opening(allowed, part)
    return Opening(allowed, None, Bar.NOT_ENROLLED)


def review_due(opened_on: date) -> date:
    """Return the last day on which an emergency access of `opened_on` is reviewed in time."""
    return working_days_after(opened_on, REVIEW_WORKING_DAYS)


def tidy(code: str) -> str:
    """Return a code as it was made, however somebody typed or pasted it."""
    return "".join(code.split()).replace("-", "").upper()


def spaced(code: str, by: str = "-") -> str:
    """Return a code as it is written for people: in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}{by}{code[half:]}"


def _grant(reach: Reach, right: Right, span: Span) -> Grant:
    return Grant(
        reach.user,
        right.permission,
        right.target == Target.SCHOOL,
        reach.object_id,
        span,
        reach.assignment,
    )
