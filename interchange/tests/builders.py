"""Small files with one kind of damage each, and readers of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from interchange.choices import Severity
from interchange.messages import SEVERITIES
from interchange.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interchange.choices import Code
    from interchange.reading import Reading
    from interchange.records import Record

ON = date(2026, 11, 21)
BRIN = "99AB"
HEADER = "Stamnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Klas;Leerjaar"
NOOR = "1001;Noor;;Bakker;12-03-2013;2HV1;2"
BEAU = "1002;Beau;de;Groot;03-11-2012;2HV1;2"
GUARDIAN_HEADER = "Leerlingnummer;Oudernummer;Achternaam;Relatie;Ouderlijk gezag;E-mail"

_R = TypeVar("_R")


@dataclass
class Result:
    """What was read: the reading and its records."""

    reading: Reading
    records: list[Record]

    def of(self, kind: type[_R]) -> list[_R]:
        """Return the records of one kind."""
        return [record for record in self.records if isinstance(record, kind)]

    def codes(self) -> set[Code]:
        """Return the kinds of problems that were found."""
        return set(self.reading.issues.counts)

    def lines(self, code: Code) -> list[int | None]:
        """Return on which lines one kind of problem was found."""
        return [issue.line for issue in self.reading.issues.kept if issue.code == code]

    def rejected_rows(self) -> int:
        """Return how many rows do not count."""
        counts = self.reading.issues.counts.items()
        return sum(n for code, n in counts if SEVERITIES[code] == Severity.ROW_ERROR)


def read_bytes(
    content: bytes, *, brin: str = BRIN, sector: str = "secondary", on: date = ON
) -> Result:
    """Read a whole file."""
    reading = read(io.BytesIO(content), school_brin=brin, on=on, sector=sector)
    return Result(reading, list(reading.records()))


def read_rows(*rows: str, header: str = HEADER, sector: str = "secondary") -> Result:
    """Read a list in UTF-8 with Windows line ends."""
    return read_bytes(table(*rows, header=header), sector=sector)


def table(*rows: str, header: str = HEADER) -> bytes:
    """Return a list as bytes."""
    return "".join(f"{row}\r\n" for row in (header, *rows)).encode()


def pupil(key: str, inside: str = "", *, name: str = "Vos", born: str = "2017-05-05") -> str:
    """Return a student as EDEXML."""
    birth = f"<geboortedatum>{born}</geboortedatum>" if born else ""
    return f'<leerling key="{key}"><achternaam>{name}</achternaam>{birth}{inside}</leerling>'


def edexml(
    *pupils: str,
    school: str = f"<brincode>{BRIN}</brincode>",
    groups: str = '<groep key="g5"><naam>5a</naam><jaargroep>5</jaargroep></groep>',
    staff: str = "",
) -> bytes:
    """Return an EDEXML file of school year 2026-2027."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><EDEX>'
        f"<school><schooljaar>2026-2027</schooljaar>{school}</school>"
        f"<groepen>{groups}</groepen><leerlingen>{''.join(pupils)}</leerlingen>"
        f"<leerkrachten>{staff}</leerkrachten></EDEX>"
    ).encode()


def read_edexml(content: bytes, *, brin: str = BRIN, sector: str = "primary") -> Result:
    """Read an EDEXML file of a primary school."""
    return read_bytes(content, brin=brin, sector=sector)


def without_lines(records: Iterable[Record]) -> set[str]:
    """Return the records without their places, to compare two orders of one file."""
    plain = (repr(record) for record in records)
    return {",".join(p for p in text.split(",") if not p.startswith(" line=")) for text in plain}
