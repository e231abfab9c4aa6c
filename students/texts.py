"""Authority and restrictions in plain words, for whoever answers the door or the telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from students.choices import Authority, Restriction

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AUTHORITY: dict[str, StrPromise] = {
    Authority.JOINT: _("Decides together with the other parent or guardian"),
    Authority.SOLE: _("Decides alone"),
    Authority.GUARDIAN: _("Decides as guardian, appointed by a court"),
    Authority.INSTITUTION: _("Decides as institution, appointed by a court"),
    Authority.PARTIAL: _("Decides about some things only. Ask the administration which."),
    Authority.NONE: _("Has no authority: decides nothing"),
    Authority.UNKNOWN: _("It is not known whether this person may decide. Ask first."),
}
RESTRICTION: dict[str, StrPromise] = {
    Restriction.NO_CONTACT: _("May have no contact with the student"),
    Restriction.NO_INFORMATION: _("May get no information about the student"),
}
