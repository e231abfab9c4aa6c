"""Who can sign in to the demo board, and what each of them is there for."""

from __future__ import annotations

from dataclasses import dataclass

from access.choices import Role

PASSWORD = "kersenhof-vaartveld"  # noqa: S105 - it is printed at the start; these people are made up


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff who gets a task for a whole school or board by hand."""

    name: str
    email: str
    role: Role
    brin: str  # of the school, or of one school of the board


COLLEAGUES = (
    Colleague(
        "Karin de Boer",
        "karin.deboer@waterkant.example.org",
        Role.PRIVACY_OFFICER,
        "99AB",
    ),
    Colleague(
        "Inge Kramer",
        "inge.kramer@waterkant.example.org",
        Role.DATA_PROTECTION_OFFICER,
        "99AB",
    ),
    Colleague(
        "Ahmet Y\N{LATIN SMALL LETTER DOTLESS I}lmaz",
        "ahmet.yilmaz@waterkant.example.org",
        Role.BOARD_STAFF,
        "99AB",
    ),
    Colleague("Els de Wit", "els.dewit@kersenhof.example.org", Role.ADMINISTRATION, "99AB"),
    Colleague("Petra Willems", "petra.willems@kersenhof.example.org", Role.PRINCIPAL, "99AB"),
    Colleague(
        "Jolanda ter Horst", "jolanda.terhorst@vaartveld.example.org", Role.ADMINISTRATION, "99CD"
    ),
    Colleague("Ruud Hoekstra", "ruud.hoekstra@vaartveld.example.org", Role.PRINCIPAL, "99CD"),
    Colleague("Lies Smeets", "lies.smeets@vaartveld.example.org", Role.CARE_COORDINATOR, "99CD"),
)
# In the order in which they are shown at the start: who, and what to try as that person.
SHOWN = (
    ("fatima.elidrissi@example.org", "parent of Amira and Yusuf: photo consent"),
    ("ingrid.bakker-visser@example.org", "parent of Noor: photo consent, who looked"),
    ("marieke.vandenberg@vaartveld.example.org", "mentor of 2HV1: conversation notes"),
    ("tom.verbeek@vaartveld.example.org", "subject teacher of 2HV1: pictures, advice for lessons"),
    ("karin.deboer@waterkant.example.org", "privacy officer: agreements with processors"),
    (
        "jolanda.terhorst@vaartveld.example.org",
        "administration of Lyceum Vaartveld: import, tasks, purge",
    ),
    ("ruud.hoekstra@vaartveld.example.org", "principal of Lyceum Vaartveld: approves a purge"),
    (
        "lies.smeets@vaartveld.example.org",
        "care coordinator of Lyceum Vaartveld: care teams, advice for lessons",
    ),
    ("saskia.dewit@vaartveld.example.org", "in the care team of a student: its notes"),
    ("els.dewit@kersenhof.example.org", "administration of De Kersenhof"),
    ("petra.willems@kersenhof.example.org", "principal of De Kersenhof"),
)
