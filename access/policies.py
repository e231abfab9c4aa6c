"""Who may give access, and in which roles somebody works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from access.errors import NotYoursToGiveError
from access.models import Assignment
from schools.models import School

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


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
