"""What happens to consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from audit.events import Event, register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@register
@dataclass(frozen=True, slots=True)
class Decided(Event):
    """Somebody said yes or no."""

    name: ClassVar[str] = "consents.decided"

    decision: int
    purpose: str
    outcome: str


@register
@dataclass(frozen=True, slots=True)
class ObjectionWritten(Event):
    """The school wrote down that somebody does not want it; no purpose is all pictures."""

    name: ClassVar[str] = "consents.objection_written"

    objection: int
    by: str
    purpose: str


@register
@dataclass(frozen=True, slots=True)
class ObjectionLifted(Event):
    """The school wrote down that an objection ended."""

    name: ClassVar[str] = "consents.objection_lifted"

    objection: int


@register
@dataclass(frozen=True, slots=True)
class Entered(Event):
    """The school wrote down what somebody said on paper, by telephone or at the desk."""

    name: ClassVar[str] = "consents.entered"

    evidence: str
    channel: str
    sha256: str


@register
@dataclass(frozen=True, slots=True)
class ScanRead(Event):
    """Somebody at the school opened the scan of a paper form.

    Both parents read that somebody looked. That there is a form of one of them, or whose, the
    other learns nothing of.
    """

    name: ClassVar[str] = "consents.scan_read"
    what: ClassVar[StrPromise | str] = _("What was chosen about photos")

    evidence: str
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class OwnScanOpened(Event):
    """Whoever signed opened the scan of the own form.

    Its name does not end in `_read`: the other parent reads in the log what does.
    """

    name: ClassVar[str] = "consents.own_scan_opened"

    evidence: str


@register
@dataclass(frozen=True, slots=True)
class SignersRead(Event):
    """Somebody at the school read who decided on a day, to write down what was told."""

    name: ClassVar[str] = "consents.signers_read"
    what: ClassVar[StrPromise | str] = _("Who decides about photos")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class ProofRead(Event):
    """Somebody at the school read what counts for a student, why, and what was told."""

    name: ClassVar[str] = "consents.proof_read"
    what: ClassVar[StrPromise | str] = _("What was chosen about photos")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class ClassListOpened(Event):
    """A parent or a mentor opened the class list that a guardian of this student is on.

    Its name does not end in `_read`: all parents of the class open it, and none needs to read
    of each other that they did.
    """

    name: ClassVar[str] = "consents.class_list_opened"

    purpose: str


@register
@dataclass(frozen=True, slots=True)
class ReligionRecorded(Event):
    """A family had a religion written down; which one is in no record."""

    name: ClassVar[str] = "consents.religion_recorded"

    decision: int


@register
@dataclass(frozen=True, slots=True)
class ReligionErased(Event):
    """The portal erased a religion because no yes held it any more, without anybody's no."""

    name: ClassVar[str] = "consents.religion_erased"


@register
@dataclass(frozen=True, slots=True)
class ReligionRead(Event):
    """Somebody at the school looked whether a religion is recorded, and which."""

    name: ClassVar[str] = "consents.religion_read"
    what: ClassVar[StrPromise | str] = _("Religion")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class Inquired(Event):
    """The school asked something about one student; with whom, and what, is in no record."""

    name: ClassVar[str] = "consents.inquired"

    inquiry: str
    kind: str
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class InquiryEnded(Event):
    """The school asks this about the student no more, and a yes to it counts no more."""

    name: ClassVar[str] = "consents.inquiry_ended"

    inquiry: str
    kind: str


@register
@dataclass(frozen=True, slots=True)
class InquiryRead(Event):
    """Somebody at the school read what is asked about a student, and what counts."""

    name: ClassVar[str] = "consents.inquiry_read"
    what: ClassVar[StrPromise | str] = _("What was asked about sharing data")

    inquiry: str
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class InquiryScanRead(Event):
    """Somebody at the school opened the scan of an answer to what is asked about a student.

    As with every scan, neither parent learns from it whose paper it is.
    """

    name: ClassVar[str] = "consents.inquiry_scan_read"
    what: ClassVar[StrPromise | str] = _("What was asked about sharing data")

    evidence: str
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class InquirySignersRead(Event):
    """Somebody at the school read who decides on what is asked about a student, to write it down.

    Who decides is part of what stands with the question.
    """

    name: ClassVar[str] = "consents.inquiry_signers_read"
    what: ClassVar[StrPromise | str] = _("What was asked about sharing data")

    inquiry: str
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class AlumnusJoined(Event):
    """An address was given for the list of former students; which one is in no record."""

    name: ClassVar[str] = "consents.alumnus_joined"

    decision: int


@register
@dataclass(frozen=True, slots=True)
class AlumnusListed(Event):
    """A student left, and stands on the list of former students from now on."""

    name: ClassVar[str] = "consents.alumnus_listed"

    alumnus: str


@register
@dataclass(frozen=True, slots=True)
class AlumnusStayed(Event):
    """A former student said, by the link in an e-mail, that the list may keep the name."""

    name: ClassVar[str] = "consents.alumnus_stayed"

    alumnus: str


@register
@dataclass(frozen=True, slots=True)
class AlumnusGone(Event):
    """What the list of former students held of somebody was erased, and why."""

    name: ClassVar[str] = "consents.alumnus_gone"

    alumnus: str
    why: str


@register
@dataclass(frozen=True, slots=True)
class AlumniRead(Event):
    """Somebody read the list of former students of a school."""

    name: ClassVar[str] = "consents.alumni_read"


@register
@dataclass(frozen=True, slots=True)
class AlumniWrittenTo(Event):
    """A school wrote to a number of its former students; the words are in no record."""

    name: ClassVar[str] = "consents.alumni_written_to"

    letter: str
    number: int


@register
@dataclass(frozen=True, slots=True)
class PurposesOffered(Event):
    """A school began to ask these questions."""

    name: ClassVar[str] = "consents.purposes_offered"

    purposes: int


@register
@dataclass(frozen=True, slots=True)
class WordsWritten(Event):
    """A school wrote a new version of what it asks; material asks everybody again."""

    name: ClassVar[str] = "consents.words_written"

    purpose: str
    version: int
    material: bool
    in_force_from: str
    languages: tuple[str, ...]


@register
@dataclass(frozen=True, slots=True)
class TranslationsApproved(Event):
    """A school lets parents read questions in one more language, which somebody has read."""

    name: ClassVar[str] = "consents.translations_approved"

    language: str
    questions: int


@register
@dataclass(frozen=True, slots=True)
class PurposeAdded(Event):
    """A school began to ask one question, or began again."""

    name: ClassVar[str] = "consents.purpose_added"

    purpose: str
    version: int


@register
@dataclass(frozen=True, slots=True)
class PurposeEnded(Event):
    """A school asks a question no more; what was decided stays as it was."""

    name: ClassVar[str] = "consents.purpose_ended"

    purpose: str


@register
@dataclass(frozen=True, slots=True)
class Published(Event):
    """A student is in something that the school published; `state` says how."""

    name: ClassVar[str] = "consents.published"

    publication: int
    purpose: str
    state: str


@register
@dataclass(frozen=True, slots=True)
class TakeDownBegun(Event):
    """What was a yes became a no, and a picture must come down."""

    name: ClassVar[str] = "consents.take_down_begun"

    take_down: int
    purpose: str
    state: str


@register
@dataclass(frozen=True, slots=True)
class CameDown(Event):
    """A picture of a student came down."""

    name: ClassVar[str] = "consents.came_down"

    take_down: int
    how: str


@register
@dataclass(frozen=True, slots=True)
class ReceiptTaken(Event):
    """Somebody took the own receipt along as a file; `sha256` is the mark of that file.

    Its name does not end in `_read`: the other parent reads in the log what does.
    """

    name: ClassVar[str] = "consents.receipt_taken"

    receipt: str
    form: str
    sha256: str


@register
@dataclass(frozen=True, slots=True)
class ListFileRead(Event):
    """Somebody at the school took along as a file who of a group may be in a picture."""

    name: ClassVar[str] = "consents.list_file_read"
    what: ClassVar[StrPromise | str] = _("List of who may be in a photo, as a file")

    group: str
    form: str
    use: str
    with_numbers: bool
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class ClientAdded(Event):
    """A school lets a system outside the portal ask for answers, until a day."""

    name: ClassVar[str] = "consents.client_added"

    client: int
    channels: tuple[str, ...]
    last_day: str


@register
@dataclass(frozen=True, slots=True)
class ClientRenewed(Event):
    """A system got a new token; the one before ended at once."""

    name: ClassVar[str] = "consents.client_renewed"

    client: int
    before: int


@register
@dataclass(frozen=True, slots=True)
class ClientRevoked(Event):
    """A system may ask no more."""

    name: ClassVar[str] = "consents.client_revoked"

    client: int


@register
@dataclass(frozen=True, slots=True)
class WebhookSet(Event):
    """A system got an address at which it is told to ask again; the one before ended."""

    name: ClassVar[str] = "consents.webhook_set"

    client: int
    webhook: int


@register
@dataclass(frozen=True, slots=True)
class WebhookConfirmed(Event):
    """An address answered for the first time, so that it counts."""

    name: ClassVar[str] = "consents.webhook_confirmed"

    client: int
    webhook: int


@register
@dataclass(frozen=True, slots=True)
class WebhookFailed(Event):
    """Messages to an address did not arrive; it is told nothing until somebody tries again."""

    name: ClassVar[str] = "consents.webhook_failed"

    client: int
    webhook: int
    tries: int
    status: int | None


@register
@dataclass(frozen=True, slots=True)
class WebhookTriedAgain(Event):
    """Somebody lets the portal send again to an address that was given up."""

    name: ClassVar[str] = "consents.webhook_tried_again"

    client: int
    webhook: int


@register
@dataclass(frozen=True, slots=True)
class WebhookEnded(Event):
    """A system is told nothing more."""

    name: ClassVar[str] = "consents.webhook_ended"

    client: int
    webhook: int


@register
@dataclass(frozen=True, slots=True)
class ClientAnswered(Event):
    """A system outside the portal asked about a number of students, and got an answer."""

    name: ClassVar[str] = "consents.client_answered"

    client: int
    purpose: str
    until: str
    answer: str  # the number of the answer that was signed
    asked: int
    known: int
    granted: int


@register
@dataclass(frozen=True, slots=True)
class ClientRefused(Event):
    """A system asked about a school or place that its token is not for."""

    name: ClassVar[str] = "consents.client_refused"

    client: int
    asked: int


@register
@dataclass(frozen=True, slots=True)
class AnswerRead(Event):
    """A system outside the portal was told yes or no about a student."""

    name: ClassVar[str] = "consents.answer_read"
    what: ClassVar[StrPromise | str] = _("Yes or no to photos")

    client: int
    purpose: str
    until: str
    answer: str
    granted: bool


@register
@dataclass(frozen=True, slots=True)
class CampaignBegun(Event):
    """A school began to ask for choices, or whether they are still right."""

    name: ClassVar[str] = "consents.campaign_begun"

    campaign: int
    kind: str
    scope: str


@register
@dataclass(frozen=True, slots=True)
class CampaignStopped(Event):
    """A school writes to nobody any more for a campaign."""

    name: ClassVar[str] = "consents.campaign_stopped"

    campaign: int


@register
@dataclass(frozen=True, slots=True)
class LettersPrinted(Event):
    """Somebody made the letters of a campaign; `again` those of that day once more."""

    name: ClassVar[str] = "consents.letters_printed"

    campaign: int
    letters: int
    again: bool


@register
@dataclass(frozen=True, slots=True)
class ChoicesConfirmed(Event):
    """Somebody who decides said that the choices are still right."""

    name: ClassVar[str] = "consents.choices_confirmed"

    campaign: int


@register
@dataclass(frozen=True, slots=True)
class DesignReviewOpened(Event):
    """More people said yes after the page on which they choose had changed; somebody must look."""

    name: ClassVar[str] = "consents.design_review_opened"

    review: int
    before: str
    after: str


@register
@dataclass(frozen=True, slots=True)
class DesignReviewClosed(Event):
    """Somebody looked and wrote down what was found; what it was is not in the record."""

    name: ClassVar[str] = "consents.design_review_closed"

    review: int
