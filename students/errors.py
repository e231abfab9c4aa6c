"""What can go wrong with a student."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBrokenError


class NoSuchStudentError(RuleBrokenError):
    """There is no student with this id, or the person asking may not know of one."""

    says = _("There is no student with this id.")
