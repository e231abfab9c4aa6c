"""What can go wrong with a choice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


class NotTheDeciderError(NotAllowedError):
    """Somebody else decides: a guardian with authority, or from sixteen the student."""

    says = _("You cannot choose this. Somebody else decides for this student.")


class NotTheKeeperError(NotAllowedError):
    """Only the administration of the school writes down what it was told."""

    says = _("Only the administration of the school writes this down.")


class ChoosesAloneError(RuleBrokenError):
    """A student of sixteen chooses in the portal, instead of objecting."""

    says = _("This student is sixteen or older, and chooses in the portal.")


class WordingOutdatedError(RuleBrokenError):
    """The text shown is no longer the text in force."""

    says = _("The text has changed since you opened this page. Read it again and choose.")


class NotAskedError(RuleBrokenError):
    """The school does not, or no longer, ask this of its students."""

    says = _("The school does not ask this any more. Look at the questions again.")
