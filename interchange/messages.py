"""What each problem in a file weighs, and how it is said to people.

No sentence has a place for a value: a report never repeats what stands in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from interchange.choices import Code, Severity
from interchange.guards import HoldReason

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FATAL: dict[Code, StrPromise] = {
    Code.AMBIGUOUS_HEADER: _("Two columns say the same. Leave one of them out."),
    Code.DTD_REFUSED: _("This file holds a document type. That is not safe."),
    Code.EMPTY_FILE: _("This file is empty."),
    Code.ENCODING_MISMATCH: _("The letters are not stored the way this file says."),
    Code.ERROR_PAGE: _("This is an error message or a web page, not a list."),
    Code.HEADER_ONLY: _("There is nobody in this file."),
    Code.NOT_WELL_FORMED: _("This file is damaged and cannot be read."),
    Code.NO_USABLE_ROWS: _("Not one row of this file can be used."),
    Code.QUOTE_NOT_CLOSED: _("A quotation mark is not closed. Rows may be lost."),
    Code.TOO_LARGE: _("A part of this file is far too large."),
    Code.TRUNCATED: _("The end of this file is missing. Make the export again."),
    Code.UNKNOWN_FORMAT: _("This kind of file is not known here."),
    Code.WRONG_SCHOOL: _("This file belongs to another school."),
}
ROW_ERRORS: dict[Code, StrPromise] = {
    Code.BAD_KEY: _("The number in this row cannot be used."),
    Code.BAD_QUOTES: _("The quotation marks in this row are not right."),
    Code.DUPLICATE_ECKID: _("This ECK iD stands in more than one row."),
    Code.DUPLICATE_KEY: _("This number stands in more than one row."),
    Code.FIELD_TOO_LONG: _("A text in this row is too long."),
    Code.KEY_MISSING: _("The number is missing in this row."),
    Code.KEY_REUSED: _("This number belonged to another student. Nobody was changed."),
    Code.NAME_MISSING: _("The name is missing in this row."),
    Code.ROW_LENGTH: _("This row has more or fewer columns than the first row."),
    Code.UNCLEAR_STUDENT: _(
        "There is only a temporary number, and the name does not tell who this is. Nobody was"
        " added."
    ),
    Code.UNKNOWN_STUDENT: _("No student of this school has this number."),
}
WARNINGS: dict[Code, StrPromise] = {
    Code.BAD_DATE: _("This date does not exist or is not clear. It is left out."),
    Code.BIRTH_DATE_MISSING: _("The date of birth is missing. The age is unknown."),
    Code.COMMA_IN_NAME: _("There is a comma in this surname."),
    Code.DAMAGED_NAME: _("There is a damaged letter in this name."),
    Code.DANGLING_GROUP: _("This group does not exist in the file."),
    Code.DANGLING_SITE: _("This location does not exist in the file."),
    Code.DUMMY_KEY: _("This number is only temporary. It is not kept."),
    Code.END_BEFORE_START: _("The last day lies before the first day."),
    Code.HISTORICAL_WITHOUT_DATE: _("This former student has no leaving date."),
    Code.MENTOR_BY_NAME: _("The mentor is only known by name."),
    Code.MOJIBAKE: _("Letters with accents look damaged. Make the export again if you can."),
    Code.NUL_REMOVED: _("Invisible characters are left out."),
    Code.PARENT_AMONG_STAFF: _("This is a parent who helps. That is no colleague."),
    Code.SCHOOL_NOT_NAMED: _("The file does not say which school it is from."),
    Code.UNKNOWN_AUTHORITY: _("It is not known whether this person has parental authority."),
}
NOTES: dict[Code, StrPromise] = {
    Code.FORBIDDEN_FIELDS: _("These data are not needed and are left out."),
    Code.FUTURE_ROW: _("This row is about a later school year."),
    Code.LEGACY_ENCODING: _("The file is stored in an older way of writing letters."),
    Code.LOCAL_DATE: _("Dates are written in the Dutch way."),
    Code.NUMBER_KEY: _(
        "The number was stored as an amount. The part after the point is left out."
    ),
    Code.PAST_ROW: _("This row is about an earlier school year."),
    Code.PREFIX_IN_SURNAME: _("The prefix stands in the surname."),
    Code.REPEATED_HEADER: _("The first row comes back further down. It is skipped."),
    Code.PHONE_LEFT_OUT: _("A secret telephone number is left out."),
    Code.SERIAL_DATE: _("Dates are stored as numbers."),
    Code.TOTAL_ROW: _("This row is a total. It is skipped."),
    Code.UNKNOWN_RELATION: _("This kind of relation is not known here."),
    Code.UNKNOWN_YEAR_LEVEL: _("This year is not known here."),
    Code.YEAR_LEVEL_MAPPED: _("Years 1 to 6 are read as years of secondary school."),
}
_BY_SEVERITY = {
    Severity.FATAL: FATAL,
    Severity.ROW_ERROR: ROW_ERRORS,
    Severity.WARNING: WARNINGS,
    Severity.INFO: NOTES,
}
SEVERITIES = {code: severity for severity, codes in _BY_SEVERITY.items() for code in codes}
SENTENCES = FATAL | ROW_ERRORS | WARNINGS | NOTES
FIELDS: dict[str, StrPromise] = {
    "additions": _("Remarks"),
    "address": _("Address"),
    "authority": _("Parental authority"),
    "bank": _("Bank account"),
    "birth_date": _("Date of birth"),
    "bsn": _("Citizen service number"),
    "call_name": _("Call name"),
    "card": _("Pass"),
    "child_key": _("Number of the student"),
    "class_mentor": _("Mentor"),
    "co_mentor": _("Second mentor"),
    "country": _("Country"),
    "email": _("E-mail"),
    "enrolled": _("Enrolment date"),
    "ethnicity": _("Nationality, origin or religion"),
    "first_names": _("First names"),
    "group": _("Class"),
    "guardian_key": _("Number of the guardian"),
    "initials": _("Initials"),
    "key": _("Number"),
    "las_key": _("Number"),
    "left": _("Leaving date"),
    "mobile": _("Mobile number"),
    "other": _("Other data"),
    "password": _("Sign-in data"),
    "personal_mentor": _("Personal mentor"),
    "phone": _("Phone number"),
    "photo": _("Photo"),
    "prefix": _("Prefix"),
    "profile": _("Study"),
    "relation": _("Relation"),
    "sex": _("Sex"),
    "study_starts": _("First day of the study"),
    "surname": _("Surname"),
    "team_lead": _("Team leader"),
    "weight": _("Weight of the student"),
    "year_level": _("Year"),
}
HOLDS: dict[str, StrPromise] = {
    HoldReason.MANY_MISSING: _(
        "Many students of the school are not in this file. Is it the whole file?"
    ),
    HoldReason.CLASS_MISSING: _("A whole class is not in this file. Is that right?"),
    HoldReason.OLDER_FILE: _("This file is older than the last one that was taken in."),
    HoldReason.SCHOOL_NOT_NAMED: _(
        "This file does not say which school it is from. Is it of this school?"
    ),
}
