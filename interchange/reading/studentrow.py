"""One row of a list of students, turned into records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, GroupKind, Period
from interchange.reading.cells import MAX_GROUP_CHARS, MAX_KEY_CHARS, MAX_MAIL_CHARS
from interchange.reading.issues import RowError
from interchange.records import GroupRecord, MembershipRecord, StudentRecord

if TYPE_CHECKING:
    from interchange.reading.cells import Cells
    from interchange.reading.headers import Columns
    from interchange.reading.source import Asked


@dataclass(frozen=True, slots=True)
class Span:
    """When a row holds: its period, school year and first day."""

    period: Period
    year: int | None
    starts: date | None


class StudentRow:
    """Reads rows by the columns of one list."""

    def __init__(self, columns: Columns, cells: Cells, asked: Asked) -> None:
        """Read from `columns`, by `cells`, for the school and day `asked` for."""
        self._at = {key: places[0] for key, places in columns.places.items()}
        self.cells = cells
        self._asked = asked
        self.by_lesson = "lesson" in self._at

    def raw(self, row: list[str], key: str) -> str:
        """Return what stands under `key`, empty without such a column."""
        place = self._at.get(key)
        return "" if place is None else row[place]

    def ref(self, row: list[str]) -> str:
        """Return the student's number.

        Raises:
            RowError: there is none, or it cannot be used.
        """
        found = self.cells.key(row[self._at["las_key"]], "las_key")
        if not found:
            raise RowError(Code.KEY_MISSING, "las_key")
        return found

    def identity(self, row: list[str]) -> str:
        """Return by which two rows with one number are told to be about one student."""
        parts = (
            " ".join(self.raw(row, key).casefold().split()) for key in ("surname", "call_name")
        )
        return "\0".join([*parts, str(self.cells.day(self.raw(row, "birth_date"), "birth_date"))])

    def span(self, row: list[str]) -> Span:
        """Return when the row holds; neither the beginning nor the end is that of an enrolment."""
        year = rules.school_year(self.raw(row, "school_year"))
        starts = self.cells.day(self.raw(row, "study_starts"), "study_starts")
        starts = starts or self.cells.day(self.raw(row, "enrolled"), "enrolled")
        ends = self.cells.day(self.raw(row, "study_ends"), "study_ends")
        period = rules.period_of(year=year, starts=starts, ends=ends, on=self._asked.on)
        return Span(period, year, starts)

    def group_name(self, row: list[str]) -> str:
        """Return the class, or the teaching group in a list of lessons."""
        return self.cells.text(
            self.raw(row, "lesson" if self.by_lesson else "group"), "group", MAX_GROUP_CHARS
        )

    def student(self, row: list[str], ref: str, span: Span) -> StudentRecord:
        """Return the student; one who has yet to come begins when the row does.

        Raises:
            RowError: there is no name.
        """
        cells = self.cells
        surname = cells.surname(self.raw(row, "surname"))
        call_name = cells.call_name(self.raw(row, "call_name"))
        if not surname and not call_name:
            raise RowError(Code.NAME_MISSING, "surname")
        left_on = cells.day(self.raw(row, "left"), "left")
        enrolled_on = cells.day(self.raw(row, "enrolled"), "enrolled")
        if enrolled_on is None and span.period == Period.FUTURE:
            enrolled_on = span.starts or _first_day(span.year or self._asked.on.year)
        if left_on and enrolled_on and left_on < enrolled_on:
            cells.log.add(Code.END_BEFORE_START, cells.line, "left")
            enrolled_on = None
        if ref.startswith("#"):
            cells.log.add(Code.DUMMY_KEY, cells.line, "las_key")
        return StudentRecord(
            ref=ref,
            line=cells.line,
            las_key=None if ref.startswith("#") else ref,
            eckid=cells.text(self.raw(row, "eckid"), "eckid", MAX_KEY_CHARS) or None,
            call_name=call_name,
            first_names=cells.name(self.raw(row, "first_names"), "first_names"),
            initials=cells.short(self.raw(row, "initials"), "initials"),
            prefix=cells.short(self.raw(row, "prefix"), "prefix"),
            surname=surname,
            born_on=cells.birth_day(self.raw(row, "birth_date"), on=self._asked.on),
            email=cells.text(self.raw(row, "email"), "email", MAX_MAIL_CHARS),
            enrolled_on=enrolled_on,
            left_on=left_on,
            site_key=cells.text(self.raw(row, "site"), "site") or None,
            year_level=self._year_level(row),
        )

    def _year_level(self, row: list[str]) -> str:
        text = self.cells.text(self.raw(row, "year_level"), "year_level")
        level, understood, mapped = rules.year_level(text, sector=self._asked.sector)
        if not understood:
            self.cells.log.add(Code.UNKNOWN_YEAR_LEVEL, self.cells.line, "year_level")
        if mapped:
            self.cells.log.once(Code.YEAR_LEVEL_MAPPED, self.cells.line, "year_level")
        return level

    def group(self, name: str) -> GroupRecord:
        """Return the class itself; its year is that of its students, which one row cannot tell."""
        kind = GroupKind.CLUSTER if self.by_lesson else GroupKind.BASE
        return GroupRecord(key=name, line=self.cells.line, name=name, kind=kind, year_level="")

    def membership(
        self, ref: str, name: str, span: Span, left_on: date | None
    ) -> MembershipRecord | None:
        """Return the membership, none if the student left before it began."""
        year = span.year or rules.school_year_of(self._asked.on)
        first_day = _first_day(year)
        begins = max(span.starts or first_day, first_day)
        ends = left_on
        if span.period == Period.PAST:
            ends = min(left_on or date.max, first_day.replace(year=year + 1))
        if not name or (ends is not None and ends <= begins):
            return None
        return MembershipRecord(ref, name, self.cells.line, span.period, begins, ends)


def _first_day(year: int) -> date:
    return date(year, rules.FIRST_MONTH_OF_SCHOOL_YEAR, 1)
