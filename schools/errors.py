"""What can go wrong with a school."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBrokenError


class SchoolExistsError(RuleBrokenError):
    """There is a school with this BRIN and location already."""

    says = _("There is a school with this BRIN already.")
