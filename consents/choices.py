"""Kinds of questions, channels, outcomes, and reasons for an answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PurposeKind(models.TextChoices):
    """What a question is about: whom it asks and what a yes opens differs by kind."""

    PICTURES = "pictures", _("Photos and videos")
    CLASS_LIST = "class_list", _("Class list")
    RELIGION = "religion", _("Religion")
    CARE = "care", _("Sharing with care")
    TRANSFER = "transfer", _("Transfer to another school")
    ALUMNI = "alumni", _("Former students")


class Reach(models.TextChoices):
    """Who can see it, from few to many."""

    STAFF = "staff", _("Only who needs it at the school")
    GROUP = "group", _("Only parents of this class")
    SCHOOL = "school", _("Everybody at the school")
    PUBLIC = "public", _("Everybody on the internet")
    PRINT = "print", _("Parents, new parents and visitors")
    NAMED = "named", _("Only who is named in the question")

    @property
    def icon(self) -> str:
        """Return the icon that stands with the words, never without them."""
        icons = {
            "staff": "lock",
            "group": "lock",
            "school": "users",
            "public": "globe",
            "print": "book-open",
            "named": "lock",
        }
        return icons[self]


class AtSixteen(models.TextChoices):
    """What an earlier yes of the parents is worth once the student decides."""

    LAPSES = "lapses", _("The yes of the parents ends")
    CARRIES_OVER = "carries_over", _("The yes of the parents holds until the student answers")


class Outcome(models.TextChoices):
    """What somebody decided."""

    GRANTED = "granted", _("Yes")
    REFUSED = "refused", _("No")
    WITHDRAWN = "withdrawn", _("No, after yes")


class Capacity(models.TextChoices):
    """In which capacity somebody decided."""

    GUARDIAN = "guardian", _("Parent or guardian")
    STUDENT = "student", _("Student")


class Channel(models.TextChoices):
    """How the decision reached the school."""

    PORTAL = "portal", _("In this portal")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By telephone")
    DESK = "desk", _("At the desk")


class ScanKind(models.TextChoices):
    """What kind of file a scan is; PostgreSQL and the browser are told this, and no name."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"

    @property
    def media_type(self) -> str:
        """Return how a browser knows the kind."""
        return {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}[self]


class Reason(models.TextChoices):
    """Why the answer is what it is; says nothing of which parent."""

    AGREED = "agreed", _("Whoever decides said yes")
    CARRIED_OVER = "carried_over", _("The yes from before the sixteenth birthday still holds")
    REFUSED = "refused", _("Whoever decides said no")
    DISAGREEMENT = "disagreement", _("Those who decide do not agree")
    OBJECTION = "objection", _("The student does not want it")
    WAITING = "waiting", _("Not everybody who must answer did")
    STUDENT_SILENT = "student_silent", _("The student must say yes too, and did not answer")
    SILENCE = "silence", _("Nobody answered, so it is no")
    STUDENT_DECIDES = "student_decides", _("From sixteen the student decides, who did not answer")
    NO_DECIDER = "no_decider", _("It is not known who may decide")
    NOT_ENROLLED = "not_enrolled", _("The student is not at this school")
    OVER = "over", _("The question is over")


class PublicationKind(models.TextChoices):
    """What was made public."""

    IMAGE = "image", _("Photo or video")
    PAGE = "page", _("Page or message with photos")
    PRINT = "print", _("Printed matter")


class TransferPiece(models.TextChoices):
    """A piece of a file that goes to the next school."""

    ADMINISTRATION = "administration", _("Administrative data")
    RESULTS = "results", _("School history and results")
    BEHAVIOUR = "behaviour", _("Social and emotional development, and behaviour")
    SUPPORT = "support", _("Support that was given or is needed")
    ABSENCE = "absence", _("Absence of the last year")
    RESEARCH = "research", _("A report of a psychologist or a doctor")
    CARE_NOTES = "care_notes", _("Notes of the care team")
    TALKS = "talks", _("Notes of talks")
    HOME = "home", _("The situation at home")
    OTHER = "other", _("Something else, that is named")


class InPicture(models.TextChoices):
    """How a student is in a picture that was made public."""

    SHOWN = "shown", _("Recognisable")
    UNRECOGNISABLE = "unrecognisable", _("Made unrecognisable")


class TakeDownState(models.TextChoices):
    """What became of a picture that must come down."""

    OPEN = "open", _("Must come down")
    DONE = "done", _("Came down")
    NO_REPRINT = "no_reprint", _("No reprint")


class TakenDown(models.TextChoices):
    """What was done so that a student is no longer in a picture."""

    REMOVED = "removed", _("The picture was removed")
    REPLACED = "replaced", _("Another picture took its place")
    UNRECOGNISABLE = "unrecognisable", _("The student was made unrecognisable")


class ReceiptForm(models.TextChoices):
    """In which form somebody takes a receipt along; the end of the name of the file."""

    PDF = "pdf", "PDF"
    RECORD = "jsonld", "JSON-LD"


class ListUse(models.TextChoices):
    """What a list of who may be in a picture is taken along for; goes on record."""

    TAKING = "taking", _("To take photos or film")
    PUBLISHING = "publishing", _("To choose photos for a page, a post or a booklet")
    RECORDS = "records", _("To put it in the school’s administration system")


class ListFormat(models.TextChoices):
    """In which form a list is taken along; the end of the name of the file."""

    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


class CampaignKind(models.TextChoices):
    """What a school asks in a campaign."""

    ASK = "ask", _("Ask for choices")
    CHECK = "check", _("Ask whether the choices are still right")


class CampaignScope(models.TextChoices):
    """About whom a campaign is."""

    SCHOOL = "school", _("The whole school")
    GROUP = "group", _("One class or group")
    NEWCOMERS = "newcomers", _("Who comes to the school from now on")


class MessageWay(models.TextChoices):
    """How a message of a campaign goes: to an account by e-mail, otherwise by letter."""

    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By letter")


class MessageState(models.TextChoices):
    """What became of a message of a campaign."""

    WAITING = "waiting", _("Waits")
    SENT = "sent", _("Sent")
    NOT_NEEDED = "not_needed", _("Not needed any more")


class DeliveryKind(models.TextChoices):
    """What a system outside the portal is told."""

    PING = "ping", _("Whether the address answers")
    CHANGE = "change", _("That answers may have changed")


class DeliveryState(models.TextChoices):
    """What became of a message to a system."""

    OPEN = "open", _("Not arrived yet")
    DELIVERED = "delivered", _("Arrived")
    GIVEN_UP = "given_up", _("Did not arrive")


class Trouble(models.TextChoices):
    """Why a message to a system did not arrive; words of our own, never those of the other end."""

    NO_NAME = "no_name", _("The name in the address is not known on the internet.")
    INSIDE = "inside", _("The address leads into a closed network.")
    NO_ANSWER = "no_answer", _("There was no answer in time.")
    CERTIFICATE = "certificate", _("The certificate of the address is not right.")
    STATUS = "status", _("The system answered that it did not take the message.")
