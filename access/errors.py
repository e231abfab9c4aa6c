"""What can go wrong with access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kernel import words
from kernel.errors import NotAllowedError, RuleBrokenError

if TYPE_CHECKING:
    from datetime import date


class NotYoursToGiveError(NotAllowedError):
    """The person does not manage who has access at this school."""

    says = _("You may not decide who has access at this school.")


class WrongScopeError(RuleBrokenError):
    """The matrix knows this role for something else: a group, a school, a student."""

    says = _("This role does not go with what you chose.")


class NoAddressError(RuleBrokenError):
    """Without an e-mail address nobody can sign in."""

    says = _("This person has no e-mail address in the administration.")


class AlreadyAssignedError(RuleBrokenError):
    """The person has this task already, in part of this period."""

    says = _("This person has this task already.")


class MailboxTakenError(RuleBrokenError):
    """Two people with one mailbox are two people: the second needs an address of the own."""

    says = _("Somebody else signs in with this e-mail address.")


class OneselfError(NotAllowedError):
    """Nobody gives a task to oneself, or ends the own one: somebody else has to look."""

    says = _("You cannot do this for yourself. Ask a colleague who manages access.")


class OwnChildError(NotAllowedError):
    """Nobody says who works with the own child, or how long its file is kept."""

    says = _("You cannot do this for your own child. Ask a colleague.")


class NoSecrecyError(RuleBrokenError):
    """Nobody joins a care team without a recorded duty of confidentiality."""

    says = _("First record this person's duty of confidentiality.")


class StandInEndsError(RuleBrokenError):
    """A stand-in has a last day, and stands in for somebody else."""

    says = _("Somebody who stands in for a colleague needs a last day.")


class EndsBeforeBeginError(RuleBrokenError):
    """The last day lies before the first."""

    says = _("The last day lies before the first day.")


class NotByHandError(RuleBrokenError):
    """Parents, students and emergencies: the portal itself sees to these."""

    says = _("This role is not given by hand.")


class NotMissingError(RuleBrokenError):
    """A link that is in the file, or was dealt with, is not ended as if it were gone."""

    says = _("This link is in the file again, or somebody ended it already.")


class BoardWideError(NotAllowedError):
    """A task for all schools of a board is given where the portal is run, not on a page."""

    says = _(
        "A task for all schools of the board is not given on this page."
        " Ask whoever manages the portal."
    )


class AlreadyRecordedError(RuleBrokenError):
    """The duty of confidentiality is on record for part of this period."""

    says = _("This duty of confidentiality is on record already.")


class NotYoursToAdoptError(NotAllowedError):
    """The person does not register decisions of this board about the matrix."""

    says = _("You may not register that this board adopted the document.")


class OtherEditionError(RuleBrokenError):
    """The portal was renewed between reading and registering: the matrix is another one."""

    says = _("The document has changed since you opened this page. Read it again first.")


class NotAdoptedYetError(RuleBrokenError):
    """A decision is registered after it was taken."""

    says = _("This day is in the future. Register the decision when it has been taken.")


class CouncilFirstError(RuleBrokenError):
    """The participation council speaks before the board decides, or has not been asked."""

    says = _("Give the day on which the participation council spoke, before the decision.")


class AlreadyAdoptedError(RuleBrokenError):
    """This edition is registered for this board and this day."""

    says = _("This decision has been registered already.")


class NotYourReviewError(NotAllowedError):
    """The person does not review access at the school, or does not sign for it."""

    says = _("You may not do this in a review of access.")


class FourEyesError(NotAllowedError):
    """Whoever opened a review does not sign it."""

    says = _("You started this review. Somebody else has to sign it.")


class AlreadyOpenError(RuleBrokenError):
    """A school has one open review at a time."""

    says = _("This school has a review that is not signed yet. Finish that one first.")


class SignedError(RuleBrokenError):
    """A signed review never changes."""

    says = _("This review has been signed. Nothing in it can change any more.")


class StillOpenError(RuleBrokenError):
    """A review with something undecided is not signed."""

    says = _("Not everything has been decided yet. First decide about what is open.")


class NothingToEndError(RuleBrokenError):
    """The finding names no task that can be ended, or that one has ended."""

    says = _("Choose which task ends.")


class HasTaskError(RuleBrokenError):
    """An account is closed only where nobody works with it."""

    says = _("This person has a task again. The account stays open.")


class NoEmergencyError(NotAllowedError):
    """The task of this person knows no emergency access at this school."""

    says = _("You may not use emergency access at this school.")


class OwnChildEmergencyError(NotAllowedError):
    """Nobody looks at the own child with the eyes of the school, in an emergency either."""

    says = _("Nobody uses emergency access for the own child. Ask a colleague.")


class AlreadyReadsError(RuleBrokenError):
    """There is nothing to open."""

    says = _("You can read these notes already.")


class ShortReasonError(RuleBrokenError):
    """Somebody else has to understand the reason, days later."""

    says = _("Write in at least 20 characters why this cannot wait.")


class TooOftenError(RuleBrokenError):
    """What happens every other day is no emergency: such a person lacks a task."""

    says = _(
        "You used emergency access 3 times in 7 days. You cannot use it again now."
        " Ask the privacy officer."
    )


class UnreviewedError(RuleBrokenError):
    """Nobody looked in time at an earlier emergency access."""

    says = _(
        "You cannot use emergency access now: your last time has not been reviewed yet."
        " Ask the privacy officer."
    )


class NotYoursToJudgeError(NotAllowedError):
    """The person does not review access at this school."""

    says = _("You may not review access at this school.")


class AlreadyReviewedError(RuleBrokenError):
    """One verdict, by one person, is enough."""

    says = _("Somebody has reviewed this already.")


class NoNoteError(RuleBrokenError):
    """A verdict that something was wrong says what was wrong."""

    says = _("Write down what was not right.")


class InvitationOverError(RuleBrokenError):
    """The invitation was used, withdrawn, is too old, or was tried too often."""

    says = _("This invitation does not work any more. Ask the school for a new one.")


class TooEarlyError(RuleBrokenError):
    """The code is right, and is of a student who is not sixteen yet."""

    says = _("This code works from %(day)s.")

    def __init__(self, day: date) -> None:
        """Take the first day on which the code lets somebody in."""
        self.day = day
        super().__init__()

    def __str__(self) -> str:
        """Return the sentence with the day in it, in the language of the person asking."""
        return str(self.says) % {"day": words.day(self.day)}


class AlreadyKnownError(RuleBrokenError):
    """An account stands for one person at a school."""

    says = _("This account belongs to somebody else at this school already.")


class TooManyLettersError(RuleBrokenError):
    """A file holds so many letters and no more."""

    says = _("These are more than 500 letters. Choose a class.")
