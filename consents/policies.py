"""Who may choose, for whom, and in which capacity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery

from access.choices import Category, Role
from access.matrix import FAMILY, cell
from access.models import Assignment
from accounts.models import User
from consents import querysets
from consents.answers import is_represented
from consents.choices import Capacity, PurposeKind
from consents.errors import (
    NotTheAskerError,
    NotTheDeciderError,
    NotTheirClientError,
    NotTheirTakeDownError,
    NotTheKeeperError,
    NotThePublisherError,
    NotTheWriterError,
)
from consents.models import Campaign, CampaignMessage, Confirmation, DesignReview
from consents.pictures.lists import groups
from consents.rules import BY_CLASS, SINGLY, Custody, Span, student_decides
from consents.special.rules import signers
from schools.choices import GroupKind
from schools.models import Board, School, SchoolGrant
from schools.querysets import schools_where
from students.choices import FROM_SIXTEEN, UNTIL_SIXTEEN
from students.models import Guardianship, Membership, Student, StudentGrant
from students.querysets import own_family

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from consents.models import Publication
    from consents.querysets import DesignReviewQuerySet
    from schools.models import Group
    from students.querysets import StudentQuerySet

    ReadStudent = WithAnnotations[Student, "Reads"]
    RunCampaign = WithAnnotations[Campaign, "Runs"]
    WatchedBoard = WithAnnotations[Board, "Watch"]

READ, KEEP = "read_consent_history", querysets.KEEP
READ_TEXTS, WRITE_TEXTS = "read_consent_texts", "write_consent_texts"
PUBLISHERS = frozenset(role for role in Role if cell(role, Category.CONSENT_ANSWER).reads) - (
    FAMILY | {Role.DATA_PROTECTION_OFFICER}
)


@dataclass(frozen=True, slots=True)
class Decider:
    """In which capacity a user decides; `guardian` is None for the student."""

    capacity: Capacity
    guardian: int | None


class Reads(TypedDict):
    """What stands beside a student whose proof of consent is opened."""

    by_tasks: list[int]
    may_keep: bool


class Watch(TypedDict):
    """What stands beside a board whose share of yes is watched."""

    must_look: bool


class Runs(TypedDict):
    """What stands beside a campaign."""

    may_write: bool
    may_print: bool


def decider(user: User, student: Student, *, on: date) -> Decider | None:
    """Return in which capacity `user` decides for `student` on day `on`; None: not at all.

    Law: UAVG 5(1), 5(2); BW 1:245
    """
    if not user.is_active:
        return None
    grown = student_decides(born_on=student.birth_date, on=on)
    if grown and not is_represented(student, on=on):
        is_own = student.user_id == user.pk
        return Decider(Capacity.STUDENT, None) if is_own else None
    authority = FROM_SIXTEEN if grown else UNTIL_SIXTEEN
    bond = (
        Guardianship.objects.filter(guardian__user=user, student=student)
        .on(on)
        .deciding(authority)
        .order_by("guardian")
        .first()
    )
    return Decider(Capacity.GUARDIAN, bond.guardian_id) if bond else None


def require_decider(user: User, student: Student, *, on: date) -> Decider:
    """Return the capacity in which `user` decides.

    Raises:
        NotTheDeciderError: `user` does not decide for `student`.
    """
    found = decider(user, student, on=on)
    if found is None:
        raise NotTheDeciderError
    return found


def deciders_on(
    user: User, student: Student, *, on: date, kind: PurposeKind = PurposeKind.PICTURES
) -> frozenset[int | None]:
    """Return who decided for `student` on day `on`: guardians by key, None for the student.

    As far as `user` may read who has authority over the student; nothing known is nobody.

    Law: UAVG 5(1), 5(2); BW 1:245
    """
    bonds = Guardianship.objects.visible_to(user).filter(student=student).deciding()
    custody = [
        Custody(
            bond.guardian_id,
            Span(bond.period.lower, bond.period.upper),
            represents=bond.authority in FROM_SIXTEEN,
        )
        for bond in bonds
    ]
    return signers(kind, born_on=student.birth_date, custody=custody, on=on)


def asked_about_by(user: User, kind: PurposeKind) -> StudentQuerySet:
    """Return the students about whom `user` asks questions of a kind, and reads the answers.

    Who that is differs by kind: see `querysets.asked_by`.
    """
    return Student.objects.filter(querysets.asked_by(user, kind)).select_related("school")


def students_asked_about(user: User) -> StudentQuerySet:
    """Return the students about whom `user` asks anything."""
    kinds = [querysets.asked_by(user, kind) for kind in sorted(SINGLY)]
    return Student.objects.filter(reduce(or_, kinds)).select_related("school")


def kinds_asked_about(user: User, student: Student) -> set[PurposeKind]:
    """Return the kinds of questions that `user` asks about `student` alone."""
    return {k for k in SINGLY - BY_CLASS if asked_about_by(user, k).filter(pk=student.pk).exists()}


def asks(user: User) -> bool:
    """Tell whether `user` asks anything about one student."""
    return students_asked_about(user).exists()


def require_asker(
    user: User, student: Student, kind: PurposeKind, *, at: datetime
) -> tuple[int, ...]:
    """Let pass whoever asks questions of this kind about `student`; return by which tasks.

    Raises:
        NotTheAskerError: `user` does not; nobody does so of the own family.
    """
    tasks = tasks_to_ask(user, student, kind, at=at)
    if not tasks:
        raise NotTheAskerError
    return tasks


def tasks_to_ask(
    user: User, student: Student, kind: PurposeKind, *, at: datetime
) -> tuple[int, ...]:
    """Return the tasks by which `user` asks questions of this kind about `student`."""
    held = {"user": user, "valid__contains": at}
    if kind == PurposeKind.CARE:
        named = StudentGrant.objects.filter(content_object=OuterRef("pk"), **held)
        grants = named.filter(permission__codename__in=querysets.CARES).values("assignment")
    else:
        here = SchoolGrant.objects.filter(content_object=OuterRef("school"), **held)
        grants = here.filter(permission__codename=KEEP).values("assignment")
    rows = asked_about_by(user, kind).filter(pk=student.pk)
    found = rows.annotate(tasks=ArraySubquery(grants)).values_list("tasks", flat=True).first()
    return tuple(sorted(set(found or ())))


def reads_proof(user: User) -> bool:
    """Tell whether `user` reads the proof of consent, at any school."""
    return School.objects.where(user, READ).exists()


def students_read_by(user: User) -> StudentQuerySet:
    """Return the students whose proof of consent `user` reads for a school; not the family."""
    return _at_schools_of(user, READ)


def students_kept_by(user: User) -> StudentQuerySet:
    """Return the students about whom `user` writes down what the school was told."""
    return _at_schools_of(user, KEEP)


def proofs_of(user: User, *, at: datetime) -> QuerySet[ReadStudent]:
    """Return the students whose proof `user` reads, each with by which tasks.

    `may_keep` tells whether `user` also writes down there what the school is told.
    """
    grants = SchoolGrant.objects.filter(
        content_object=OuterRef("school"), user=user, valid__contains=at
    )
    reading = grants.filter(permission__codename=READ).order_by("assignment")
    rows = students_read_by(user).annotate(
        by_tasks=ArraySubquery(reading.values("assignment")),
        may_keep=Exists(students_kept_by(user).filter(pk=OuterRef("pk"))),
    )
    return cast("QuerySet[ReadStudent]", rows)


def require_keeper(user: User, student: Student) -> None:
    """Let pass whoever writes down for the school what it was told about `student`.

    Raises:
        NotTheKeeperError: `user` does not; nobody does so for the own family.
    """
    if not students_kept_by(user).filter(pk=student.pk).exists():
        raise NotTheKeeperError


def reads_texts(user: User) -> bool:
    """Tell whether `user` reads all versions of what is asked, at any school."""
    return School.objects.where(user, READ_TEXTS).exists()


def boards_watched_by(user: User) -> QuerySet[WatchedBoard]:
    """Return the boards of which `user` reads how often people say yes, design by design.

    Each with `must_look`: whether a look at the pages is still to be taken.
    """
    open_ones = DesignReview.objects.open().filter(board=OuterRef("pk"))
    rows = Board.objects.whole(user, READ_TEXTS).annotate(must_look=Exists(open_ones))
    return cast("QuerySet[WatchedBoard]", rows.order_by("name", "pk"))


def reviews_closed_by(user: User) -> DesignReviewQuerySet:
    """Return the looks at a design of which `user` says what was found."""
    return DesignReview.objects.filter(board__in=Board.objects.whole(user, WRITE_TEXTS))


def schools_written_for(user: User) -> QuerySet[School]:
    """Return the schools for which `user` writes what is asked."""
    return School.objects.where(user, WRITE_TEXTS)


def require_writer(user: User, school: int) -> None:
    """Let pass whoever writes what a school asks.

    Raises:
        NotTheWriterError: `user` does not.
    """
    if not schools_written_for(user).filter(pk=school).exists():
        raise NotTheWriterError


def require_client_writer(user: User, schools: Collection[int]) -> None:
    """Let pass whoever writes what is asked at each of these schools.

    Raises:
        NotTheirClientError: `user` does not.
    """
    written = set(schools_written_for(user).values_list("pk", flat=True))
    if not schools or not written.issuperset(schools):
        raise NotTheirClientError


def _at_schools_of(user: User, permission: str) -> StudentQuerySet:
    here = Student.objects.filter(school__in=schools_where(user, permission))
    return here.exclude(pk__in=own_family(user)).select_related("school")


def family(user: User, *, on: date) -> StudentQuerySet:
    """Return the children that `user` has authority over, and the user as a student.

    Each with `group_name` and `group_public_id`, of the class of that day. Work at a school adds
    nobody.
    """
    bonds = Guardianship.objects.filter(guardian__user=user, student=OuterRef("pk"))
    classes = Membership.objects.filter(student=OuterRef("pk"), group__kind=GroupKind.BASE)
    today = classes.on(on).order_by("group__name", "pk")
    return (
        Student.objects.where(user, "read_consent_history")
        .filter(Exists(bonds.on(on).deciding()) | Q(user=user))
        .annotate(
            group_name=Subquery(today.values("group__name")[:1]),
            group_public_id=Subquery(today.values("group__public_id")[:1]),
        )
        .select_related("school")
        .order_by("call_name", "pk")
    )


def chooses(user: User, student: Student, *, on: date) -> bool:
    """Tell whether `user`, of whose family `student` is, is the one who chooses.

    Until sixteen the guardians choose, and not the student; from then on the student, or who
    represents the student.
    """
    if not student_decides(born_on=student.birth_date, on=on):
        return student.user_id != user.pk
    return decider(user, student, on=on) is not None


def tasks_with_pictures(user: User, group: Group, *, at: datetime) -> tuple[int, ...]:
    """Return the tasks by which `user` reads who of a group may be in a picture."""
    here = Q(group=group) | Q(school__isnull=False) | Q(board__isnull=False)
    tasks = Assignment.objects.of(user, at=at).work_at(group.school).filter(here)
    found = tasks.filter(role__in=[*PUBLISHERS, Role.DATA_PROTECTION_OFFICER])
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def checks_for(user: User, *, at: datetime) -> QuerySet[CampaignMessage]:
    """Return the messages in which schools ask `user` whether choices are still right.

    Without those that were answered by saying so.
    """
    said = Confirmation.objects.visible_to(user).of(user).filter(campaign=OuterRef("campaign"))
    asking = CampaignMessage.objects.visible_to(user).of(user).asking_to_check(at)
    return asking.exclude(Exists(said)).select_related("campaign__school")


def campaigns_of(user: User) -> QuerySet[RunCampaign]:
    """Return the campaigns that `user` reads, each with what else `user` may do about it.

    To make letters is to let people in: there is a code of access in each.
    """
    rows = Campaign.objects.visible_to(user).annotate(
        may_write=_held(user, WRITE_TEXTS), may_print=_held(user, "write_access_admin")
    )
    return cast("QuerySet[RunCampaign]", rows.select_related("school", "group", "school_year"))


def _held(user: User, permission: str) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(
        Q(school__in=schools_where(user, permission)), output_field=BooleanField()
    )


def officers_of(school: School, *, at: datetime) -> QuerySet[User]:
    """Return the privacy officers of a school and of its board."""
    here = Assignment.objects.live(at).filter(Q(school=school) | Q(board=school.board_id))
    found = here.filter(role=Role.PRIVACY_OFFICER).values("user")
    return User.objects.filter(is_active=True, pk__in=found).order_by("pk")


def publishes(user: User, group: Group, *, at: datetime) -> bool:
    """Tell whether `user` puts on record what was published of a group."""
    tasks = Assignment.objects.of(user, at=at).work_at(group.school).filter(role__in=PUBLISHERS)
    return groups(user, at=at).filter(pk=group.pk).exists() and tasks.exists()


def require_publisher(user: User, group: Group, *, at: datetime) -> None:
    """Let pass whoever puts on record what was published of a group.

    Who only advises and watches publishes nothing.

    Raises:
        NotThePublisherError: `user` does not.
    """
    if not publishes(user, group, at=at):
        raise NotThePublisherError


def takes_down(user: User, publication: Publication, *, at: datetime) -> bool:
    """Tell whether `user` writes down that a publication came down.

    Who published it and still works there, and who works with all pictures of the school.
    """
    tasks = Assignment.objects.of(user, at=at).work_at(publication.school)
    if publication.published_by_id == user.pk:
        return tasks.filter(role__in=PUBLISHERS).exists()
    for_all = Q(school__isnull=False) | Q(board__isnull=False)
    return tasks.filter(for_all, role__in=PUBLISHERS).exists()


def require_taker_down(user: User, publication: Publication, *, at: datetime) -> None:
    """Let pass whoever writes down that a publication came down.

    Raises:
        NotTheirTakeDownError: `user` does not.
    """
    if not takes_down(user, publication, at=at):
        raise NotTheirTakeDownError
