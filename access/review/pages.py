"""What the pages and files of a review show: findings with names of staff, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from access.choices import FindingKind, KeepReason, Role, Verdict
from access.models import Assignment
from accounts.models import User
from kernel.templatetags.ui import number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django_stubs_ext import StrPromise

    from access.models import AccessReview, ReviewFinding

NOT_ENDED = {FindingKind.FAMILY_ACCOUNTS}  # names nobody, so there is nothing to end here


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of finding in a review, in numbers."""

    kind: FindingKind
    open: int
    kept: int
    ended: int

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.open + self.kept + self.ended


@dataclass(frozen=True, slots=True)
class Task:
    """A live task of somebody, to be ended in the place of what was found."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a page or a file tells it."""

    finding: ReviewFinding
    who: str
    scope: str
    is_own: bool = False
    tasks: list[Task] = field(default_factory=list)

    @property
    def role(self) -> str:
        """Return the role that it is about."""
        return str(Role(self.finding.role).label) if self.finding.role else ""

    @property
    def kind(self) -> str:
        """Return the kind in words."""
        return str(FindingKind(self.finding.kind).label)

    @property
    def decision(self) -> str:
        """Return what was decided, with the reason; empty where nothing was."""
        if not self.finding.verdict:
            return ""
        said = str(Verdict(self.finding.verdict).label)
        reason = self.finding.reason
        return f"{said}: {KeepReason(reason).label}" if reason else said

    @property
    def numbers(self) -> str:
        """Return in words what was counted."""
        one = self.finding
        facts = {"n": number(one.count), "students": number(one.students)}
        match FindingKind(one.kind):
            case FindingKind.OUTSIDE | FindingKind.NIGHT | FindingKind.BUSIEST:
                return _("Times: %(n)s, students: %(students)s") % facts
            case FindingKind.FAMILY_ACCOUNTS:
                return _("Accounts: %(n)s") % facts
            case FindingKind.ROLES:
                return _("Roles: %(n)s") % facts
            case _:
                return ""

    @property
    def day_label(self) -> str:
        """Return what the day of the finding is."""
        return str(_day_label(FindingKind(self.finding.kind)))

    @property
    def may_end(self) -> bool:
        """Tell whether there is something that can be ended."""
        one = self.finding
        if one.is_ended or self.is_own or one.kind in NOT_ENDED:
            return False
        closes = one.kind == FindingKind.IDLE_ACCOUNT
        return closes or one.assignment is not None or bool(self.tasks)


def _day_label(kind: FindingKind) -> StrPromise | str:
    match kind:
        case FindingKind.IDLE_ACCOUNT:
            return _("last signed in on")
        case FindingKind.BUSIEST:
            return _("on")
        case FindingKind.OUTSIDE | FindingKind.NIGHT:
            return _("last time on")
        case FindingKind.YEAR_OVER:
            return _("school year ended on")
        case _:
            return _("since")


def kinds(review: AccessReview) -> list[KindLine]:
    """Return each kind that the review found, in numbers, in one query."""
    rows = review.findings.values("kind").annotate(
        open=Count("pk", filter=Q(verdict="")),
        kept=Count("pk", filter=Q(verdict=Verdict.KEPT)),
        ended=Count("pk", filter=Q(verdict=Verdict.ENDED)),
    )
    found = {row["kind"]: row for row in rows.order_by()}
    return [
        KindLine(kind, found[kind]["open"], found[kind]["kept"], found[kind]["ended"])
        for kind in FindingKind
        if kind in found
    ]


def lines(findings: Iterable[ReviewFinding], *, reader: User, at: datetime) -> list[Line]:
    """Return these findings of one review with names of staff and tasks: two queries.

    `reader` decides about nothing that is about that person.
    """
    listed = list(findings)
    about = {one.about for one in listed if one.about}
    names: dict[UUID, str] = dict(
        User.objects.filter(audit_ref__in=about).values_list("audit_ref", "display_name")
    )
    known, theirs = _tasks(listed, at=at)
    gone = _("Somebody who no longer works here")
    return [
        Line(
            finding=one,
            who=names.get(one.about, gone) if one.about else "",
            scope=known.get(one.assignment, "") if one.assignment else "",
            is_own=one.about == reader.audit_ref,
            tasks=theirs.get(one.about, []) if one.about and not one.assignment else [],
        )
        for one in listed
    ]


def _tasks(
    findings: list[ReviewFinding], *, at: datetime
) -> tuple[dict[int, str], dict[UUID, list[Task]]]:
    """Return what tasks are about, by key; and the live tasks of each person at the school."""
    if not findings:
        return {}, {}
    about = {one.about for one in findings if one.about and not one.assignment}
    named = Q(pk__in=[one.assignment for one in findings if one.assignment])
    school = findings[0].review.school
    live = Assignment.objects.work_at(school).live(at).filter(user__audit_ref__in=about)
    of_school = live.filter(board=None)  # a task for all schools is ended by its own finding
    rows = Assignment.objects.filter(named | Q(pk__in=of_school.values("pk")))
    scopes: dict[int, str] = {}
    theirs: dict[UUID, list[Task]] = {}
    for task in rows.select_related("user", "group", "school", "board").order_by("pk"):
        scopes[task.pk] = scope_of(task)
        if task.user.audit_ref in about and not task.board_id and _is_live(task, at=at):
            name = f"{Role(task.role).label}, {scope_of(task)}"
            theirs.setdefault(task.user.audit_ref, []).append(Task(task.pk, name))
    return scopes, theirs


def _is_live(task: Assignment, *, at: datetime) -> bool:
    starts, ends = task.valid.lower, task.valid.upper
    return bool(starts <= at and (ends is None or at < ends))


def scope_of(task: Assignment) -> str:
    """Return what a task is about; a student stays without a name."""
    named = task.group or task.school or task.board
    return str(named) if named else _("one student")
