"""What is wrong in a file, in words, and as a list to work through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy

from interchange.choices import Code, Severity
from interchange.messages import FIELDS, SENTENCES
from kernel.exports import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise

    from interchange.models import ImportIssue


class Remark(NamedTuple):
    """A problem in a file, in words."""

    severity: Severity
    line: int | None
    field: StrPromise | str
    sentence: StrPromise


def remark(issue: ImportIssue) -> Remark:
    """Return a problem in words."""
    return Remark(
        severity=Severity(issue.severity),
        line=issue.line,
        field=FIELDS.get(issue.field, issue.field),
        sentence=SENTENCES[Code(issue.code)],
    )


COLUMNS: dict[StrPromise, Callable[[Remark], object]] = {
    gettext_lazy("Line"): lambda told: told.line,
    gettext_lazy("Weight"): lambda told: told.severity.label,
    gettext_lazy("Field"): lambda told: told.field,
    gettext_lazy("What is wrong"): lambda told: told.sentence,
}


class RemarksSheet(Sheet[Remark]):
    """The problems of a file; no value of a person is among them."""

    title = gettext_lazy("Remarks about the file")
    columns = COLUMNS
