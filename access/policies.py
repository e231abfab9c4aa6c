"""Who may give access, and in which roles somebody works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from access.choices import Role, Scope
from access.errors import (
    BoardWideError,
    FourEyesError,
    NoEmergencyError,
    NotByHandError,
    NotYourReviewError,
    NotYoursToAdoptError,
    NotYoursToGiveError,
    NotYoursToJudgeError,
    OneselfError,
    OwnChildEmergencyError,
    OwnChildError,
)
from access.matrix import FAMILY, NEEDS_SECRECY, SCOPES
from access.models import Assignment
from accounts.models import User
from kernel.dates import day_of
from schools.models import Board, School, SchoolGrant
from schools.querysets import schools_where
from students.models import Student
from students.querysets import family_among, own_family

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from access.models import AccessReview, BreakGlass
    from schools.querysets import SchoolQuerySet
    from students.querysets import StudentQuerySet

ADOPT = "adopt_matrix"
BY_ITSELF = FAMILY | {Role.EMERGENCY}
REVIEW_ACCESS = "review_access"
SIGN_REVIEW = "sign_access_review"


def roles_of(user: User, *, at: datetime | None = None) -> frozenset[str]:
    """Return the roles that `user` has at moment `at`, anywhere."""
    live = Assignment.objects.of(user, at=at or timezone.now())
    return frozenset(live.values_list("role", flat=True))


def may_confirm(user: User, school: School) -> bool:
    """Tell whether `user` confirms who has access at `school`."""
    return School.objects.where(user, "write_access_admin").filter(pk=school.pk).exists()


def require_confirmer(user: User, school: School) -> None:
    """Let pass whoever confirms access at `school`.

    Raises:
        NotYoursToGiveError: `user` does not.
    """
    if not may_confirm(user, school):
        raise NotYoursToGiveError


def require_confirmer_of_others(actor: User, schools: Collection[School], *, to: User) -> None:
    """Let pass whoever confirms access at each of these schools, of somebody else.

    Raises:
        OneselfError: `actor` is `to`.
        NotYoursToGiveError: `actor` does not confirm access at one of them.
    """
    _require(actor, "write_access_admin", schools, to=to)


def require_giver(actor: User, role: Role, schools: Collection[School], *, to: User) -> None:
    """Let pass whoever gives `role` at each of these schools, to somebody else.

    The administration links people to groups; tasks for a whole school are the principal's
    to give, and care teams belong to the care coordinator.

    Raises:
        OneselfError: `actor` is `to`.
        NotYoursToGiveError: `actor` does not give this role at one of them.
    """
    _require(actor, _permission_for(role), schools, to=to)


def require_given_by_people(role: Role, scope: Scope) -> None:
    """Let pass a task that a person may give, as opposed to the portal itself.

    Raises:
        NotByHandError: parents, students and emergencies have their role by other means.
        BoardWideError: a task for all schools of a board comes from the command line.
    """
    if role in BY_ITSELF:
        raise NotByHandError
    if scope == Scope.BOARD:
        raise BoardWideError


def schools_given_by(user: User) -> SchoolQuerySet:
    """Return the schools where `user` gives tasks, of one kind or another."""
    links = School.objects.where(user, "write_access_admin")
    return links | School.objects.where(user, "appoint_staff")


def names_care_teams(user: User) -> bool:
    """Tell whether `user` says who is in a care team, at any school."""
    return School.objects.where(user, "appoint_care_team").exists()


def roles_given_by(user: User, school: School) -> list[Role]:
    """Return the roles that `user` may give at `school`, but for those of care teams.

    A care team has a page of its own, which asks for the duty of confidentiality first.
    """
    held = {
        permission
        for permission in ("appoint_staff", "write_access_admin")
        if School.objects.where(user, permission).filter(pk=school.pk).exists()
    }
    return [
        role
        for role in Role
        if role not in BY_ITSELF | NEEDS_SECRECY
        and SCOPES[role] != {Scope.BOARD}
        and _permission_for(role) in held
    ]


def _permission_for(role: Role) -> str:
    """Return what somebody must hold at a school to give `role` there."""
    if role in NEEDS_SECRECY:
        return "appoint_care_team"
    if SCOPES[role] & {Scope.SCHOOL, Scope.BOARD}:
        return "appoint_staff"
    return "write_access_admin"


def require_not_own_child(actor: User, student: Student) -> None:
    """Let pass what is about the child of somebody else.

    Raises:
        OwnChildError: `student` is `actor`, or in its file `actor` is a guardian.
    """
    if Student.objects.filter(pk=student.pk, pk__in=own_family(actor)).exists():
        raise OwnChildError


def require_appointer(actor: User, school: School, *, to: User) -> None:
    """Let pass whoever says who is in a care team at `school`, of somebody else.

    Raises:
        OneselfError: `actor` is `to`.
        NotYoursToGiveError: `actor` does not.
    """
    _require(actor, "appoint_care_team", [school], to=to)


def _require(actor: User, permission: str, schools: Collection[School], *, to: User) -> None:
    if actor == to:
        raise OneselfError
    keys = {school.pk for school in schools}
    if School.objects.where(actor, permission).filter(pk__in=keys).count() < len(keys):
        raise NotYoursToGiveError


def boards_adopted_by(user: User) -> QuerySet[Board]:
    """Return the boards of which `user` registers decisions: with that duty at all its schools."""
    yours = School.objects.where(user, ADOPT).values("board")
    others = School.objects.exclude(pk__in=School.objects.where(user, ADOPT)).values("board")
    return Board.objects.filter(pk__in=yours).exclude(pk__in=others).order_by("name")


def require_adopter(actor: User, board: Board) -> None:
    """Let pass whoever registers what `board` decides about the matrix.

    Raises:
        NotYoursToAdoptError: `actor` does not.
    """
    if not boards_adopted_by(actor).filter(pk=board.pk).exists():
        raise NotYoursToAdoptError


def may_review(user: User, school: School) -> bool:
    """Tell whether `user` opens reviews of access at `school`."""
    return School.objects.where(user, REVIEW_ACCESS).filter(pk=school.pk).exists()


def reviews_access(user: User) -> bool:
    """Tell whether `user` opens reviews of access, at any school."""
    return School.objects.where(user, REVIEW_ACCESS).exists()


def signs_at(user: User, school_id: int) -> bool:
    """Tell whether `user` signs reviews at a school; not yet whether this or that one."""
    return School.objects.where(user, SIGN_REVIEW).filter(pk=school_id).exists()


def may_sign(user: User, review: AccessReview) -> bool:
    """Tell whether `user` signs this review: a task at the school, and not who opened it."""
    return review.opened_by_id != user.pk and signs_at(user, review.school_id)


def require_reviewer(user: User, school: School) -> None:
    """Let pass whoever opens reviews of access at `school`.

    Raises:
        NotYourReviewError: `user` does not.
    """
    if not may_review(user, school):
        raise NotYourReviewError


def require_decider(user: User, schools: Collection[School], *, about: Collection[UUID]) -> None:
    """Let pass whoever reviews access, or signs for it, at each school; nobody about oneself.

    Taking a task away is part of reviewing; giving one is not.

    Raises:
        OneselfError: one of the findings is about `user`.
        NotYourReviewError: `user` has no such task at one of these schools.
    """
    if user.audit_ref in about:
        raise OneselfError
    own = School.objects.where(user, REVIEW_ACCESS) | School.objects.where(user, SIGN_REVIEW)
    keys = {school.pk for school in schools}
    if own.filter(pk__in=keys).distinct().count() < len(keys):
        raise NotYourReviewError


def require_signer(user: User, review: AccessReview) -> None:
    """Let pass a second person who signs.

    Raises:
        FourEyesError: `user` opened it.
        NotYourReviewError: `user` has no such task at the school.
    """
    if review.opened_by_id == user.pk:
        raise FourEyesError
    if not may_sign(user, review):
        raise NotYourReviewError


def may_break_glass(user: User, *, at: datetime) -> bool:
    """Tell whether the task of `user` knows emergency access, at any school."""
    return schools_where(user, "break_glass", at=at).exists()


def students_for_emergency(user: User, *, at: datetime) -> StudentQuerySet:
    """Return the students at school to whom `user` could take emergency access."""
    here = Student.objects.at_work_of(user).enrolled(on=day_of(at))
    return here.filter(school__in=schools_where(user, "break_glass", at=at))


def require_emergency(user: User, student: Student, *, at: datetime) -> None:
    """Let pass whoever's task knows emergency access at the school of `student`.

    Raises:
        NoEmergencyError: the task of `user` does not.
        OwnChildEmergencyError: `student` is of the own family.
    """
    schools = schools_where(user, "break_glass", at=at)
    if not schools.filter(content_object=student.school_id).exists():
        raise NoEmergencyError
    if Student.objects.filter(pk__in=own_family(user)).filter(pk=student.pk).exists():
        raise OwnChildEmergencyError


def students_managed(user: User, *, at: datetime) -> StudentQuerySet:
    """Return the students at schools where `user` may know who has access; not the own family."""
    schools = schools_where(user, "read_access_admin", at=at)
    return Student.objects.filter(school__in=schools).exclude(pk__in=own_family(user))


def may_judge(user: User, *, at: datetime) -> bool:
    """Tell whether `user` reviews access, at any school."""
    return schools_where(user, REVIEW_ACCESS, at=at).exists()


def require_judge(user: User, emergency: BreakGlass, *, at: datetime) -> None:
    """Let pass whoever reviews access at the school, of somebody else.

    Raises:
        OneselfError: it was `user`.
        NotYoursToJudgeError: `user` does not review access there.
        OwnChildError: the student is `user`, or `user` is a guardian.
    """
    if user.pk == emergency.user_id:
        raise OneselfError
    student = emergency.assignment.student
    schools = schools_where(user, REVIEW_ACCESS, at=at)
    if student is None or not schools.filter(content_object=student.school_id).exists():
        raise NotYoursToJudgeError
    require_not_own_child(user, student)


def judges_of(student: Student, *, at: datetime) -> QuerySet[User]:
    """Return who reviews emergency access to `student`: not the family."""
    held = SchoolGrant.objects.filter(
        content_object=student.school_id, permission__codename=REVIEW_ACCESS, valid__contains=at
    )
    return _outside_family(held.values_list("user", flat=True), student)


def leaders_of(student: Student, *, at: datetime) -> QuerySet[User]:
    """Return the team leaders and care coordinators of `student`: not the family."""
    tasks = Assignment.objects.reaching(student, at=at)
    leading = tasks.filter(role__in=(Role.TEAM_LEADER, Role.CARE_COORDINATOR))
    return _outside_family(leading.values_list("user", flat=True), student)


def _outside_family(users: Iterable[int], student: Student) -> QuerySet[User]:
    keys = set(users)
    family = family_among(keys, student)
    return User.objects.filter(is_active=True, pk__in=keys).exclude(pk__in=family)


def students_with_team_by(user: User) -> StudentQuerySet:
    """Return the students whose care team `user` names; never the own child."""
    here = schools_where(user, "appoint_care_team")
    return Student.objects.at_work_of(user).filter(school__in=here).select_related("school")
