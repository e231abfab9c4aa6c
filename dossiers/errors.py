"""What can go wrong with notes and follow-ups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowedError, RuleBrokenError


class NotTheirReaderError(NotAllowedError):
    """The person has no task that opens the notes of this student."""

    says = _("You may not read notes about this student.")


class NotTheirWriterError(NotAllowedError):
    """The person has no task in which notes about this student are written."""

    says = _("You may not write notes about this student.")


class NotTheAuthorError(NotAllowedError):
    """Somebody else wrote the note: what one saw and heard, another cannot correct."""

    says = _("Only the person who wrote this note can correct it.")


class NotYetHeldError(RuleBrokenError):
    """A note is about what happened."""

    says = _("The talk cannot be in the future. Choose today or an earlier day.")


class FollowUpTooEarlyError(RuleBrokenError):
    """One cannot come back to a talk before it was held."""

    says = _("The day to come back to it must be after the talk.")


class AlreadyCorrectedError(RuleBrokenError):
    """There is a newer version of the note."""

    says = _("This note has been corrected already. Open the newest version.")


class ManyFilesError(RuleBrokenError):
    """The person has opened as many files as the work of anybody asks for."""

    says = _("You have opened very many files. Try again later, or ask the privacy officer.")
