"""Questions to assignments and proposals; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from access.choices import InvitationWay, ProposalState, Role, TurningState, Verdict
from access.matrix import FAMILY, NEEDS_SECRECY
from access.rules import INVITATION_TRIES
from access.turning.rules import is_since_notice
from kernel.dates import day_of
from schools.models import Board, Group, StaffMember
from schools.querysets import schools_where
from students.models import Student
from students.querysets import guardians_of_family, own_family

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from typing import Any

    from access.models import (
        AccessReview,
        Adoption,
        Assignment,
        BreakGlass,
        Confidentiality,
        Invitation,
        Proposal,
        ReviewFinding,
        TurningMessage,
    )
    from accounts.models import User
    from schools.models import School
    from schools.querysets import StaffQuerySet
    from students.models import Guardian

REVIEW = ("review_access", "sign_access_review")


def _for_one_of(schools: models.QuerySet[Any, Any] | Collection[School]) -> Q:
    """Return the condition that a task is about one of these schools, or a part of one."""
    return Q(school__in=schools) | Q(group__school__in=schools) | Q(student__school__in=schools)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own assignments, and those of schools whose rights it may read."""
        schools = schools_where(user, "read_access_admin")
        boards = Board.objects.filter(schools__in=schools)
        return self.filter(Q(user=user) | _for_one_of(schools) | Q(board__in=boards))

    def endable_by(self, user: User) -> Self:
        """Keep what `user` gives and so ends, by kind of role; the own tasks are among it.

        A task for a whole board, for the own child or in an emergency is nobody's to end here.
        """
        in_care = Q(role__in=NEEDS_SECRECY)
        links = schools_where(user, "write_access_admin")
        tasks = self.work().exclude(student__in=own_family(user))
        return tasks.filter(
            (in_care & Q(student__school__in=schools_where(user, "appoint_care_team")))
            | Q(school__in=schools_where(user, "appoint_staff"))
            | (~in_care & (Q(group__school__in=links) | Q(student__school__in=links)))
        )

    def as_known_to(self, user: User) -> Self:
        """Add what `user` may know and do of each: `is_named`, the student, and `may_end`.

        That a student has a care team is known to who appoints one; others read that there is
        a task for one student.
        """
        known = Student.objects.at_work_of(user)
        in_care = Q(role__in=[*NEEDS_SECRECY, Role.EMERGENCY])
        appoints = Q(student__school__in=schools_where(user, "appoint_care_team"))
        endable = type(self)(self.model).endable_by(user).exclude(user=user)
        return self.annotate(
            is_named=Q(student__in=known) & (~in_care | appoints),
            may_end=Exists(endable.filter(pk=OuterRef("pk"))),
        )

    def care_team_of(self, student: Student) -> Self:
        """Keep who is, was or will be in the care team of a student, the newest first."""
        return self.filter(student=student, role__in=NEEDS_SECRECY).order_by("-valid", "pk")

    def work(self) -> Self:
        """Leave out what somebody is as a parent or student, and emergencies."""
        return self.exclude(role__in=[*FAMILY, Role.EMERGENCY])

    def work_and_emergencies(self) -> Self:
        """Leave out what somebody is as a parent or student."""
        return self.exclude(role__in=FAMILY)

    def at_schools(self, schools: Collection[School]) -> Self:
        """Keep what is about one of these schools, a group or student there, or the board."""
        boards = [school.board_id for school in schools]
        return self.filter(_for_one_of(schools) | Q(board__in=boards))

    def live(self, at: datetime) -> Self:
        """Keep the assignments that hold at moment `at`."""
        return self.filter(valid__contains=at)

    def upcoming(self, at: datetime) -> Self:
        """Keep the assignments that begin after moment `at`."""
        return self.filter(valid__startswith__gt=at)

    def ended(self, at: datetime) -> Self:
        """Keep the assignments that ended at moment `at` or before."""
        return self.filter(valid__endswith__lte=at)

    def open_after(self, at: datetime) -> Self:
        """Keep the assignments that hold at some moment after `at`."""
        return self.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=at))

    def work_at(self, school: School) -> Self:
        """Keep the tasks of staff about `school`, its groups, its students or its board."""
        here = (
            Q(school=school)
            | Q(group__school=school)
            | Q(student__school=school)
            | Q(board=school.board_id)
        )
        return self.filter(here).exclude(role__in=FAMILY)

    def of(self, user: User, *, at: datetime) -> Self:
        """Keep the assignments that a user who may sign in has at moment `at`."""
        return self.filter(user=user, user__is_active=True).live(at)

    def matching(self, *, name: str = "", role: str = "", group: Group | None = None) -> Self:
        """Keep the tasks of who has `name` in the name, in this role, for this group."""
        found = self.filter(user__display_name__icontains=name) if name else self
        found = found.filter(role=role) if role else found
        return found.filter(group=group) if group else found

    def by_name(self) -> Self:
        """Order by the name of the person."""
        return self.order_by("user__display_name", "role", "group__name", "pk")

    def last_ended_first(self) -> Self:
        """Order by when they ended, the last in front."""
        return self.order_by(F("valid__endswith").desc(), "pk")

    def reaching(self, student: Student, *, at: datetime) -> Self:
        """Keep the assignments that are about `student` at moment `at`, whichever way."""
        day = day_of(at)
        return self.live(at).filter(
            Q(student=student)
            | Q(group__memberships__student=student, group__memberships__period__contains=day)
            | Q(school=student.school_id)
            | Q(board__schools=student.school_id)
        )


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    """Emergency accesses; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of others, to students of schools where the user reviews access.

        Not those to the own child: why somebody could not wait may be about its parents.
        """
        schools = schools_where(user, "review_access")
        of_others = self.filter(assignment__student__school__in=schools).exclude(user=user)
        return of_others.exclude(assignment__student__in=own_family(user))

    def open(self) -> Self:
        """Keep what waits for a verdict."""
        return self.filter(reviewed_at=None)

    def of(self, user: User) -> Self:
        """Keep what `user` took."""
        return self.filter(user=user)

    def since(self, moment: datetime) -> Self:
        """Keep what was taken after `moment`."""
        return self.filter(opened_at__gt=moment)

    def unalerted(self) -> Self:
        """Keep those that nobody was written to about."""
        return self.filter(alerted_at=None)


class ConfidentialityQuerySet(models.QuerySet["Confidentiality"]):
    """Duties of confidentiality; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of schools where the user says who is in a care team."""
        return self.filter(school__in=schools_where(user, "appoint_care_team"))

    def at(self, school: School, *, on: date) -> Self:
        """Keep those on record at `school` on day `on`."""
        return self.filter(school=school, period__contains=on)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of schools where the user confirms access, but for the own family."""
        here = self.filter(school__in=schools_where(user, "write_access_admin"))
        family = Q(student__in=own_family(user)) | Q(guardian__in=guardians_of_family(user))
        return here.exclude(family)

    def unused(self) -> Self:
        """Keep what was neither used nor withdrawn; its time may be over."""
        return self.filter(used_at=None, withdrawn_at=None)

    def open(self, *, at: datetime) -> Self:
        """Keep what lets somebody in at moment `at`, with the right code."""
        return self.unused().filter(period__contains=at, tries__lt=INVITATION_TRIES)

    def of(self, person: Guardian | Student) -> Self:
        """Keep those of one person."""
        return self.filter(**{person._meta.model_name or "": person})

    def stopped(self, turning: Mapping[int, date]) -> set[int]:
        """Return of whom somebody of the school withdrew one since the notice of turning sixteen.

        Asked of students, by key, with their sixteenth birthday. To these the portal itself sends
        no other: the school writes.
        """
        rows = self.filter(student__in=turning, withdrawn_by__isnull=False)
        ended = rows.values_list("student", "withdrawn_at")
        return {key for key, at in ended if at and is_since_notice(day_of(at), turning[key])}

    def unsent(self, *, at: datetime) -> Self:
        """Keep what waits for its e-mail."""
        return self.open(at=at).filter(way=InvitationWay.EMAIL, sent_at=None)


class TurningMessageQuerySet(models.QuerySet["TurningMessage"]):
    """Messages about turning sixteen; no page reads them, so that none starts at `visible_to`."""

    def waiting(self) -> Self:
        """Keep what was written down and did not go yet."""
        return self.filter(state=TurningState.WAITING)

    def to(self, person: Guardian | Student) -> Self:
        """Keep those to a guardian, or to the student whom they are about."""
        if isinstance(person, Student):
            return self.filter(guardian=None, student=person)
        return self.filter(guardian=person)

    def told(self) -> Self:
        """Keep what went, or is going to."""
        return self.exclude(state=TurningState.NOT_NEEDED)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Imported links; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the proposals of schools where the user confirms access, not for the own child."""
        here = self.filter(staff__school__in=schools_where(user, "write_access_admin"))
        return here.exclude(student__in=own_family(user))

    def open(self) -> Self:
        """Keep what waits for somebody to confirm it."""
        return self.filter(state=ProposalState.OPEN)

    def with_task(self) -> Self:
        """Keep what became a task."""
        return self.filter(assignment__isnull=False)

    def missing(self, *, at: datetime) -> Self:
        """Keep what was confirmed and left the file, where the task still holds or will."""
        lasts = Q(assignment__valid__upper_inf=True) | Q(assignment__valid__endswith__gt=at)
        return self.filter(lasts, missing_since__isnull=False)


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Adopted editions of the matrix; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the boards of the schools where `user` works, in any role."""
        return self.filter(board__schools__in=schools_where(user, "read_school")).distinct()

    def newest_first(self) -> Self:
        """Order as a history; the first is the one in force."""
        return self.order_by("-adopted_on", "-pk")


class AccessReviewQuerySet(models.QuerySet["AccessReview"]):
    """Reviews of access; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the reviews of schools where the user reviews access, or signs for it."""
        schools = Q()
        for permission in REVIEW:
            schools |= Q(school__in=schools_where(user, permission))
        return self.filter(schools)

    def open(self) -> Self:
        """Keep what nobody has signed."""
        return self.filter(signed_at=None)

    def signed(self) -> Self:
        """Keep what has been signed, the newest in front."""
        return self.filter(signed_at__isnull=False).order_by("-signed_at")


class ReviewFindingQuerySet(models.QuerySet["ReviewFinding"]):
    """Findings; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the findings of reviews that the user may see."""
        schools = Q()
        for permission in REVIEW:
            schools |= Q(review__school__in=schools_where(user, permission))
        return self.filter(schools)

    def undecided(self) -> Self:
        """Keep what waits for somebody."""
        return self.filter(verdict="")

    def unended(self) -> Self:
        """Keep what can still be decided another way: an ending is not taken back."""
        return self.exclude(verdict=Verdict.ENDED)


def missing_staff(user: User, *, at: datetime) -> StaffQuerySet:
    """Return whom the file no longer names, where a task there still holds after `at`.

    Those of the schools where `user` manages who has access, but for `user`.
    """
    tasks = apps.get_model("access", "Assignment")._default_manager.visible_to(user)
    open_tasks = tasks.work().open_after(at).filter(user=OuterRef("user"))
    there = OuterRef("school")
    at_school = Q(school=there) | Q(group__school=there) | Q(student__school=there)
    mine = StaffMember.objects.visible_to(user).missing().exclude(user=user)
    return mine.filter(Exists(open_tasks.filter(at_school)))


def groups_of(user: User, *, at: datetime, roles: tuple[Role, ...]) -> models.QuerySet[Group]:
    """Return the groups for which `user` has one of `roles` at moment `at`."""
    return Group.objects.filter(
        assignments__user=user,
        assignments__user__is_active=True,
        assignments__role__in=roles,
        assignments__valid__contains=at,
    ).distinct()
