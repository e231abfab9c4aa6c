"""Questions to schools and groups; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from schools.models import Board, Group, School, SchoolGrant, StaffMember


def schools_where(
    user: User, permission: str, *, at: datetime | None = None
) -> QuerySet[SchoolGrant, Any]:
    """Return the keys of the schools on which `user` holds `permission` at moment `at`."""
    grants: QuerySet[SchoolGrant] = apps.get_model("schools", "SchoolGrant")._base_manager.all()
    return grants.filter(
        user=user.pk if user.is_active else None,
        permission__codename=permission,
        valid__contains=at or timezone.now(),
    ).values("content_object_id")


class BoardQuerySet(models.QuerySet["Board"]):
    """Boards; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the boards of the schools that `user` may see."""
        return self.filter(schools__in=schools_where(user, "read_school")).distinct()

    def whole(self, user: User, permission: str) -> Self:
        """Keep the boards at each school of which, without one left out, `user` holds it now."""
        schools = apps.get_model("schools", "School")._base_manager.filter(board=OuterRef("pk"))
        held = schools_where(user, permission)
        return self.filter(Exists(schools), ~Exists(schools.exclude(pk__in=held)))


class SchoolQuerySet(models.QuerySet["School"]):
    """Schools; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the schools where `user` works, in any role."""
        return self.where(user, "read_school")

    def where(self, user: User, permission: str) -> Self:
        """Keep the schools on which `user` holds `permission` now."""
        return self.filter(pk__in=schools_where(user, permission))

    def with_brin(self, brin: str) -> Self:
        """Keep the school with this BRIN: four characters, or six with the location."""
        return self.filter(brin=brin[:4].upper(), location=brin[4:6] or "00")


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the groups of the schools where `user` works."""
        return self.filter(school__in=schools_where(user, "read_school"))

    def at_schools(self, schools: Collection[School]) -> Self:
        """Keep the groups of these schools."""
        return self.filter(school__in=schools)

    def not_over(self, *, on: date) -> Self:
        """Keep the groups of the school year of day `on`, and of later ones."""
        return self.filter(school_year__period__endswith__gt=on)

    def by_name(self) -> Self:
        """Order as a list to choose from."""
        return self.order_by("name", "pk")


class StaffQuerySet(models.QuerySet["StaffMember"]):
    """Staff; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the staff of the schools where `user` manages who has access."""
        return self.filter(school__in=schools_where(user, "write_access_admin"))

    def missing(self) -> Self:
        """Keep whom the last file of all colleagues no longer named."""
        return self.filter(missing_since__isnull=False)
