"""What arrangements, products and their annexes can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a board arranges with somebody who receives data."""

    PROCESSOR = "processor_agreement", _("Processor agreement")
    SUB_PROCESSOR = "sub_processor_agreement", _("Sub-processor agreement")
    SHARING = "controller_sharing_agreement", _("Sharing agreement between controllers")
    JOINT = "joint_controller_arrangement", _("Arrangement between joint controllers")
    STATUTORY = "statutory_disclosure", _("Disclosure that the law requires")
    CONSENT = "consent_based_disclosure", _("Disclosure with consent")
    NO_DATA = "no_personal_data", _("No personal data")
    CONFIDENTIALITY = "confidentiality_only", _("Confidentiality only")


class Status(models.TextChoices):
    """How far an arrangement is. Expired is no status: it follows from the term."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    SIGNED = "signed", _("Signed")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")
    CLOSED = "closed", _("Closed")


class State(models.TextChoices):
    """How a party stands on a day; derived, never stored. Worst first."""

    NONE = "none", _("No arrangement")
    LAPSED = "lapsed", _("Expired")
    SUSPENDED = "suspended", _("Suspended")
    UNCOVERED = "uncovered", _("Product without arrangement")
    TRANSFER = "transfer", _("Transfer not arranged")
    EXPIRING = "expiring", _("Expires soon")
    WAITING = "waiting", _("Waits for signature")
    REVIEW = "review", _("Look again")
    FINE = "fine", _("In order")
    ENDED = "ended", _("Ended")


class DataCategory(models.IntegerChoices):
    """The fixed rows of the annex to the model agreement (privacybijsluiter, part D)."""

    CONTACT = 1, _("Name and contact data")
    STUDENT_NUMBER = 2, _("Student number")
    ORIGIN = 3, _("Nationality and place of birth")
    GUARDIANS = 4, _("Parents and guardians")
    HEALTH = 5, _("Health")
    RELIGION = 6, _("Religion or belief")
    PROGRESS = 7, _("Progress and results")
    ORGANISATION = 8, _("Organisation of education: class, timetable, absence")
    FINANCE = 9, _("Payments")
    IMAGERY = 10, _("Photos and videos")
    STAFF = 11, _("Teacher, mentor or care coordinator")
    OTHER = 12, _("Other data")
    BSN = 13, _("Citizen service number (BSN)")
    CHAIN_ID = 14, _("Chain pseudonym (ECK iD)")


class Transfer(models.TextChoices):
    """On what a transfer outside the European Economic Area rests.

    Law: AVG 44
    """

    NOT_ARRANGED = "", _("Not arranged, or not needed")
    ADEQUACY = "adequacy", _("Adequacy decision")
    FRAMEWORK = "framework", _("Data Privacy Framework")
    CLAUSES = "clauses", _("Standard contractual clauses")
    CORPORATE_RULES = "corporate_rules", _("Binding corporate rules")


class Decision(models.TextChoices):
    """What the board said to a sub-processor that was announced."""

    OPEN = "open", _("To be judged")
    ACCEPTED = "accepted", _("Accepted")
    OBJECTED = "objected", _("Objected")


class DocumentKind(models.TextChoices):
    """What an uploaded file is."""

    SIGNED = "signed", _("Signed agreement")
    ANNEX = "annex", _("Annex")
    DESTRUCTION = "destruction", _("Statement of destruction")
    OTHER = "other", _("Something else")


class ProductSector(models.TextChoices):
    """For which education a product is made."""

    ALL = "all", _("All education")
    PRIMARY = "primary", _("Primary education")
    SECONDARY = "secondary", _("Secondary education")
    SPECIAL = "special", _("Special education")


class Icon(models.TextChoices):
    """The little picture in front of a product."""

    BOOK = "book-open", _("Learning material")
    DATABASE = "database", _("Administration")
    MESSAGES = "messages-square", _("Messages")
    TEST = "clipboard-check", _("Tests")
    CAMERA = "camera", _("Photos")
    CARE = "folder-lock", _("Care")
    SERVER = "server", _("Accounts and files")
    PLACE = "map-pin", _("Trips and transport")
    OFFICE = "landmark", _("Authority")
    BUILDING = "building", _("Other service")


class Country(models.TextChoices):
    """Where a party or its servers are; two letters of ISO 3166."""

    NL = "NL", _("Netherlands")
    BE = "BE", _("Belgium")
    DE = "DE", _("Germany")
    IE = "IE", _("Ireland")
    FR = "FR", _("France")
    LU = "LU", _("Luxembourg")
    AT = "AT", _("Austria")
    BG = "BG", _("Bulgaria")
    HR = "HR", _("Croatia")
    CY = "CY", _("Cyprus")
    CZ = "CZ", _("Czechia")
    DK = "DK", _("Denmark")
    EE = "EE", _("Estonia")
    FI = "FI", _("Finland")
    GR = "GR", _("Greece")
    HU = "HU", _("Hungary")
    IS = "IS", _("Iceland")
    IT = "IT", _("Italy")
    LV = "LV", _("Latvia")
    LI = "LI", _("Liechtenstein")
    LT = "LT", _("Lithuania")
    MT = "MT", _("Malta")
    NO = "NO", _("Norway")
    PL = "PL", _("Poland")
    PT = "PT", _("Portugal")
    RO = "RO", _("Romania")
    SK = "SK", _("Slovakia")
    SI = "SI", _("Slovenia")
    ES = "ES", _("Spain")
    SE = "SE", _("Sweden")
    GB = "GB", _("United Kingdom")
    CH = "CH", _("Switzerland")
    US = "US", _("United States")
    CA = "CA", _("Canada")
    IN = "IN", _("India")
    IL = "IL", _("Israel")
    JP = "JP", _("Japan")
    ZZ = "ZZ", _("Another country outside the EEA")
