"""Guardian's backend, with dates: a grant counts from its first moment to its last.

Guardian's own checker keeps saying yes for a grant that has ended; this one asks for the
range in each query. Nobody is above it, and there are no permissions by group or by model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend
from guardian.core import ObjectPermissionChecker

from schools.models import School, SchoolGrant
from students.models import Student, StudentGrant

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from accounts.models import User

GRANTS = {Student: StudentGrant, School: SchoolGrant}


class GrantChecker(ObjectPermissionChecker):
    """Knows the permissions that one user holds at this moment."""

    def get_user_perms(self, obj: Model) -> QuerySet[Permission, str]:  # type: ignore[override]  # guardian names the values as if they were the model
        """Return the codenames of the live grants on `obj`."""
        model = GRANTS.get(type(obj))
        if model is None or self.user is None or not self.user.is_active:
            return Permission.objects.none().values_list("codename", flat=True)
        live = model.objects.filter(
            user=self.user, content_object=obj.pk, valid__contains=timezone.now()
        )
        held = Permission.objects.filter(pk__in=live.values("permission"))
        return held.values_list("codename", flat=True)

    def get_group_perms(self, obj: Model) -> QuerySet[Permission, str]:  # type: ignore[override]  # as above
        """Return nothing: no group of accounts gives access."""
        del obj
        return Permission.objects.none().values_list("codename", flat=True)


class GrantBackend(ObjectPermissionBackend):
    """Answers `has_perm` on one student or school."""

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        """Tell whether the user holds `perm` on `obj` now."""
        return perm.rpartition(".")[2] in self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Return nothing: no group of accounts gives access."""
        del user_obj, obj
        return set()

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Return what the user may do with `obj` now: nothing where no object is named."""
        if obj is None or not user_obj.is_authenticated:
            return set()
        return set(checker(user_obj).get_perms(obj))


def checker(user: User) -> GrantChecker:
    """Return a checker for one user; make a new one for each request."""
    return GrantChecker(user)
