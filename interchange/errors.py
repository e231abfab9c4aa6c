"""What can be wrong with a file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from interchange.messages import SENTENCES
from kernel.errors import NotAllowedError, RuleBrokenError

if TYPE_CHECKING:
    from interchange.choices import Code


class FileRefusedError(RuleBrokenError):
    """The whole file does not count; nothing of it may be used.

    `code` says why, `line` and `field` where, as far as that is known.
    """

    def __init__(self, code: Code, *, line: int | None = None, field: str = "") -> None:
        """Refuse for the reason `code`."""
        super().__init__(code.value)
        self.code = code
        self.line = line
        self.field = field

    def __str__(self) -> str:
        """Return the sentence that belongs to the reason."""
        return str(SENTENCES[self.code])


class NotTheImporterError(NotAllowedError):
    """The person does not keep the administration of this school."""

    says = _("You may not bring people in at this school.")


class AlreadyDecidedError(RuleBrokenError):
    """The file was taken in or thrown away before."""

    says = _("This file has been dealt with already.")


class NotConfirmedError(RuleBrokenError):
    """Something about the file asks for a person who takes responsibility."""

    says = _("Something about this file is unusual. Look at it and confirm it first.")


class BeforeEnrolmentError(RuleBrokenError):
    """The student was not yet enrolled on the day that would be the last."""

    says = _("The student was not enrolled yet on that day. Choose a later day.")
