"""Which column is what: the names that schools and their systems give to columns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interchange.choices import Code
from interchange.errors import FileRefusedError
from interchange.reading.fields import GUARDIAN_FIELDS, STUDENT_FIELDS, dropped_as

if TYPE_CHECKING:
    from collections import Counter

STUDENT_NAMES = {
    "las_key": "stamnr stamnummer leerlingnummer llnr leerlingnr externnummer leestamnummer"
    " studentnummer leerlingcode",
    "eckid": "eckid leeeckid",
    "call_name": "firstname roepnaam leevoornaam voornaam",
    "first_names": "voornamen",
    "initials": "initials voorletters voorl",
    "prefix": "prefix tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tv tussenv"
    " leetussenvoegsels",
    "surname": "lastname achternaam geslachtsnaam leeachternaam",
    "birth_date": "birthdate geboortedatum gebdatum gebdat",
    "email": "email emailadres leeemail",
    "group": "class klas stamklas basisgroep klasnaam stamgroep groep",
    "lesson": "lesnaam",
    "site": "location locatie vestiging locatiecode",
    "year_level": "studyyear leerjaar jaarlaag lesjaarlaag jaargroep",
    "school_year": "studyperiod schooljaar lesperiode",
    "enrolled": "datumin inschrijfdatum instroomdatum",
    "study_starts": "studiebegindatum",
    "study_ends": "studieeinddatum",
    "left": "vertrekdatum uitschrijfdatum datumuit",
    "mentor_code": "pmentorcode mentorcode klassenmentorcode",
    "mentor_name": "pmentorname klassenmentor mentor mentornaam",
    "personal_code": "cmentorcode",
    "personal_name": "cmentorname persoonlijkmentor persoonlijkementor coach",
    "team_lead": "adjuncsector teamleider",
    "brin": "brincode brin",
    "staff_key": "docstamnummer",
    "staff_surname": "docachternaam",
    "staff_prefix": "doctussenvoegsels",
    "staff_call_name": "docvoornaam",
    "staff_email": "docemail",
    "staff_eckid": "doceckid",
    "is_mentor": "ismentor",
}
GUARDIAN_NAMES = {
    "child_key": "stamnummerleerling leerlingnummer leerlingcodes leerlingcode stamnummer stamnr"
    " llnr leerlingnr nummerleerling",
    "guardian_key": "code oudernummer verzorgernummer idoudr oudercode verzorgercode uuid",
    "priority": "volgnummer",
    "initials": "voorletters voorl",
    "call_name": "roepnaam voornaam",
    "prefix": "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tv tussenv",
    "surname": "achternaam geslachtsnaam",
    "relation": "relatie relatiesoort verzorgertype relatietotleerling",
    "authority": "ouderlijkgezag gezag wettelijkvertegenwoordiger",
    "email": "email emailadres",
    "mobile": "mobiel mobielnummer telefoonmobiel gsm",
    "secret": "geheim adresgeheim telefoonnummergeheim",
    "brin": "brincode brin",
}
ONLY_GUARDIANS = frozenset(["relation", "authority"])
MOSTLY_GUARDIANS = frozenset(["guardian_key", "priority"])
ONLY_STUDENTS = frozenset(["group", "lesson", "birth_date", "year_level", "mentor_name"])
MANY_ALLOWED = frozenset(["mentor_name", "secret"])

_STUDENT = {name: key for key, names in STUDENT_NAMES.items() for name in names.split()}
_GUARDIAN = {name: key for key, names in GUARDIAN_NAMES.items() for name in names.split()}
_NUMBER_AT_END = re.compile(r"[1-9]$")
_WHOSE = re.compile(r"(?:ouder/?verzorger|ouder|verzorger|opvoeder)\s*([1-4])", re.IGNORECASE)


@dataclass(slots=True)
class Columns:
    """Where each known field stands, and under what name the others are dropped."""

    places: dict[str, list[int]] = field(default_factory=dict)
    dropped: dict[int, str] = field(default_factory=dict)

    def take(self, key: str, place: int) -> None:
        """Let `place` be a column of field `key`.

        Raises:
            FileRefusedError: another column already is, and only one can be.
        """
        if key in self.places and key not in MANY_ALLOWED:
            raise FileRefusedError(Code.AMBIGUOUS_HEADER, field=key)
        self.places.setdefault(key, []).append(place)

    def count_dropped(self, row: list[str], dropped: Counter[str]) -> None:
        """Count what stands in the columns that are left out; nothing else is done with it."""
        for place, name in self.dropped.items():
            if row[place].strip():
                dropped[name] += 1

    def cell(self, row: list[str], key: str) -> str:
        """Return what stands under `key`, empty without such a column."""
        places = self.places.get(key)
        return row[places[0]] if places else ""

    def first(self, key: str) -> int:
        """Return the first place of field `key`, -1 without one."""
        return self.places.get(key, [-1])[0]


def plain(name: str) -> str:
    """Return the name of a column without capitals, accents, spaces and marks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())
    return bare if bare.isascii() else bare.encode("ascii", "ignore").decode()


def known_columns(header: list[str]) -> int:
    """Return how many columns of a first row are known here, in any kind of list."""
    return sum(1 for name in header if _known(name))


def _known(name: str) -> bool:
    bare = _base(plain(_WHOSE.sub("", name)))
    return bare in _STUDENT or bare in _GUARDIAN


def _base(bare: str) -> str:
    return _NUMBER_AT_END.sub("", bare)


def student_columns(header: list[str]) -> Columns:
    """Return the columns of a list of students.

    Only the first `email` is the student's; a second or numbered one is a parent's, and dropped.

    Raises:
        FileRefusedError: two columns say the same.
    """
    columns = Columns()
    names = [plain(name) for name in header]
    for place, bare in enumerate(names):
        key = _STUDENT.get(bare) or _STUDENT.get(_base(bare), "")
        if bare == "voornaam" and "roepnaam" in names:
            key = "first_names"
        parents = key == "email" and ("email" in columns.places or bare not in _STUDENT)
        if key in STUDENT_FIELDS and not parents and not _WHOSE.search(header[place]):
            columns.take(key, place)
        elif bare:
            columns.dropped[place] = dropped_as(bare)
    return columns


def guardian_columns(header: list[str]) -> dict[int, Columns]:
    """Return the columns of a list of guardians, per guardian in the row.

    The long layout has one guardian in a row (number 0); the wide layout has `Ouder/verzorger 1`
    and so on in the names of the columns. What belongs to the child stands under number 0.

    Raises:
        FileRefusedError: two columns say the same.
    """
    found: dict[int, Columns] = {0: Columns()}
    is_wide = any(_WHOSE.search(name) for name in header)
    for place, name in enumerate(header):
        whose = _WHOSE.search(name)
        number = int(whose[1]) if whose else 0
        bare = plain(_WHOSE.sub("", name))
        key = _GUARDIAN.get(bare) or _GUARDIAN.get(_base(bare), "")
        columns = found.setdefault(number, Columns())
        of_child = key in {"child_key", "brin"}
        if key in GUARDIAN_FIELDS and (of_child or is_wide == (number > 0)):
            columns.take(key, place)
        elif bare:
            columns.dropped[place] = dropped_as(bare)
    return found


def is_guardian_list(header: list[str]) -> bool:
    """Tell whether a first row is that of a list of guardians."""
    names = {_GUARDIAN.get(plain(name), "") for name in header}
    if "child_key" not in names:
        return False
    if {plain(_WHOSE.sub("", n)) for n in header if _WHOSE.search(n)} & {"achternaam", "naam"}:
        return True
    if "surname" not in names:
        return False
    of_students = {_STUDENT.get(plain(name), "") for name in header} & ONLY_STUDENTS
    return bool(names & ONLY_GUARDIANS or (names & MOSTLY_GUARDIANS and not of_students))
