"""Roles, categories of data, and what a cell of the matrix can say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """In which capacity somebody deals with data of students (domain: need to know)."""

    MENTOR = "mentor", _("Mentor")
    SUBJECT_TEACHER = "subject_teacher", _("Subject teacher")
    TEAM_LEADER = "team_leader", _("Team leader")
    CARE_COORDINATOR = "care_coordinator", _("Care coordinator")
    CARE_TEAM = "care_team", _("Member of the care team")
    PSYCHOLOGIST = "psychologist", _("Educational psychologist")
    ATTENDANCE_COORDINATOR = "attendance_coordinator", _("Attendance coordinator")
    CAREER_COUNSELLOR = "career_counsellor", _("Career counsellor")
    ADMINISTRATION = "administration", _("Student administration")
    ICT = "ict", _("System administration")
    PRINCIPAL = "principal", _("Principal")
    BOARD_STAFF = "board_staff", _("Staff of the board")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    SUPPORT_STAFF = "support_staff", _("Support staff")
    EMERGENCY = "emergency", _("Emergency access")
    GUARDIAN = "guardian", _("Parent or guardian")
    STUDENT = "student", _("Student")


class Category(models.TextChoices):
    """Categories of data, as the authorisation matrix of the school names them."""

    IDENTITY = "identity", _("Name, class and photo")
    CONTACT = "contact", _("Address, parents and phone numbers")
    AUTHORITY = "authority", _("Parental authority and restrictions")
    BSN = "bsn", _("Citizen service number")
    GRADES = "grades", _("Grades and progress")
    ABSENCE = "absence", _("Absence")
    CONVERSATION_NOTES = "conversation_notes", _("Conversation notes")
    CARE_NOTES = "care_notes", _("Notes of the care team")
    LESSON_ADVICE = "lesson_advice", _("Practical advice for lessons")
    TEST_RESULTS = "test_results", _("Test results")
    RESEARCH_REPORTS = "research_reports", _("Research reports and diagnoses")
    DEVELOPMENT_PLAN = "development_plan", _("Development plan and admissibility")
    MEDICAL_CARD = "medical_card", _("Medical emergency card")
    RELIGION = "religion", _("Religion")
    DISCIPLINE_MINOR = "discipline_minor", _("Minor discipline")
    SUSPENSION = "suspension", _("Suspension and expulsion")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    COMPLAINT_FILE = "complaint_file", _("Complaint file")
    CONSENT_ANSWER = "consent_answer", _("What may be done with pictures")
    CONSENT_HISTORY = "consent_history", _("History and proof of consent")
    AGREEMENTS = "agreements", _("Agreements and the register of processing")
    BREACHES_AND_REQUESTS = "breaches_and_requests", _("Data breaches and requests")
    ACCESS_LOG = "access_log", _("Who looked at what")
    PURGE_REPORT = "purge_report", _("Purge reports")
    ACCESS_ADMIN = "access_admin", _("Roles and rights")


class Scope(models.TextChoices):
    """What an assignment is about."""

    STUDENT = "student", _("One student")
    GROUP = "group", _("A group")
    SCHOOL = "school", _("A school")
    BOARD = "board", _("All schools of a board")


class Level(models.TextChoices):
    """How much of a category a cell opens."""

    NONE = "none", _("No access")
    COUNTS = "counts", _("Only numbers")
    LIMITED = "limited", _("Only some fields")
    MASKED = "masked", _("Masked")
    ON_REQUEST = "on_request", _("On request, or when shared")
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class Source(models.TextChoices):
    """What an assignment rests on."""

    IMPORT = "import", _("Imported and confirmed")
    MANUAL = "manual", _("By hand")
    GUARDIANSHIP = "guardianship", _("Parental authority")
    OWN = "own", _("One's own data")
    BREAK_GLASS = "break_glass", _("Emergency access")


class Secrecy(models.TextChoices):
    """What somebody's duty to keep silent about health rests on."""

    CONTRACT = "contract", _("Contract of employment")
    AGREEMENT = "agreement", _("Signed agreement")
    PROFESSION = "profession", _("Professional code")


class ProposalState(models.TextChoices):
    """What became of an imported staff link."""

    OPEN = "open", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("No longer in the file")


class Body(models.TextChoices):
    """Which body of the board adopts (bevoegd gezag)."""

    EXECUTIVE = "executive", _("Executive board")
    SCHOOL_BOARD = "school_board", _("School board")
    MANDATED = "mandated", _("Principal with a mandate")


class Council(models.TextChoices):
    """What the participation council said (medezeggenschapsraad)."""

    AGREED = "agreed", _("Gave its consent")
    POSITIVE = "positive", _("Gave positive advice")
    NEGATIVE = "negative", _("Gave negative advice")
    NOT_YET = "not_yet", _("Has not been asked yet")


class Extent(models.TextChoices):
    """How much a review of access looks at."""

    FULL = "full", _("All access")
    SPECIAL = "special", _("Special rights only")


class FindingKind(models.TextChoices):
    """What a review of access finds; `count` and `on` of a finding mean what stands behind it."""

    SPECIAL = "special", _("Tasks for the whole school or board")
    IDLE_ACCOUNT = "idle_account", _("Can sign in, but has no task")  # on: last signed in
    FAMILY_ACCOUNTS = "family_accounts", _("Parents and students who can sign in to nothing")
    UNUSED = "unused", _("Task not used in this period")  # on: since when
    OUTSIDE = "outside", _("Looked outside the own groups")  # count: looks; on: the last one
    BUSIEST = "busiest", _("Looked at very many students in one day")  # count: looks; on: that day
    NIGHT = "night", _("Looked between 22.00 and 6.00")  # count: looks; on: the last one
    LINK_GONE = "link_gone", _("Task is no longer in the administration")
    YEAR_OVER = "year_over", _("Task for a class of an earlier school year")  # on: its last day
    ROLES = "roles", _("More than one role")  # count: roles
    STAND_IN = "stand_in", _("Stands in for longer than two weeks")  # on: since when


class Verdict(models.TextChoices):
    """What was decided about a finding."""

    KEPT = "kept", _("Stays")
    ENDED = "ended", _("Ended")


class KeepReason(models.TextChoices):
    """Why something stays as it is; a list, because a free text may come to name a student."""

    NEEDED = "needed", _("Needed for the work")
    EXPLAINED = "explained", _("Asked, and well explained")
    SEASONAL = "seasonal", _("Needed only in some months")
    RETURNS = "returns", _("Away for a while, and comes back")
    REPLACES = "replaces", _("Still replaces a colleague")
    ADMINISTRATION = "administration", _("The administration is late; it is being corrected")
    LOOKS_BACK = "looks_back", _("May still look back at own answers")


class EmergencyReason(models.TextChoices):
    """Why somebody could not wait for a task to be given."""

    SAFETY = "safety", _("Somebody is in danger")
    ILLNESS = "illness", _("An accident or a sudden illness")
    NOBODY_THERE = "nobody_there", _("Whoever may read this cannot be reached")
    AUTHORITIES = "authorities", _("Police or youth care asks in haste")


class EmergencyVerdict(models.TextChoices):
    """What the reviewer thinks of an emergency access."""

    OK = "ok", _("This was right")
    NOT_OK = "not_ok", _("This was not right")


class InvitationWay(models.TextChoices):
    """How the code of an invitation reaches somebody."""

    LETTER = "letter", _("By letter")
    EMAIL = "email", _("By e-mail")


class Uninvited(models.TextChoices):
    """Why somebody is not invited; what a person of the school can do about it differs."""

    ACCOUNT = "account", _("Has an account")
    AUTHORITY = "authority", _("The school knows no authority that opens anything")
    YOUNG = "young", _("Younger than sixteen")
    REPRESENTED = "represented", _("Somebody else decides for this student, by order of a court")
    FAMILY = "family", _("Is of your own family: ask a colleague")
    ADDRESS = "address", _("Has no e-mail address in the administration")
    SHARED = "shared", _("Shares an e-mail address: send a letter")


class TurningStage(models.TextChoices):
    """Which message it is around the day on which a student turns sixteen."""

    BEFORE = "before", _("Before the birthday")
    DAY = "day", _("On the birthday")


class TurningState(models.TextChoices):
    """What became of such a message."""

    WAITING = "waiting", _("Not sent yet")
    SENT = "sent", _("Sent")
    NOT_NEEDED = "not_needed", _("No longer needed")
