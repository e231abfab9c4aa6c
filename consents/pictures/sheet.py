"""The list of a group as a file, for a spreadsheet or for the administration system.

Its column names are those that administration systems know: part of the format, so they are
Dutch in every language of the portal.

Norm: OWASP ASVS 1.2.10 (no cell is a formula)
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from accounts.choices import Language
from consents.choices import ListUse
from consents.pictures import lists
from kernel.exports import Sheet, safe_cell
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Self

    from accounts.models import User
    from schools.models import Group

NUMBER, NAME, PREFIX, SURNAME = "Stamnummer", "Roepnaam", "Tussenvoegsel", "Achternaam"
CLASS, AT = "Klas", "Peilmoment"
YES, NO = "J", "N"


@dataclass(frozen=True, slots=True)
class PhotoList:
    """The rows that a user sees on the page, and whether their numbers go along."""

    group: Group
    places: tuple[lists.Place, ...]
    rows: tuple[lists.Row, ...]
    with_numbers: bool
    at: datetime

    @classmethod
    def of(cls, user: User, group: Group, *, use: ListUse, at: datetime) -> Self:
        """Return the list as `user` reads it.

        The number by which the administration knows a student goes along only where the
        administration system needs it, and for who reads the identity of everybody on the
        list; the matrix says who does.

        Law: AVG 5(1)(c)
        """
        with translation.override(Language.DUTCH):
            places, rows = lists.rows(user, group, at=at)
        with_numbers = use == ListUse.RECORDS and _knows_all(user, rows)
        return cls(group, tuple(places), tuple(rows), with_numbers, at)

    def as_file(self, form: str) -> tuple[bytes, str]:
        """Return the list as `csv` or `xlsx`, with its content type."""
        sheet: Sheet[lists.Row] = Sheet("Foto", self._columns())
        return sheet.as_file(self.rows, form)

    def _columns(self) -> dict[str, Callable[[lists.Row], object]]:
        moment = timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M")
        number = {NUMBER: attrgetter("student.las_key")} if self.with_numbers else {}
        return {
            **number,
            NAME: attrgetter("student.call_name"),
            PREFIX: attrgetter("student.name_prefix"),
            SURNAME: attrgetter("student.surname"),
            CLASS: lambda _: self.group.name,
            **{name: _said(nth) for nth, name in enumerate(self._titles())},
            AT: lambda _: moment,
        }

    def _titles(self) -> list[str]:
        """Return a name for each place: words of a school, so safe, and none of them twice."""
        titles = [place.title for place in self.places]
        return [
            str(safe_cell(f"{title} ({place.code})" if titles.count(title) > 1 else title))
            for place, title in zip(self.places, titles, strict=True)
        ]


def _knows_all(user: User, rows: list[lists.Row]) -> bool:
    known = Student.objects.visible_to(user).filter(pk__in=[row.student.pk for row in rows])
    return known.count() == len(rows)


def _said(nth: int) -> Callable[[lists.Row], object]:
    return lambda row: YES if row.cells[nth].granted else NO
