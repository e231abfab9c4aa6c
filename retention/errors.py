"""What can go wrong with a purge."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


class NotYoursToProposeError(NotAllowedError):
    """The person has no task that proposes purges at this school."""

    says = _("You may not propose a purge for this school.")


class NotYoursToApproveError(NotAllowedError):
    """The person has no task that approves purges at this school."""

    says = _("You may not approve a purge for this school.")


class FourEyesError(NotAllowedError):
    """Whoever proposed a purge cannot approve it."""

    says = _("Proposing and approving can never be the same person.")


class NotYoursToHoldError(NotAllowedError):
    """The person may not place or release a hold at this school."""

    says = _("You may not place or release a hold at this school.")


class NotYourScheduleError(NotAllowedError):
    """The person may not change the terms of this board."""

    says = _("You may not change how long this board keeps data.")


class ListChangedError(RuleBrokenError):
    """The list is no longer what was proposed."""

    says = _("The list has changed since it was proposed. Nothing was deleted. Make a new one.")


class TooEarlyError(RuleBrokenError):
    """The day of the list lies ahead."""

    says = _("The day of this list has not come yet. Nothing can be deleted before it.")


class WrongStateError(RuleBrokenError):
    """The purge is not in a state in which this can be done."""

    says = _("This cannot be done any more, or not yet: look at the purge again.")


class ParkedError(RuleBrokenError):
    """The purge failed again and again, and waits for somebody."""

    says = _("This purge stands still. Find out why, and then let it try again.")


class NoListError(RuleBrokenError):
    """The list could not be made; it is tried again."""

    says = _("The list could not be made yet. It is tried again; look at the purge later.")


class NotConfirmedError(RuleBrokenError):
    """The typed number is not the number of records."""

    says = _("The number that you typed is not the number of records on the list.")


class BelowMinimumError(RuleBrokenError):
    """A law forbids to keep it shorter."""

    says = _("The law says that it must be kept longer than this.")


class NotTheNewestError(RuleBrokenError):
    """Another version follows on this one."""

    says = _("There is a newer version of this rule already. Change that one.")


class NoTermError(RuleBrokenError):
    """A term has no length below zero."""

    says = _("A term cannot be shorter than no time at all.")


class NeedsReasonError(RuleBrokenError):
    """Keeping longer than the default asks for a reason in writing."""

    says = _("Write down why it must be kept longer.")


class NoReviewDateError(RuleBrokenError):
    """A hold must be looked at again on a later day."""

    says = _("Choose a later day on which somebody looks at the hold again.")


class NoSuchStudentError(RuleBrokenError):
    """No student of the school has this number."""

    says = _("There is no student with this number at the school.")


class NoCertificateError(RuleBrokenError):
    """The purge has not ended, so there is no certificate."""

    says = _("There is no certificate yet: the purge has not ended.")


class MarksGoneError(RuleBrokenError):
    """Nothing is left to search with, so no search can show that nothing is left."""

    says = _("This purge cannot be searched again: what to search for is no longer known.")
