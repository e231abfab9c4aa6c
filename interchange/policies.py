"""Who may bring people in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interchange.errors import NotTheImporterError
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


def may_import(user: User, school: School) -> bool:
    """Tell whether `user` keeps the administration of `school`."""
    return School.objects.where(user, "write_identity").filter(pk=school.pk).exists()


def require_importer(user: User, school: School) -> None:
    """Let pass whoever keeps the administration of `school`.

    Raises:
        NotTheImporterError: `user` does not.
    """
    if not may_import(user, school):
        raise NotTheImporterError
