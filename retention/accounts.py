"""Accounts that nobody needs any more: of students, and of parents whose children have left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db.models import CASCADE, DO_NOTHING, SET_NULL, Exists, OuterRef, Q
from django.utils import timezone

from access.choices import Role
from access.models import Assignment
from accounts.models import User
from accounts.privacy import Users
from holdings.register import Holding, holdings
from schools.models import StaffMember
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

STUDENTS, GUARDIANS = "R34", "R30"
FAMILY = (Role.GUARDIAN, Role.STUDENT)  # every other task is work, also for one student


class Accounts(Holding[User]):
    """The accounts that end with a student or with a guardian, and with nothing left to do.

    Whoever also works at a school, or is a parent of a child who stays, keeps the account.
    """

    model = User
    fields = Users.fields
    rules = (STUDENTS, GUARDIANS)

    def path(self, rule: str) -> str:
        """Return the look-up from an account to the students whose leaving ends it."""
        return "student" if rule == STUDENTS else "guardians__guardianships__student"

    def about(self, students: Collection[int]) -> QuerySet[User]:
        """Return the accounts of these students, and of their guardians."""
        own = Q(student__in=students) | Q(guardians__guardianships__student__in=students)
        return User.objects.filter(own).distinct()

    def under(self, rule: str, students: Collection[int]) -> QuerySet[User]:
        """Return the accounts that `rule` ends, because nothing else is left for them."""
        if rule == STUDENTS:
            return _idle(User.objects.filter(student__in=students), students, [])
        if rule != GUARDIANS:
            return User.objects.none()
        ending = holdings["students.Guardian"].under(GUARDIANS, students).order_by()
        guardians = list(ending.values_list("pk", flat=True))
        return _idle(User.objects.filter(guardians__in=guardians), [], guardians).distinct()

    def erase(self, rows: QuerySet[User], *, rule: str) -> int:
        """End the accounts: sessions, tasks, addresses, and the account itself."""
        del rule
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            _end(keys)
        return len(keys)


def _idle(
    users: QuerySet[User], students: Collection[int], guardians: Collection[int]
) -> QuerySet[User]:
    """Keep the users who are nothing but these students and these guardians."""
    me = OuterRef("pk")
    return users.exclude(
        Exists(Student.objects.filter(user=me).exclude(pk__in=students))
        | Exists(Guardian.objects.filter(user=me).exclude(pk__in=guardians))
        | Exists(StaffMember.objects.filter(user=me))
        | Exists(Assignment.objects.filter(user=me).exclude(role__in=FAMILY))
    )


def _end(keys: list[int]) -> None:
    from retention import graph  # noqa: PLC0415  (it lists this holding)

    _end_sessions({str(key) for key in keys})
    tasks = list(Assignment.objects.filter(user__in=keys).values_list("pk", flat=True))
    graph.loosen(Assignment, tasks)
    _delete(Assignment.objects.filter(pk__in=tasks))
    Student.objects.filter(user__in=keys).update(user=None)
    acted = _who_acted(keys)
    gone = [key for key in keys if key not in acted]
    graph.loosen(User, keys)
    _delete(User.objects.filter(pk__in=gone))
    for user in User.objects.filter(pk__in=acted):
        user.email = f"{user.public_id}@ended.invalid"
        user.display_name = "-"
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["email", "display_name", "is_active", "password"])


def _delete(rows: QuerySet[Any]) -> None:
    rows._raw_delete(rows.db)


def _who_acted(keys: list[int]) -> set[int]:
    """Return the users to whom something refers that outlives them: they stay, without a name."""
    from retention import graph  # noqa: PLC0415

    ruled = {holding.model for holding in graph.erasable()}
    found: set[int] = set()
    for field in graph.pointing_to(User):
        how = field.remote_field.on_delete
        harmless = how in {SET_NULL, DO_NOTHING} or (how is CASCADE and field.model not in ruled)
        if not harmless:
            rows = field.model._base_manager.filter(**{f"{field.name}__in": keys})
            found |= set(rows.values_list(field.attname, flat=True))
    return found


def _end_sessions(keys: set[str]) -> None:
    live = Session.objects.filter(expire_date__gt=timezone.now())
    ending = [
        session.pk
        for session in live.iterator()
        if session.get_decoded().get("_auth_user_id") in keys
    ]
    Session.objects.filter(pk__in=ending).delete()
