"""What can go wrong with access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


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
