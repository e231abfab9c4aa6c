"""What can go wrong with a student."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


class NoSuchStudentError(RuleBrokenError):
    """There is no student with this id, or the person asking may not know of one."""

    says = _("There is no student with this id.")


class NumberRefusedError(NotAllowedError):
    """The person may not deal with the identity number of this student."""

    says = _("You may not do this with the number of this student.")


class NoNumberError(RuleBrokenError):
    """No identity number of this student is held."""

    says = _("The school has no number of this student.")


class TooManyNumbersError(RuleBrokenError):
    """The person has seen as many identity numbers today as one may on a day."""

    says = _("You have looked at 20 numbers today. That is the most for one day.")


class NotANumberError(RuleBrokenError):
    """These digits cannot be a number of this kind."""

    says = _("This is not a valid number. Check each digit.")


class NumberTakenError(RuleBrokenError):
    """Another student of the school has the number."""

    says = _("Another student of this school has this number already.")
