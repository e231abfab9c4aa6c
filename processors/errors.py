"""What can go wrong in the register of agreements."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


class NotYourRegisterError(NotAllowedError):
    """The person does not keep the register of this board."""

    says = _("You may not change this register.")


class FieldError(RuleBrokenError):
    """One answer in a form cannot be; `field` is the name of that answer."""

    field: ClassVar[str]


class AlreadySignedError(RuleBrokenError):
    """What is signed stays as it was signed."""

    says = _("A signed arrangement does not change. Make a new version.")


class NoSuchStepError(RuleBrokenError):
    """The arrangement cannot go from its status to the one that was asked."""

    says = _("This step is not possible now.")


class DestructionNotProvenError(RuleBrokenError):
    """A processor has not yet shown that the data are gone."""

    says = _(
        "First add the statement of destruction, with its date. "
        "Until then this arrangement stays open."
    )


class TransferNotArrangedError(FieldError):
    """Data would go outside the EEA without anything it rests on."""

    field = "transfer"
    says = _("This country is outside the EEA. First choose on what the transfer rests.")


class ReasonMissingError(FieldError):
    """A decision without an agreement needs a reason."""

    field = "rationale"
    says = _("Write down the reason.")


class ReviewTooLateError(FieldError):
    """The decision is not looked at again, or not soon enough."""

    field = "next_review_on"
    says = _("Choose a day within a year on which you look at this again.")


class SpecialDataError(RuleBrokenError):
    """Special data and the BSN may only go with a reason of their own."""

    says = _("Health, religion and the BSN each need a purpose of their own. Write it down.")


class DayMissingError(FieldError):
    """The day of signing, or of destruction, is not given."""

    field = "on"
    says = _("Fill in the day, for example 12 November 2026.")


class SignerMissingError(FieldError):
    """It is not said who signed."""

    field = "signed_by"
    says = _("Fill in who signed, with the function.")


class NothingAgreedError(RuleBrokenError):
    """An annex without a single kind of data, or for an arrangement that has no annex."""

    says = _("Choose at least one kind of data.")


class EndsBeforeStartError(FieldError):
    """A day lies before the day it follows on."""

    field = "last_day"
    says = _("The last day comes before the first day.")
