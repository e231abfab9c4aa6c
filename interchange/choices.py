"""The fixed lists of files that come in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How much a problem in a file takes away."""

    INFO = "info", _("For your information")
    WARNING = "warning", _("Please look at this")
    ROW_ERROR = "row_error", _("This row does not count")
    FATAL = "fatal", _("The whole file does not count")


class Format(models.TextChoices):
    """What kind of file it is, judged by its content."""

    EDEXML = "edexml", _("EDEXML")
    UWLR = "uwlr", _("UWLR")
    STUDENT_LIST = "student_list", _("List of students")
    LESSON_LIST = "lesson_list", _("List of students and their lessons")
    GUARDIAN_LIST = "guardian_list", _("List of parents and guardians")


class Completeness(models.TextChoices):
    """Whether the file speaks of everybody; only a full file says anything by silence."""

    FULL = "full", _("Everybody")
    PARTIAL = "partial", _("A part")
    NO_CHANGE = "no_change", _("Nothing has changed")


class Stated(models.TextChoices):
    """What a file says about a yes-or-no matter; silence is never a yes."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")


class Relation(models.TextChoices):
    """Who a guardian is to the student, as the file has it."""

    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Legal guardian")
    FOSTER_PARENT = "foster_parent", _("Foster parent")
    STEP_PARENT = "step_parent", _("Step-parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    INSTITUTION = "institution", _("Institution")
    OTHER = "other", _("Other")


class GroupKind(models.TextChoices):
    """What kind of group it is."""

    BASE = "base", _("Class")
    COMBINATION = "combination", _("Combined class")
    CLUSTER = "cluster", _("Teaching group")


class Period(models.TextChoices):
    """When a row holds, seen from the day of reading."""

    CURRENT = "current", _("Now")
    FUTURE = "future", _("Later")
    PAST = "past", _("Earlier")


class StaffKind(models.TextChoices):
    """What somebody in the staff part of a file is; only the first can become a colleague."""

    STAFF = "staff", _("Staff")
    TRAINEE = "trainee", _("Trainee")
    PARENT_VOLUNTEER = "parent_volunteer", _("Parent who helps")
    SYSTEM = "system", _("System account")


class StaffRole(models.TextChoices):
    """What a file proposes that a colleague does; nothing opens until a person confirms it."""

    CLASS_MENTOR = "class_mentor", _("Mentor")
    CO_MENTOR = "co_mentor", _("Second mentor")
    PERSONAL_MENTOR = "personal_mentor", _("Personal mentor")
    CLASS_TEACHER = "class_teacher", _("Class teacher")
    SUBJECT_TEACHER = "subject_teacher", _("Subject teacher")
    SUPPORT = "support", _("Internal supervisor")
    TEAM_LEAD = "team_lead", _("Team leader")
    ASSISTANT = "assistant", _("Assistant")
    UNKNOWN = "unknown", _("Unknown")


class Evidence(models.TextChoices):
    """What a proposal rests on."""

    EXPLICIT_FLAG = "explicit_flag", _("The file says so")
    TYPED_FIELD = "typed_field", _("A column of its own")
    ROLE_CODE = "role_code", _("A role code")
    CONVENTION = "convention", _("A habit, not a statement")
    NAME_MATCH = "name_match", _("Only a name")


class RunState(models.TextChoices):
    """How far a file has come."""

    WAITING = "waiting", _("Waits for your decision")
    HELD = "held", _("Waits for somebody's confirmation")
    APPLIED = "applied", _("Taken in")
    REFUSED = "refused", _("Refused")
    DISCARDED = "discarded", _("Thrown away")


class LeaverState(models.TextChoices):
    """What became of somebody who was missing from a file."""

    OPEN = "open", _("To be decided")
    LEFT = "left", _("Has left")
    STAYS = "stays", _("Is still here")
    WITHDRAWN = "withdrawn", _("Came back in a file")


class Code(models.TextChoices):
    """Every problem a file can have; `messages` has the sentence and the severity of each."""

    AMBIGUOUS_HEADER = "ambiguous_header"
    BAD_DATE = "bad_date"
    BAD_KEY = "bad_key"
    BAD_QUOTES = "bad_quotes"
    BIRTH_DATE_MISSING = "birth_date_missing"
    COMMA_IN_NAME = "comma_in_name"
    DAMAGED_NAME = "damaged_name"
    DANGLING_GROUP = "dangling_group"
    DANGLING_SITE = "dangling_site"
    DTD_REFUSED = "dtd_refused"
    DUMMY_KEY = "dummy_key"
    DUPLICATE_ECKID = "duplicate_eckid"
    DUPLICATE_KEY = "duplicate_key"
    EMPTY_FILE = "empty_file"
    ENCODING_MISMATCH = "encoding_mismatch"
    END_BEFORE_START = "end_before_start"
    ERROR_PAGE = "error_page"
    FIELD_TOO_LONG = "field_too_long"
    FORBIDDEN_FIELDS = "forbidden_fields"
    FUTURE_ROW = "future_row"
    HEADER_ONLY = "header_only"
    HISTORICAL_WITHOUT_DATE = "historical_without_date"
    KEY_MISSING = "key_missing"
    KEY_REUSED = "key_reused"
    LEGACY_ENCODING = "legacy_encoding"
    LOCAL_DATE = "local_date"
    MENTOR_BY_NAME = "mentor_by_name"
    MOJIBAKE = "mojibake"
    NAME_MISSING = "name_missing"
    NOT_WELL_FORMED = "not_well_formed"
    NO_USABLE_ROWS = "no_usable_rows"
    NUL_REMOVED = "nul_removed"
    NUMBER_KEY = "number_key"
    PARENT_AMONG_STAFF = "parent_among_staff"
    PAST_ROW = "past_row"
    PHONE_LEFT_OUT = "phone_left_out"
    PREFIX_IN_SURNAME = "prefix_in_surname"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    REPEATED_HEADER = "repeated_header"
    ROW_LENGTH = "row_length"
    SCHOOL_NOT_NAMED = "school_not_named"
    SERIAL_DATE = "serial_date"
    TOO_LARGE = "too_large"
    TOTAL_ROW = "total_row"
    TRUNCATED = "truncated"
    UNCLEAR_STUDENT = "unclear_student"
    UNKNOWN_AUTHORITY = "unknown_authority"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_RELATION = "unknown_relation"
    UNKNOWN_STUDENT = "unknown_student"
    UNKNOWN_YEAR_LEVEL = "unknown_year_level"
    WRONG_SCHOOL = "wrong_school"
    YEAR_LEVEL_MAPPED = "year_level_mapped"
