"""What is held about people who work at a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from holdings.register import Holding, Kind, declare, nobody
from schools.models import Board, Group, School, SchoolGrant, SchoolYear, StaffMember

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(Board, "An organisation.")
nobody(School, "An organisation.")
nobody(SchoolYear, "A period.")
nobody(Group, "The name of a class.")
nobody(SchoolGrant, "What an account may do; it ends with the account.")


@declare
class Staff(Holding[StaffMember]):
    """Staff of a school, as imported."""

    model = StaffMember
    what = _("The name and school e-mail address of people who work at the school")
    purpose = _("To give each of them access to what the task needs, and no more")
    source = _("The administration system of the school")
    kept = _("As long as the person works at the school")
    ground = "AVG 6(1)(e)"
    readers = "access_admin"
    rules = ("R47",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "las_key": Kind.NUMBER,
        "call_name": Kind.NAME,
        "initials": Kind.NAME,
        "name_prefix": Kind.NAME,
        "surname": Kind.NAME,
        "email": Kind.ADDRESS,
        "user": Kind.LINK,
        "missing_since": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[StaffMember]:
        """Return nothing: staff are no students."""
        del students
        return StaffMember.objects.none()
