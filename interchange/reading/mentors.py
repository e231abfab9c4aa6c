"""Who the columns of a list of students propose as mentor, teacher or team leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interchange.choices import Code, Evidence, StaffKind, StaffRole, Stated
from interchange.reading.cells import MAX_CALL_NAME_CHARS, MAX_SHORT_CHARS
from interchange.records import AssignmentRecord, StaffRecord
from interchange.rules import stated

if TYPE_CHECKING:
    from interchange.reading.cells import Cells
    from interchange.reading.headers import Columns
    from interchange.records import Record


class Mentors:
    """Proposals found so far; each colleague and each link is given once."""

    def __init__(self, columns: Columns, cells: Cells) -> None:
        """Read from `columns`, by `cells`."""
        self._columns = columns
        self._cells = cells
        self._staff: set[str] = set()
        self._links: set[tuple[str, str, str]] = set()

    def of_row(self, row: list[str], *, group: str, student: str) -> list[Record]:
        """Return what is new in this row: colleagues and proposed links."""
        found: list[Record] = []
        if group:
            self._class_mentors(row, group, found)
            self._teacher(row, group, found)
            self._link(found, "", self._text(row, "team_lead"), StaffRole.TEAM_LEAD, group=group)
        code = self._text(row, "personal_code")
        name = self._text(row, "personal_name")
        if code:
            self._colleague(found, code, name)
        self._link(found, code, name, StaffRole.PERSONAL_MENTOR, student=student)
        return found

    def _text(self, row: list[str], key: str) -> str:
        place = self._columns.first(key)
        return "" if place < 0 else self._cells.text(row[place], key)

    def _class_mentors(self, row: list[str], group: str, found: list[Record]) -> None:
        code = self._text(row, "mentor_code")
        places = self._columns.places.get("mentor_name", [])
        names = [self._cells.text(row[place], "mentor_name") for place in places]
        if code:
            self._colleague(found, code, names[0] if names else "")
        first = names[0] if names else ""
        self._link(found, code, first, StaffRole.CLASS_MENTOR, group=group)
        for name in names[1:]:
            self._link(found, "", name, StaffRole.CO_MENTOR, group=group)

    def _teacher(self, row: list[str], group: str, found: list[Record]) -> None:
        code = self._text(row, "staff_key")
        if not code:
            return
        if code not in self._staff:
            self._staff.add(code)
            found.append(self._teacher_record(row, code))
        is_mentor = stated(self._text(row, "is_mentor"))[0] == Stated.YES
        role = StaffRole.CLASS_MENTOR if is_mentor else StaffRole.SUBJECT_TEACHER
        self._link(found, code, "", role, group=group, evidence=Evidence.EXPLICIT_FLAG)

    def _teacher_record(self, row: list[str], code: str) -> StaffRecord:
        return StaffRecord(
            ref=code,
            line=self._cells.line,
            las_key=None if code.startswith("#") else code,
            eckid=self._text(row, "staff_eckid") or None,
            call_name=self._text(row, "staff_call_name")[:MAX_CALL_NAME_CHARS],
            initials="",
            prefix=self._text(row, "staff_prefix")[:MAX_SHORT_CHARS],
            surname=self._text(row, "staff_surname"),
            full_name="",
            email=self._text(row, "staff_email"),
            kind=StaffKind.STAFF,
        )

    def _colleague(self, found: list[Record], code: str, name: str) -> None:
        if code in self._staff:
            return
        self._staff.add(code)
        found.append(
            StaffRecord(
                ref=code,
                line=self._cells.line,
                las_key=None if code.startswith("#") else code,
                eckid=None,
                call_name="",
                initials="",
                prefix="",
                surname="",
                full_name=name,
                email="",
                kind=StaffKind.STAFF,
            )
        )

    def _link(  # noqa: PLR0913 - one link has this many sides
        self,
        found: list[Record],
        code: str,
        name: str,
        role: StaffRole,
        *,
        group: str = "",
        student: str = "",
        evidence: Evidence = Evidence.TYPED_FIELD,
    ) -> None:
        who, target = code or name, group or student
        if not who or (group and (who, target, role.value) in self._links):
            return
        if group:
            self._links.add((who, target, role.value))
        if not code:
            self._cells.log.add(Code.MENTOR_BY_NAME, self._cells.line, role.value)
        found.append(
            AssignmentRecord(
                staff_ref=code or None,
                staff_name="" if code else name,
                line=self._cells.line,
                group_key=group or None,
                student_ref=student or None,
                role=role,
                evidence=evidence if code else Evidence.NAME_MATCH,
            )
        )
