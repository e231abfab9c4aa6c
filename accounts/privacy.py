"""What is held about people who sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from holdings.register import Holding, Kind, declare

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet


@declare
class Users(Holding[User]):
    """The account of a parent, a student or a member of staff."""

    model = User
    what = _("Your account: e-mail address, name, language and password (unreadable)")
    purpose = _("To let you, and nobody else, in")
    source = _("The school, and you")
    kept = _("As long as you have something to do with the school")
    ground = "AVG 6(1)(e)"
    readers = "access_admin"
    rules = ("R34", "R30", "R47")
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "audit_ref": Kind.NONE,
        "email": Kind.ADDRESS,
        "display_name": Kind.NAME,
        "password": Kind.FACT,
        "language": Kind.FACT,
        "theme": Kind.FACT,
        "is_active": Kind.FACT,
        "last_login": Kind.FACT,
        "created_at": Kind.FACT,
        "sessions_end_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[User]:
        """Return the accounts of the students themselves."""
        return User.objects.filter(student__in=students)
