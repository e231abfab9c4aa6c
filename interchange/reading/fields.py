"""The fields that may come in; everything else is dropped here, and only counted.

What is dropped never reaches a record, a log or a report. The names below serve the count alone:
a field that is not known at all is dropped just the same, as `other`.
"""

from __future__ import annotations

STUDENT_FIELDS = frozenset(
    [
        "las_key",
        "eckid",
        "call_name",
        "first_names",
        "initials",
        "prefix",
        "surname",
        "birth_date",
        "email",
        "group",
        "lesson",
        "site",
        "year_level",
        "school_year",
        "enrolled",
        "study_starts",
        "study_ends",
        "left",
        "mentor_code",
        "mentor_name",
        "personal_code",
        "personal_name",
        "team_lead",
        "brin",
        "staff_key",
        "staff_surname",
        "staff_prefix",
        "staff_call_name",
        "staff_email",
        "staff_eckid",
        "is_mentor",
    ]
)
GUARDIAN_FIELDS = frozenset(
    [
        "child_key",
        "guardian_key",
        "priority",
        "initials",
        "call_name",
        "prefix",
        "surname",
        "relation",
        "authority",
        "email",
        "mobile",
        "secret",
        "brin",
    ]
)
EDEX_FIELDS = frozenset(
    [
        "achternaam",
        "voorvoegsel",
        "tussenvoegsel",
        "voornamen",
        "voorletters-1",
        "roepnaam",
        "geboortedatum",
        "jaargroep",
        "emailadres",
        "instroomdatum",
        "uitstroomdatum",
        "naam",
        "rol",
        "brincode",
        "dependancecode",
        "schooljaar",
        "peildatum",
        "aanmaakdatum",
        "xsdversie",
        "auteur",
    ]
)
EDEX_SILENT_FIELDS = frozenset(["mutatiedatum", "omschrijving", "schoolkey", "commentaar"])

_FORBIDDEN = {
    "bsn": (
        "bsn",
        "burgerservice",
        "sofi",
        "onderwijsnummer",
        "pgn",
        "bsnondwnr",
        "rijksregister",
    ),
    "sex": ("geslacht", "gender", "sexe"),
    "ethnicity": ("etniciteit", "nationaliteit", "geloof", "godsdienst"),
    "country": ("land", "geboorteland", "geboorteplaats"),
    "weight": ("gewicht",),
    "additions": ("toevoeging", "opmerking", "notitie", "bijzonder"),
    "password": ("wachtwoord", "password", "gebruikersnaam", "login", "sisgebr"),
    "bank": ("iban", "bankrekening", "rekening", "betaal"),
    "address": (
        "street",
        "straat",
        "adres",
        "house",
        "huis",
        "postal",
        "postcode",
        "postnummer",
        "city",
        "plaats",
        "woonplaats",
    ),
    "phone": ("gsm", "mobiel", "telefoon", "phone", "tel"),
    "email": ("email",),
    "card": ("rfid", "pas"),
    "photo": ("foto", "pasfoto"),
    "profile": ("profile", "profiel", "study", "studie"),
}


def dropped_as(name: str) -> str:
    """Return under which name a dropped field is counted; never the text of the file itself."""
    found = (label for label, starts in _FORBIDDEN.items() if name.startswith(starts))
    return next(found, "other")
