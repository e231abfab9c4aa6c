"""From when a term counts, what it rests on, and the states of a purge."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Anchor(models.TextChoices):
    """The day from which a term counts."""

    DEREGISTRATION = "deregistration", _("leaving the school")
    LAST_CHILD_LEFT = "last_child_left", _("the last child leaving the school")
    SCHOOL_YEAR_END = "school_year_end", _("the end of the school year of leaving")
    RECORD_DATE = "record_date", _("the day it was written")
    DECISION_DATE = "decision_date", _("the decision")
    RESULT_DATE = "result_date", _("the result of the examination")
    CASE_CLOSED = "case_closed", _("closing the case")
    CAPTURE_DATE = "capture_date", _("the day it was recorded")
    LAST_PUBLICATION_END = "last_publication_end", _("the end of the last publication")
    EIGHTEENTH_BIRTHDAY = "eighteenth_birthday", _("the eighteenth birthday")
    FISCAL_YEAR_END = "fiscal_year_end", _("the end of the financial year")


class Basis(models.TextChoices):
    """What a term rests on."""

    STATUTE_MIN = "statute_min", _("statutory minimum")
    STATUTE_MAX = "statute_max", _("statutory maximum")
    STATUTE_BOTH = "statute_both", _("statutory minimum and maximum")
    AUTHORITY_GUIDANCE = "authority_guidance", _("guidance of the supervisor")
    SECTOR_GUIDANCE = "sector_guidance", _("guidance of the sector")
    SCHOOL_POLICY = "school_policy", _("policy of the school")


class Ending(models.TextChoices):
    """What happens when a term is over."""

    DELETE = "delete", _("Delete")
    ARCHIVE = "archive", _("Ask the archive: there must be a selection list")


class Reason(models.TextChoices):
    """Why something may not go yet (bewaarplicht door een zaak)."""

    COMPLAINT = "complaint", _("an open complaint")
    OBJECTION = "objection", _("an objection or appeal")
    COURT_CASE = "court_case", _("a court case")
    ACCESS_REQUEST = "access_request", _("a request to see the data")
    RESTRICTION = "restriction", _("a restriction that was asked for")
    KEEP_REQUEST = "keep_request", _("a request to keep it longer")
    BREACH = "breach", _("an investigation of a data breach")
    CLAIM = "claim", _("a claim or accident")
    INSPECTION = "inspection", _("an inspection")


class RunState(models.TextChoices):
    """How far a purge is."""

    PLANNING = "planning", _("The list is being made")
    PROPOSED = "proposed", _("Waits for approval")
    CHECKING = "checking", _("Approved, is being checked")
    APPROVED = "approved", _("Approved")
    EXECUTING = "executing", _("Deleting")
    SCANNING = "scanning", _("Searching for what may be left")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Withdrawn")
    INVALID = "invalid", _("The list has changed")
    PARKED = "parked", _("Stands still: somebody must look")


class Problem(models.TextChoices):
    """Why a piece of work failed, in words that say nothing of a person."""

    REFUSED = "refused", _("The database refused it, or something still refers to what must go.")
    UNREACHED = "unreached", _("The database did not answer, or not in time.")
    FILE = "file", _("A file could not be read or deleted.")
    STOPPED = "stopped", _("The program was stopped each time before it was done.")
    MISTAKE = "mistake", _("The program itself made a mistake.")


class Action(models.TextChoices):
    """What a list says of a piece of data."""

    DELETE = "delete", _("Delete")
    KEEP = "keep", _("Keep")
    PERSON = "person", _("Needs a person")


class Why(models.TextChoices):
    """The reason for an action."""

    TERM_OVER = "term_over", _("the term is over")
    TERM_RUNS = "term_runs", _("the term is not over")
    HOLD = "hold", _("it is on hold")
    OTHER_RULES = "other_rules", _("something else about the student must stay")
    SIBLING = "sibling", _("it is also about somebody who stays")
    ARCHIVE = "archive", _("archive: there must be a selection list")
    NO_LEAVING_DATE = "no_leaving_date", _("there is no leaving date")
    FUTURE_LEAVING_DATE = "future_leaving_date", _("the leaving date lies ahead")
    NO_CHILD = "no_child", _("no student is known of whom this is a parent or guardian")
    NO_ANCHOR = "no_anchor", _("the day from which the term counts is not known")
    NO_RULE = "no_rule", _("the schedule has no rule for it on that day")
    ENROLLED_AGAIN = "enrolled_again", _("the student is enrolled again")


class ItemState(models.TextChoices):
    """What became of one piece."""

    PENDING = "pending", _("Not yet")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    HELD = "held", _("Stays")
