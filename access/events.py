"""What happens to access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from audit.events import Event, register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@register
@dataclass(frozen=True, slots=True)
class AssignmentGiven(Event):
    """Somebody got a task, and with it what the matrix opens."""

    name: ClassVar[str] = "access.given"

    assignment: int
    role: str
    scope: str


@register
@dataclass(frozen=True, slots=True)
class AssignmentEnded(Event):
    """The end of a task was set."""

    name: ClassVar[str] = "access.ended"

    assignment: int
    role: str


@register
@dataclass(frozen=True, slots=True)
class ProposalsConfirmed(Event):
    """Somebody of the school confirmed imported links."""

    name: ClassVar[str] = "access.proposals_confirmed"

    confirmed: int
    without_address: int
    of_oneself: int = 0


@register
@dataclass(frozen=True, slots=True)
class AccountsOpened(Event):
    """Parents and students of the demo can sign in from now on."""

    name: ClassVar[str] = "access.accounts_opened"

    opened: int
    without_address: int
    taken: int


@register
@dataclass(frozen=True, slots=True)
class PeopleInvited(Event):
    """Somebody of the school invited people; and how many were left out, by reason."""

    name: ClassVar[str] = "access.invited"

    way: str
    invited: int
    left_out: dict[str, int]


@register
@dataclass(frozen=True, slots=True)
class StudentInvited(Event):
    """The portal itself invited a student who turns sixteen: before the birthday, or on it."""

    name: ClassVar[str] = "access.student_invited"

    stage: str


@register
@dataclass(frozen=True, slots=True)
class TurningTold(Event):
    """A guardian, or the student, was told that the student turns sixteen and decides."""

    name: ClassVar[str] = "access.turning_told"

    message: int
    stage: str
    to: str


@register
@dataclass(frozen=True, slots=True)
class InvitationWithdrawn(Event):
    """An invitation lets nobody in any more."""

    name: ClassVar[str] = "access.invitation_withdrawn"

    invitation: int


@register
@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    """Somebody came in by an invitation: with a new account, or with the own one."""

    name: ClassVar[str] = "access.invitation_accepted"

    invitation: int
    new: bool


@register
@dataclass(frozen=True, slots=True)
class InvitationRefused(Event):
    """A wrong code was tried on an invitation that is there; PostgreSQL writes this down."""

    name: ClassVar[str] = "access.invitation_refused"

    invitation: int
    tries: int


@register
@dataclass(frozen=True, slots=True)
class EmploymentEnded(Event):
    """Somebody stopped working at a school: every task and every session ends."""

    name: ClassVar[str] = "access.employment_ended"

    tasks: int
    last_day: str


@register
@dataclass(frozen=True, slots=True)
class SecrecyRecorded(Event):
    """A duty of confidentiality was put on record."""

    name: ClassVar[str] = "access.secrecy_recorded"

    basis: str


@register
@dataclass(frozen=True, slots=True)
class MatrixAdopted(Event):
    """It was registered that a board adopted an edition of the matrix."""

    name: ClassVar[str] = "access.matrix_adopted"

    version: str
    fingerprint: str
    adopted_on: str
    council: str


@register
@dataclass(frozen=True, slots=True)
class MatrixCompared(Event):
    """Somebody compared what was adopted with what is in force."""

    name: ClassVar[str] = "access.matrix_compared"

    findings: int


@register
@dataclass(frozen=True, slots=True)
class ReviewOpened(Event):
    """Somebody began to look over who has access."""

    name: ClassVar[str] = "access.review_opened"

    review: str
    extent: str
    findings: int


@register
@dataclass(frozen=True, slots=True)
class FindingsKept(Event):
    """Somebody decided that things stay as they are, and why."""

    name: ClassVar[str] = "access.findings_kept"

    review: str
    findings: int
    reason: str


@register
@dataclass(frozen=True, slots=True)
class FindingEnded(Event):
    """A review ended a task or closed an account."""

    name: ClassVar[str] = "access.finding_ended"

    review: str
    kind: str
    assignment: int | None


@register
@dataclass(frozen=True, slots=True)
class ReviewSigned(Event):
    """A second person signed a review of access."""

    name: ClassVar[str] = "access.review_signed"

    review: str
    fingerprint: str


@register
@dataclass(frozen=True, slots=True)
class ReviewExported(Event):
    """Somebody took a review along as a file."""

    name: ClassVar[str] = "access.review_exported"

    review: str
    form: str
    rows: int


@register
@dataclass(frozen=True, slots=True)
class EmergencyTaken(Event):
    """Somebody took emergency access to one student; why, in a word from a list."""

    name: ClassVar[str] = "access.emergency_taken"

    assignment: int
    kind: str


@register
@dataclass(frozen=True, slots=True)
class EmergencyReviewed(Event):
    """Somebody else gave a verdict about an emergency access."""

    name: ClassVar[str] = "access.emergency_reviewed"

    assignment: int
    verdict: str


@register
@dataclass(frozen=True, slots=True)
class EmergencyRead(Event):
    """A reviewer read who took emergency access to whom, why, and what was opened then."""

    name: ClassVar[str] = "access.emergency_read"
    what: ClassVar[StrPromise | str] = _("The record of emergency access")

    assignment: int
