"""Who looked at the data of a student, as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.exports import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise

    from access.log import Look


COLUMNS: dict[StrPromise, Callable[[Look], object]] = {
    gettext_lazy("When"): lambda look: f"{timezone.localtime(look.last_at):%Y-%m-%d %H:%M:%S}",
    gettext_lazy("Who"): lambda look: look.who or _("Somebody who no longer works here"),
    gettext_lazy("Role"): lambda look: look.role,
    gettext_lazy("What"): lambda look: look.what,
    gettext_lazy("Emergency access"): lambda look: _("yes") if look.is_emergency else _("no"),
}


class LooksSheet(Sheet["Look"]):
    """Who looked at the data of one student: one row a look."""

    title = gettext_lazy("Who looked")
    columns = COLUMNS
