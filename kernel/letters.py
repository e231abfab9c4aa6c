"""An e-mail that is once in a mailbox, also where a crash sends it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import EmailMessage

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = "privacyportal.invalid"  # of no mailbox: it only makes the mark one of ours


def letter(
    subject: str, paragraphs: Iterable[str], *, to: str, mark: Iterable[object]
) -> EmailMessage:
    """Return an e-mail; one with the same parts in its `mark` is shown once by mail programs.

    A mark holds public numbers and a word of our own: it travels in the open.
    """
    number = ".".join(str(part) for part in mark)
    headers = {"Message-ID": f"<{number}@{DOMAIN}>"}
    return EmailMessage(subject, "\n\n".join(paragraphs), to=[to], headers=headers)
